/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"
#include "rpc/binrpc.h"

#define HTTP_REQUEST_MAX (16u << 10)
#define CTL_REPLY_MAX (32u << 10)
#define DATAGRAM_MAX (128u << 10)
#define HTTP_REPLY_MAX (8u << 20)

#define ENDLESS_PART (256 << 10)

#define HTML "<html><body>Wrong URL</body></html>"

/* One line for each call, in DIR/calls. */
static void
kamlog_call(const struct call *call)
{
	char path[1024];
	const cJSON *param;
	FILE *file;

	snprintf(path, sizeof(path), "%s/calls", fake.dir);
	file = fopen(path, "ae");
	if (file == NULL)
		return;
	fprintf(file, "%s", call->method);
	cJSON_ArrayForEach(param, call->params)
	{
		char *text = cJSON_PrintUnformatted(param);

		fprintf(file, " %s", text);
		cJSON_free(text);
	}
	fprintf(file, "\n");
	fclose(file);
}

static void
drop(struct str *in, size_t len)
{
	memmove(in->s, in->s + len, in->len - len);
	in->len -= len;
}

/* Answer a call, if it is to be; false when nothing is to be sent. */
static bool
answer(struct answer *answer, const struct call *call, struct reply *reply)
{
	const char *rest;
	char *text;

	kamlog_call(call);
	if (behaves("slow", call->method, &rest))
		reply->delay_ms = (unsigned)strtoul(rest, NULL, 10);
	reply->is_drip = behaves("drip", call->method, NULL);
	if (behaves("hang", call->method, NULL))
		return false;
	if (behaves("close", call->method, NULL)) {
		reply->closes = true;
		return false;
	}
	if (behaves("fault", call->method, &rest)) {
		int code = (int)strtol(rest, &text, 10);

		answer_fault(answer, code, text + strspn(text, " "));
		return true;
	}
	answer_call(answer, call);
	return !behaves("execute-then-hang", call->method, NULL);
}

/* Add what is sent again and again. */
static void
add_endless(struct reply *reply, const char *item)
{
	reply->is_endless = true;
	reply->repeat = reply->bytes.len;
	while (reply->bytes.len < reply->repeat + ENDLESS_PART)
		str_addf(&reply->bytes, "%s", item);
}

/* The end of the connection, after all or after a half of the reply. */
static void
close_if_asked(struct reply *reply, const struct call *call)
{
	if (behaves("half", call->method, NULL)) {
		reply->bytes.len /= 2;
		reply->closes = true;
	}
	if (behaves("bye", call->method, NULL))
		reply->closes = true;
}

/* -- BINRPC -- */

static void
frame(struct str *out, const struct answer *answer, uint32_t cookie,
	const struct str *body)
{
	struct str fault = { 0 };

	if (answer->text[0] != '\0') {
		binrpc_encode_number(&fault, answer->code);
		binrpc_encode_string(&fault, answer->text);
		body = &fault;
	}
	binrpc_encode_head(out, answer->text[0] != '\0' ? BINRPC_FAULT : BINRPC_REPLY,
		cookie, body->len);
	str_add(out, body->s, body->len);
	str_clear(&fault);
}

/* What does not fit is a fault, but not for 5.6: its lines just end, and its dumps
 * come whole. */
static void
fit_ctl(struct answer *answer, const struct call *call, struct str *body)
{
	bool is_print = strcmp(call->method, "secfilter.print") == 0;

	if (answer->body.len > 0)
		str_add(body, answer->body.s, answer->body.len);
	else if (answer->result != NULL && strcmp(call->method, "geoip2.reload") != 0)
		encode_result(body, answer->result);
	if (behaves("too-big", call->method, NULL) ||
		(body->len > CTL_REPLY_MAX && !is_print && !fake.is_56))
		answer_fault(answer, 500, "reply too big");
	else if (body->len > CTL_REPLY_MAX && !fake.is_56)
		answer_fault(answer, 500, "Internal error creating inner struct");
	while (body->len > CTL_REPLY_MAX && is_print && fake.is_56) {
		cJSON_DeleteItemFromArray(
			answer->result, cJSON_GetArraySize(answer->result) - 1);
		str_clear(body);
		encode_result(body, answer->result);
	}
}

static void
reply_ctl(struct reply *reply, const struct call *call, uint32_t cookie)
{
	struct answer a = { 0 };
	struct str body = { 0 };

	if (!answer(&a, call, reply)) {
		answer_clear(&a);
		return;
	}
	fit_ctl(&a, call, &body);
	if (behaves("garbage", call->method, NULL)) {
		str_addf(&reply->bytes, "garbage\n");
	} else if (behaves("html", call->method, NULL)) {
		str_addf(&reply->bytes, HTML);
	} else if (behaves("huge", call->method, NULL)) {
		binrpc_encode_head(&reply->bytes, BINRPC_REPLY, cookie, 0x7fffffff);
	} else if (behaves("endless", call->method, NULL)) {
		binrpc_encode_head(&reply->bytes, BINRPC_REPLY, cookie, BINRPC_BODY_MAX);
		add_endless(reply, "\x10x");
	} else {
		cookie ^= behaves("wrong-id", call->method, NULL) ? 1u : 0u;
		frame(&reply->bytes, &a, cookie, &body);
	}
	close_if_asked(reply, call);
	answer_clear(&a);
	str_clear(&body);
}

