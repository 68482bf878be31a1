/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_RPC_TRANSPORT_H
#define SHIELDADM_RPC_TRANSPORT_H

#include "rpc/rpc.h"

/*
 * A transport: what carries the calls.
 *
 * Private to src/rpc.  To add a transport, write a file that exports a struct
 * rpc_transport and list it in rpc.c.
 */
struct rpc_transport {
	struct rpc_traits traits;

	/*
	 * Parse url, which begins with the prefix, and make ready without any I/O. *conn
	 * is passed to call() and close(). ERR_USAGE for an invalid url.
	 */
	bool (*open)(void **conn, const char *url, struct err *err);

	/* Keep a copy of login for the calls. NULL: the transport has no login. */
	void (*log_in)(void *conn, const struct rpc_login *login);

	/*
	 * As rpc_call() says; params is never NULL. In any case it ends within
	 * timeout_ms, sends the call at most once, raises no signal, and leaves conn
	 * ready for the next call.
	 */
	enum rpc_end (*call)(void *conn, const char *method, const cJSON *params,
		unsigned timeout_ms, cJSON **result, struct err *err);

	/* As rpc_call_each() says. NULL: make one call after the other. */
	enum rpc_end (*call_each)(void *conn, const struct rpc_calls *calls, size_t *done,
		unsigned timeout_ms, struct err *err);

	/* Release conn, and what call() made in the file system. */
	void (*close)(void *conn);
};

extern const struct rpc_transport rpc_http;
extern const struct rpc_transport rpc_https;
extern const struct rpc_transport rpc_unixgram;
extern const struct rpc_transport rpc_ctl;
extern const struct rpc_transport rpc_ctl_tcp;

#endif
