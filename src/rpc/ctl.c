/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BINRPC over the stream socket of Kamailio's ctl module, or over TCP.
 *
 * The connection is kept for the next call. When the node has closed it and nothing was
 * sent over it, a new one replaces it. A call is never sent twice.
 */
#include "rpc/transport.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/xalloc.h"
#include "rpc/binrpc.h"
#include "rpc/end.h"
#include "rpc/stream.h"
#include "rpc/wait.h"

/* ctl's binrpc_max_body_size, which limits requests as well. */
#define BODY_MAX (32u << 10)

/* How many calls are under way at once. Their answers fit into the socket's buffer.
 * Otherwise the node and shieldadm could wait for each other to read. */
#define BATCH_MAX 64

struct ctl {
	char *url;
	struct stream stream;
};

/* One call, or a batch of them whose cookies count up. */
struct call {
	struct ctl *ctl;
	unsigned timeout_ms;
	long long deadline;
	uint32_t cookie; /* of the reply that is next */
	struct str request, reply;
	size_t at; /* in the reply; the bytes before it are decoded */
	struct err *err;
};

static void
ctl_close(void *conn)
{
	struct ctl *ctl = conn;

	stream_clear(&ctl->stream);
	free(ctl->url);
	free(ctl);
}

static bool
ctl_open(void **conn, const char *url, struct err *err)
{
	struct stream stream;
	struct ctl *ctl;

	if (!stream_init(&stream, url + strlen("ctl:"), url, err))
		return false;
	ctl = xcalloc(1, sizeof(*ctl));
	*ctl = (struct ctl){ .url = xstrdup(url), .stream = stream };
	*conn = ctl;
	return true;
}

/* Connect and send. RPC_ANSWERED means that all was sent. */
static enum rpc_end
send_anew(struct call *call, size_t *sent)
{
	struct ctl *ctl = call->ctl;
	const char *cause;

	*sent = 0;
	if (!stream_connect(&ctl->stream, call->deadline, &cause))
		return rpc_unreached(ctl->url, call->err, "%s", cause);
	if (stream_send(&ctl->stream, call->request.s, call->request.len, sent,
		    call->deadline))
		return RPC_ANSWERED;
	return rpc_unreached(ctl->url, call->err, "%s", strerror(errno));
}

static enum rpc_end
send_request(struct call *call)
{
	struct ctl *ctl = call->ctl;
	enum rpc_end end;
	size_t sent = 0;

	if (!stream_is_idle(&ctl->stream) ||
		(!stream_send(&ctl->stream, call->request.s, call->request.len, &sent,
			 call->deadline) &&
			sent == 0))
		end = send_anew(call, &sent);
	else
		end = sent == call->request.len ? RPC_ANSWERED : RPC_LOST;
	if (end != RPC_ANSWERED && sent > 0)
		return rpc_lost(ctl->url, call->err, "only a part of the call was sent");
	return end;
}

/* Read more of the reply. False with err set when nothing more comes. */
static bool
receive_more(struct call *call)
{
	struct ctl *ctl = call->ctl;
	bool has_begun = call->reply.len > call->at;
	char bytes[16384];
	ssize_t n = stream_receive(&ctl->stream, bytes, sizeof(bytes), call->deadline);

	if (n > 0) {
		str_add(&call->reply, bytes, (size_t)n);
		return true;
	}
	if (n == 0)
		rpc_lost(ctl->url, call->err, "the connection was closed %s",
			has_begun ? "within the reply" : "before a reply");
	else if (errno == ETIMEDOUT)
		rpc_lost(ctl->url, call->err, "%s within %u ms",
			has_begun ? "only a part of the reply came" : "no reply came",
			call->timeout_ms);
	else
		rpc_lost(ctl->url, call->err, "%s", strerror(errno));
	return false;
}

/* Read a packet, header and body; false with err set when none comes. */
static bool
receive(struct call *call, struct binrpc_head *head)
{
	for (;;) {
		size_t len = call->reply.len - call->at;
		enum binrpc_end end = binrpc_decode_head(
			head, str_get(&call->reply) + call->at, len, call->err);

		if (end == BINRPC_INVALID) {
			rpc_lost(call->ctl->url, call->err, "%s", call->err->text);
			return false;
		}
		if (end == BINRPC_DONE && len >= head->size + head->body)
			return true;
		if (!receive_more(call))
			return false;
	}
}

/* The result of a reply: its only record, an array of several, or null. */
static cJSON *
result_of(cJSON *records_take)
{
	cJSON *result;
	int n = cJSON_GetArraySize(records_take);

	if (n > 1)
		return records_take;
	result = n == 1 ? cJSON_DetachItemFromArray(records_take, 0) : cJSON_CreateNull();
	cJSON_Delete(records_take);
	return result;
}