bool
serve_ctl(struct reply *reply, struct str *in)
{
	struct binrpc_head head;
	struct call call = { .is_ctl = true };
	struct err err;
	cJSON *records, *method;
	enum binrpc_end end = binrpc_decode_head(&head, in->s, in->len, &err);

	if (end == BINRPC_DONE && in->len < head.size + head.body)
		end = BINRPC_INCOMPLETE;
	if (end == BINRPC_INCOMPLETE)
		return false;
	if (end != BINRPC_DONE ||
		!binrpc_decode_body(&records, in->s + head.size, head.body, &err)) {
		reply->closes = true;
		return true;
	}
	drop(in, head.size + head.body);
	method = cJSON_DetachItemFromArray(records, 0);
	call.method = cJSON_IsString(method) ? method->valuestring : "";
	call.params = records;
	reply_ctl(reply, &call, head.cookie);
	cJSON_Delete(method);
	cJSON_Delete(records);
	return true;
}

/* -- JSON-RPC -- */

static void
print_reply(struct str *out, const struct answer *answer, const struct call *call,
	const cJSON *id)
{
	cJSON *reply = cJSON_CreateObject(), *error;
	char *text;

	cJSON_AddStringToObject(reply, "jsonrpc", "2.0");
	if (answer->text[0] != '\0') {
		error = cJSON_AddObjectToObject(reply, "error");
		cJSON_AddNumberToObject(error, "code", answer->code);
		cJSON_AddStringToObject(error, "message", answer->text);
	} else {
		cJSON_AddItemReferenceToObject(reply, "result", answer->result);
	}
	if (behaves("wrong-id", call->method, NULL))
		cJSON_AddStringToObject(reply, "id", "0");
	else if (id != NULL)
		cJSON_AddItemToObject(reply, "id", cJSON_Duplicate(id, true));
	text = cJSON_Print(reply);
	str_addf(out, "%s", text);
	cJSON_free(text);
	cJSON_Delete(reply);
}

/* The reply's text, and the HTTP status it goes with; 0: there is none. */
static int
reply_json(struct reply *reply, struct str *text, const char *request, size_t len)
{
	cJSON *json = cJSON_ParseWithLength(request, len);
	cJSON *method = cJSON_GetObjectItemCaseSensitive(json, "method");
	cJSON *params = cJSON_GetObjectItemCaseSensitive(json, "params");
	cJSON *none = cJSON_CreateArray();
	struct answer a = { 0 };
	struct call call = { .method = cJSON_GetStringValue(method),
		.params = params != NULL ? params : none };
	int status = 0;
	const char *rest;

	if (call.method != NULL && answer(&a, &call, reply)) {
		status = a.text[0] != '\0' ? 500 : 200;
		if (behaves("garbage", call.method, NULL))
			str_addf(text, "garbage\n");
		else if (behaves("html", call.method, NULL))
			str_addf(text, HTML);
		else if (behaves("huge", call.method, NULL))
			str_addf(text, "\"%*s\"", 20 << 20, "");
		else if (behaves("status", call.method, &rest))
			status = (int)strtol(rest, NULL, 10);
		else if (behaves("too-big", call.method, NULL))
			status = 0;
		else if (behaves("endless", call.method, NULL))
			reply->is_endless = true;
		else
			print_reply(text, &a, &call,
				cJSON_GetObjectItemCaseSensitive(json, "id"));
		if (behaves("half", call.method, NULL))
			reply->closes = true;
	}
	answer_clear(&a);
	cJSON_Delete(none);
	cJSON_Delete(json);
	return status;
}

static void
print_http(struct reply *reply, int status, const struct str *text)
{
	if (reply->is_endless) {
		str_addf(&reply->bytes, "HTTP/1.1 200 OK\r\n\r\n{\"result\":[");
		add_endless(reply, "0,");
		return;
	}
	str_addf(&reply->bytes,
		"HTTP/1.1 %d %s\r\nContent-Type: application/json\r\n"
		"%sConnection: close\r\nContent-Length: %zu\r\n\r\n",
		status, status == 200 ? "OK" : "Error",
		status >= 300 && status < 400 ? "Location: /elsewhere\r\n" : "",
		text->len);
	/* Here closes stands for a half. */
	str_add(&reply->bytes, text->s, reply->closes ? text->len / 2 : text->len);
	reply->closes = true;
}

bool
serve_http(struct reply *reply, struct str *in)
{
	const char *head_end = in->len > 0 ? strstr(in->s, "\r\n\r\n") : NULL;
	const char *field =
		head_end != NULL ? strcasestr(in->s, "Content-Length:") : NULL;
	struct str text = { 0 };
	size_t head, body;
	int status = 200;

	if (head_end == NULL)
		return false;
	head = (size_t)(head_end - in->s) + 4;
	body = field != NULL ? strtoul(field + 15, NULL, 10) : 0;
	if (in->len < head + body)
		return false;
	if (head + body > HTTP_REQUEST_MAX)
		status = 0;
	else if (strncmp(in->s, "POST /RPC", 9) != 0)
		str_addf(&text, HTML);
	else
		status = reply_json(reply, &text, in->s + head, body);
	drop(in, head + body);
	if (status != 0)
		print_http(reply, status, &text);
	else if (head + body > HTTP_REQUEST_MAX)
		reply->closes = true;
	str_clear(&text);
	return true;
}

bool
serve_datagram(struct reply *reply, struct str *in)
{
	int status = reply_json(reply, &reply->bytes, in->s, in->len);

	if (reply->is_endless)
		str_addf(
			&reply->bytes, "{\"jsonrpc\":\"2.0\",\"result\":0,\"id\":\"0\"}");
	else if (status == 0 || reply->bytes.len > DATAGRAM_MAX || reply->is_drip)
		str_clear(&reply->bytes);
	else if (reply->closes)
		reply->bytes.len /= 2;
	return true;
}
