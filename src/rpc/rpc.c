/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rpc/rpc.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/xalloc.h"
#include "rpc/transport.h"

struct rpc {
	const struct rpc_transport *transport;
	void *conn;
	char *url;
};

static const struct rpc_transport *
transport_of(const char *url)
{
	static const struct rpc_transport *const transports[] = {
		&rpc_http,
		&rpc_https,
		&rpc_unixgram,
		&rpc_ctl,
	};

	for (size_t i = 0; i < sizeof(transports) / sizeof(*transports); i++) {
		size_t len = strlen(transports[i]->scheme);

		if (strncmp(url, transports[i]->scheme, len) == 0 && url[len] == ':')
			return transports[i];
	}
	return NULL;
}

bool
rpc_open(struct rpc **rpc, const char *url, struct err *err)
{
	const struct rpc_transport *transport = transport_of(url);
	void *conn;

	/* Looked for first: no message may show what stands before the @. */
	if (strstr(url, "://") != NULL && strchr(url, '@') != NULL)
		return err_set(err, ERR_USAGE,
			"a way to a node cannot hold a user or a password");
	if (transport == NULL)
		return err_set(err, ERR_USAGE,
			"'%s' is no way to a node: use http://host:port/RPC, "
			"https://..., unixgram:/path, ctl:/path or ctl://host:port",
			url);
	if (!transport->open(&conn, url, err))
		return false;
	*rpc = xcalloc(1, sizeof(**rpc));
	**rpc = (struct rpc){ .transport = transport, .conn = conn, .url = xstrdup(url) };
	return true;
}

enum rpc_end
rpc_call(struct rpc *rpc, const char *method, const cJSON *params, unsigned timeout_ms,
	cJSON **result, struct err *err)
{
	static const cJSON none = { .type = cJSON_Array };
	const cJSON *param;

	if (interrupt_came())
		return rpc_unreached(rpc->url, err, "interrupted");
	if (params == NULL)
		params = &none;
	cJSON_ArrayForEach(param, params)
	{
		assert(cJSON_IsString(param) || cJSON_IsNumber(param));
	}
	return rpc->transport->call(rpc->conn, method, params, timeout_ms, result, err);
}

/* For a way that can only make one after the other. */
static enum rpc_end
call_in_turn(struct rpc *rpc, const struct rpc_calls *calls, size_t *done,
	unsigned timeout_ms, struct err *err)
{
	while (*done < calls->n) {
		cJSON *params = calls->params(calls->ctx, *done), *result = NULL;
		enum rpc_end end =
			rpc_call(rpc, calls->method, params, timeout_ms, &result, err);

		cJSON_Delete(params);
		if (end == RPC_UNREACHED || end == RPC_LOST)
			return end;
		calls->answer(calls->ctx, (*done)++, end, result, err);
	}
	return RPC_ANSWERED;
}

enum rpc_end
rpc_call_each(struct rpc *rpc, const struct rpc_calls *calls, size_t *done,
	unsigned timeout_ms, struct err *err)
{
	if (rpc->transport->call_each == NULL)
		return call_in_turn(rpc, calls, done, timeout_ms, err);
	return rpc->transport->call_each(rpc->conn, calls, done, timeout_ms, err);
}

size_t
rpc_reply_max(const struct rpc *rpc)
{
	return rpc->transport->reply_max;
}

bool
rpc_is_silent_above(const struct rpc *rpc)
{
	return rpc->transport->is_silent_above;
}

const char *
rpc_url(const struct rpc *rpc)
{
	return rpc->url;
}

void
rpc_close(struct rpc *rpc)
{
	if (rpc == NULL)
		return;
	rpc->transport->close(rpc->conn);
	free(rpc->url);
	free(rpc);
}

/* What ctl and secfilter.print answer when the reply outgrows ctl's buffer. */
static bool
is_too_big(const char *text)
{
	static const char *const texts[] = {
		"reply too big",
		"Internal error creating inner struct",
		"Internal error creating rpc",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (strstr(text, texts[i]) != NULL)
			return true;
	}
	return false;
}

/* It goes to a terminal: no control characters, and one line. */
static void
make_printable(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		bool is_blank = (unsigned char)*from <= ' ' || *from == 0x7f;

		if (!is_blank)
			*to++ = *from;
		else if (to > text && to[-1] != ' ')
			*to++ = ' ';
	}
	*to = '\0';
}

enum rpc_end
rpc_fault(const char *text, struct err *err)
{
	err_set(err, ERR_NODE, "%s", text);
	make_printable(err->text);
	if (err->text[0] == '\0')
		err_set(err, ERR_NODE, "a fault without a text");
	return is_too_big(text) ? RPC_TOO_BIG : RPC_FAULT;
}

static void set_failure(struct err *err, const char *what, const char *url,
	const char *fmt, va_list ap) __attribute__((format(printf, 4, 0)));

static void
set_failure(
	struct err *err, const char *what, const char *url, const char *fmt, va_list ap)
{
	char cause[ERR_TEXT_MAX / 2];

	vsnprintf(cause, sizeof(cause), fmt, ap);
	make_printable(cause);
	err_set(err, ERR_NODE, "%s '%s': %s", what, url, cause);
}

enum rpc_end
rpc_unreached(const char *url, struct err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set_failure(err, "cannot reach", url, fmt, ap);
	va_end(ap);
	return RPC_UNREACHED;
}

enum rpc_end
rpc_lost(const char *url, struct err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set_failure(err, "no valid answer from", url, fmt, ap);
	va_end(ap);
	return RPC_LOST;
}