static enum rpc_end
decode(struct call *call, const struct binrpc_head *head, cJSON **result)
{
	const char *url = call->ctl->url;
	enum rpc_end end;
	cJSON *records, *text;

	if (head->cookie != call->cookie)
		return rpc_lost(url, call->err, "the reply is not to this call");
	if (!binrpc_decode_body(&records, call->reply.s + call->at + head->size,
		    head->body, call->err))
		return rpc_lost(url, call->err, "%s", call->err->text);
	call->at += head->size + head->body;
	call->cookie++;
	if (head->type == BINRPC_REPLY) {
		*result = result_of(records);
		return RPC_ANSWERED;
	}
	text = cJSON_GetArrayItem(records, 1);
	if (head->type == BINRPC_FAULT && cJSON_IsString(text))
		end = rpc_fault(text->valuestring, call->err);
	else
		end = rpc_lost(url, call->err, "the reply is neither result nor fault");
	cJSON_Delete(records);
	return end;
}

/* Take the next reply. */
static enum rpc_end
take_reply(struct call *call, cJSON **result)
{
	struct binrpc_head head;

	return receive(call, &head) ? decode(call, &head, result) : RPC_LOST;
}

/* After the last reply. */
static enum rpc_end
check_end(struct call *call)
{
	if (call->reply.len == call->at)
		return RPC_ANSWERED;
	return rpc_lost(call->ctl->url, call->err, "the reply goes on after its end");
}

static void
begin(struct call *call, struct ctl *ctl, unsigned timeout_ms, struct err *err)
{
	*call = (struct call){ .ctl = ctl,
		.timeout_ms = timeout_ms,
		.deadline = wait_deadline(timeout_ms),
		.err = err };
	random_bytes(&call->cookie, sizeof(call->cookie));
}

static void
finish(struct call *call, enum rpc_end end)
{
	/* A late reply would be taken for the next one. */
	if (end == RPC_LOST)
		stream_disconnect(&call->ctl->stream);
	str_clear(&call->request);
	str_clear(&call->reply);
}

static enum rpc_end
too_long(struct call *call)
{
	return rpc_unreached(call->ctl->url, call->err, "the call is over 32 KiB");
}

static enum rpc_end
ctl_call(void *conn, const char *method, const cJSON *params, unsigned timeout_ms,
	cJSON **result, struct err *err)
{
	struct call call;
	enum rpc_end end;
	cJSON *got = NULL;

	begin(&call, conn, timeout_ms, err);
	binrpc_encode_request(&call.request, call.cookie, method, params);
	end = call.request.len > BODY_MAX ? too_long(&call) : send_request(&call);
	if (end == RPC_ANSWERED)
		end = take_reply(&call, &got);
	if (end != RPC_UNREACHED && end != RPC_LOST && check_end(&call) == RPC_LOST)
		end = RPC_LOST;
	if (end == RPC_ANSWERED)
		*result = got;
	else
		cJSON_Delete(got);
	finish(&call, end);
	return end;
}

/* Encode the calls of one batch, from the first-th on. Returns their number. */
static size_t
encode_batch(struct call *call, const struct rpc_calls *calls, size_t first)
{
	size_t n = 0;

	while (n < BATCH_MAX && first + n < calls->n && call->request.len < BODY_MAX) {
		cJSON *params = calls->params(calls->ctx, first + n);
		size_t before = call->request.len;

		binrpc_encode_request(&call->request, call->cookie + (uint32_t)n,
			calls->method, params);
		cJSON_Delete(params);
		/* A call that does not fit begins the next batch. A call that fits into
		 * no batch is too long. */
		if (call->request.len > BODY_MAX) {
			call->request.len = before;
			break;
		}
		n++;
	}
	return n;
}

static enum rpc_end
do_batch(struct call *call, const struct rpc_calls *calls, size_t *done)
{
	size_t n = encode_batch(call, calls, *done);
	enum rpc_end end = n == 0 ? too_long(call) : send_request(call);

	if (end != RPC_ANSWERED)
		return end;
	for (size_t i = 0; i < n; i++) {
		cJSON *result = NULL;
		end = take_reply(call, &result);
		if (end == RPC_LOST)
			return end;
		calls->answer(calls->ctx, (*done)++, end, result, call->err);
	}
	return check_end(call);
}

static enum rpc_end
ctl_call_each(void *conn, const struct rpc_calls *calls, size_t *done,
	unsigned timeout_ms, struct err *err)
{
	enum rpc_end end = RPC_ANSWERED;

	while (end == RPC_ANSWERED && *done < calls->n) {
		struct call call;
		begin(&call, conn, timeout_ms, err);
		end = do_batch(&call, calls, done);
		finish(&call, end);
	}
	return end;
}

/* A reply above reply_max is a fault, so trying costs little. */
#define CTL_TRANSPORT(name, mode)                                               \
	{                                                                       \
		.traits = { .prefix = name,                                     \
			.reply_max = 32u << 10,                                 \
			.carries_lines = true,                                  \
			.mode_param = mode },                                   \
		.open = ctl_open, .call = ctl_call, .call_each = ctl_call_each, \
		.close = ctl_close,                                             \
	}

const struct rpc_transport rpc_ctl =
	CTL_TRANSPORT("ctl:", "modparam(\"ctl\", \"mode\", 0660)");
const struct rpc_transport rpc_ctl_tcp = CTL_TRANSPORT("ctl://", NULL);
