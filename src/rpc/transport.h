/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_RPC_TRANSPORT_H
#define SHIELDADM_RPC_TRANSPORT_H

#include "rpc/rpc.h"

/*
 * What carries the calls.
 *
 * Private to src/rpc.  To add a way in, write a file that exports a struct
 * rpc_transport and list it in rpc.c.
 */
struct rpc_transport {
	struct rpc_traits traits;

	/*
	 * Look at url, which begins with the prefix, and make ready, without any
	 * I/O.  Store what call() and close() are given in *conn.  False with
	 * ERR_USAGE when url is not of the right form.
	 */
	bool (*open)(void **conn, const char *url, struct err *err);

	/*
	 * As rpc_call() says; params is never NULL.  Whatever happens, it ends
	 * timeout_ms after it began at the latest, sends the call once at the
	 * most, raises no signal, and leaves conn fit for the next call.
	 */
	enum rpc_end (*call)(void *conn, const char *method, const cJSON *params,
		unsigned timeout_ms, cJSON **result, struct err *err);

	/* As rpc_call_each() says, where that is more than to make one call after the
	 * other; else NULL. */
	enum rpc_end (*call_each)(void *conn, const struct rpc_calls *calls, size_t *done,
		unsigned timeout_ms, struct err *err);

	/* Release conn, and all that call() left in the file system. */
	void (*close)(void *conn);
};

extern const struct rpc_transport rpc_http;
extern const struct rpc_transport rpc_https;
extern const struct rpc_transport rpc_unixgram;
extern const struct rpc_transport rpc_ctl;
extern const struct rpc_transport rpc_ctl_tcp;

#endif
