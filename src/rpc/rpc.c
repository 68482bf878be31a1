/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rpc/rpc.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/xalloc.h"
#include "rpc/end.h"
#include "rpc/transport.h"

struct rpc {
	const struct rpc_transport *transport;
	void *conn;
	char *url;
};

static const struct rpc_transport *
transport_of(const char *url)
{
	/* "ctl:" is the beginning of "ctl://", so it comes after it. */
	static const struct rpc_transport *const transports[] = {
		&rpc_http,
		&rpc_https,
		&rpc_unixgram,
		&rpc_ctl_tcp,
		&rpc_ctl,
	};

	for (size_t i = 0; i < sizeof(transports) / sizeof(*transports); i++) {
		const char *prefix = transports[i]->traits.prefix;
		if (strncmp(url, prefix, strlen(prefix)) == 0)
			return transports[i];
	}
	return NULL;
}

const struct rpc_traits *
rpc_traits_of(const char *url)
{
	const struct rpc_transport *transport = transport_of(url);

	return transport != NULL ? &transport->traits : NULL;
}

const char *
rpc_socket_path(const char *url)
{
	const struct rpc_traits *traits = rpc_traits_of(url);

	if (traits == NULL || traits->mode_param == NULL)
		return NULL;
	url += strlen(traits->prefix);
	return url[0] == '/' ? url : NULL;
}

bool
rpc_open(
	struct rpc **rpc, const char *url, const struct rpc_login *login, struct err *err)
{
	const struct rpc_transport *transport = transport_of(url);
	void *conn;

	/* First of all: no message may show a password. */
	if (strstr(url, "://") != NULL && strchr(url, '@') != NULL)
		return err_set(err, ERR_USAGE,
			"the URL of a node cannot contain a user or a password: write "
			"them as 'user' and 'password' of its section");
	if (transport == NULL)
		return err_set(err, ERR_USAGE,
			"unknown transport '%s': use ctl:/path, ctl://host:port, "
			"http://host:port/RPC, https://... or unixgram:/path",
			url);
	if (!transport->open(&conn, url, err))
		return false;
	if (login != NULL && transport->log_in != NULL)
		transport->log_in(conn, login);
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

/* For a transport that makes one call after the other. */
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

const struct rpc_traits *
rpc_traits(const struct rpc *rpc)
{
	return &rpc->transport->traits;
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
