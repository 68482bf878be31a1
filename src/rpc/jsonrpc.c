/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rpc/jsonrpc.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/xalloc.h"

struct jsonrpc_id
jsonrpc_id_new(void)
{
	struct jsonrpc_id id;
	uint64_t bits;

	random_bytes(&bits, sizeof(bits));
	snprintf(id.text, sizeof(id.text), "%016" PRIx64, bits);
	return id;
}

char *
jsonrpc_encode(const struct jsonrpc_id *id, const char *method, const cJSON *params)
{
	cJSON *request = cJSON_CreateObject();
	char *printed, *text;

	cJSON_AddStringToObject(request, "jsonrpc", "2.0");
	cJSON_AddStringToObject(request, "method", method);
	cJSON_AddItemToObject(request, "params", cJSON_Duplicate(params, true));
	cJSON_AddStringToObject(request, "id", id->text);
	printed = cJSON_PrintUnformatted(request);
	text = xstrdup(printed);
	cJSON_free(printed);
	cJSON_Delete(request);
	return text;
}

/* Refuse what the parser accepts: deep nesting, millions of values, text after a NUL. */
static bool
check_text(const char *text, size_t len, struct err *err)
{
	bool in_string = false;
	size_t commas = 0;
	int depth = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\0')
			return err_set(err, ERR_NODE, "the reply has a NUL byte in it");
		if (in_string && text[i] == '\\') {
			if (len - i > 5 && memcmp(text + i, "\\u0000", 6) == 0)
				return err_set(
					err, ERR_NODE, "the reply has a NUL in a string");
			i++;
		} else if (text[i] == '"') {
			in_string = !in_string;
		} else if (!in_string && text[i] == ',') {
			if (++commas > JSONRPC_VALUES_MAX)
				return err_set(err, ERR_NODE,
					"the reply has more than two million values");
		} else if (!in_string && (text[i] == '{' || text[i] == '[')) {
			if (++depth > JSONRPC_DEPTH_MAX)
				return err_set(
					err, ERR_NODE, "the reply is nested too deeply");
		} else if (!in_string && (text[i] == '}' || text[i] == ']')) {
			depth--;
		}
	}
	return true;
}

static cJSON *
parse(const char *text, size_t len, struct err *err)
{
	const char *end = NULL;
	cJSON *reply;

	if (!check_text(text, len, err))
		return NULL;
	reply = cJSON_ParseWithLengthOpts(text, len, &end, false);
	if (reply == NULL) {
		err_set(err, ERR_NODE, "the reply is not JSON");
		return NULL;
	}
	while (end < text + len && strchr(" \t\r\n", *end) != NULL)
		end++;
	if (end != text + len) {
		err_set(err, ERR_NODE, "the reply goes on after its end");
		cJSON_Delete(reply);
		return NULL;
	}
	return reply;
}

/* The only member called name; NULL when it is missing or repeated. */
static cJSON *
member(const cJSON *object, const char *name)
{
	cJSON *found = NULL, *item;

	cJSON_ArrayForEach(item, object)
	{
		if (strcmp(item->string, name) != 0)
			continue;
		if (found != NULL)
			return NULL;
		found = item;
	}
	return found;
}

static bool
is_text(const cJSON *item, const char *text)
{
	return cJSON_IsString(item) && strcmp(item->valuestring, text) == 0;
}

static enum jsonrpc_end
invalid(struct err *err, const char *text)
{
	err_set(err, ERR_NODE, "%s", text);
	return JSONRPC_INVALID;
}

static enum jsonrpc_end
decode(cJSON *reply, const struct jsonrpc_id *id, cJSON **result, struct err *err)
{
	cJSON *value = NULL, *error = NULL, *item, *message;
	int ends = 0;

	if (!cJSON_IsObject(reply) || !is_text(member(reply, "jsonrpc"), "2.0"))
		return invalid(err, "the reply is not JSON-RPC 2.0");
	if (!is_text(member(reply, "id"), id->text)) {
		err_set(err, ERR_NODE, "the reply is not to this call");
		return JSONRPC_OTHER;
	}
	cJSON_ArrayForEach(item, reply)
	{
		if (strcmp(item->string, "result") == 0)
			value = item, ends++;
		else if (strcmp(item->string, "error") == 0)
			error = item, ends++;
	}
	if (ends != 1)
		return invalid(err, "the reply has not just one of result and error");
	if (value != NULL) {
		*result = cJSON_DetachItemViaPointer(reply, value);
		/* A detached member keeps its name: drop it. */
		cJSON_free((*result)->string);
		(*result)->string = NULL;
		return JSONRPC_RESULT;
	}
	message = cJSON_IsObject(error) ? member(error, "message") : NULL;
	if (!cJSON_IsString(message))
		return invalid(err, "the reply is an error without a message");
	err_set(err, ERR_NODE, "%s", message->valuestring);
	return JSONRPC_FAULT;
}

enum jsonrpc_end
jsonrpc_decode(const char *text, size_t len, const struct jsonrpc_id *id, cJSON **result,
	struct err *err)
{
	cJSON *reply = parse(text, len, err);
	enum jsonrpc_end end;

	if (reply == NULL)
		return JSONRPC_INVALID;
	end = decode(reply, id, result, err);
	cJSON_Delete(reply);
	return end;
}
