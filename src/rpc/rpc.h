/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_RPC_RPC_H
#define SHIELDADM_RPC_RPC_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "rpc/traits.h"

/*
 * One way into the RPC interface of a Kamailio:
 *
 *   http://host:port/path, https://...   JSON-RPC over HTTP
 *   unixgram:/path                       JSON-RPC over the datagram socket
 *   ctl:/path, ctl://host:port           BINRPC over the stream socket, or TCP
 *
 * A result has the same shape over all of them: what JSON-RPC calls "result", as a cJSON
 * tree. Two of Kamailio's replies repeat a name within one object ("Value" in
 * secfilter.print of 6.x, "table", "group" and "item" in permissions.domainDump). cJSON
 * keeps all of them in order; other libraries keep the last. Over BINRPC a reply of one
 * record is that record, a reply of several is an array, and an empty reply is null.
 *
 * A struct rpc belongs to one thread at a time; several may be used at once.
 */
struct rpc;

/* How a call ended. */
enum rpc_end {
	RPC_ANSWERED,  /* done, with a result */
	RPC_FAULT,     /* the node refused it */
	RPC_UNREACHED, /* nothing was sent: any call may be tried over another way */
	RPC_TOO_BIG,   /* done, but the reply does not fit this way */
	RPC_LOST       /* sent, but without a valid answer: the node may have done it */
};

/* What an HTTP server and its client must know of each other. A member may be NULL. */
struct rpc_login {
	const char *ca;       /* the file of the authorities that sign its certificate */
	const char *user;     /* for HTTP basic authentication */
	const char *password; /* appears in no message */
};

/*
 * Make ready to call over url. Nothing is connected yet. ERR_USAGE when url has another
 * form. login may be NULL, is copied, and means something for http: and https: only.
 */
bool rpc_open(struct rpc **rpc, const char *url, const struct rpc_login *login,
	struct err *err) MUST;

/*
 * Call method with params, an array that is only read: strings are sent as strings and
 * numbers as integers. NULL means no parameters. After RPC_ANSWERED the caller deletes
 * *result. Otherwise *result is untouched and err is set (ERR_NODE; the text of a fault
 * is the node's). A call is sent at most once, and ends within timeout_ms.
 */
enum rpc_end rpc_call(struct rpc *rpc, const char *method, const cJSON *params,
	unsigned timeout_ms, cJSON **result, struct err *err) MUST;

/* What is known of its transport.  Borrowed. */
const struct rpc_traits *rpc_traits(const struct rpc *rpc);

/* The url it was opened with.  Borrowed. */
const char *rpc_url(const struct rpc *rpc);

/*
 * Many calls of one method, in order. Over ctl a batch of them is under way at once,
 * which saves waiting for each answer.
 */
struct rpc_calls {
	const char *method;
	size_t n;
	void *ctx;

	/* The parameters of the i-th call, as for rpc_call(); taken over. */
	cJSON *(*params)(void *ctx, size_t i);

	/* The i-th call ended: as RPC_ANSWERED, with a result that is taken over, or as
	 * RPC_FAULT or RPC_TOO_BIG, with the reason in why. */
	void (*answer)(void *ctx, size_t i, enum rpc_end end, cJSON *result_take,
		const struct err *why);
};

/*
 * Make the calls from the *done-th on, in order. *done counts the calls that ended.
 * RPC_ANSWERED when all ended. RPC_UNREACHED when the connection failed and none of the
 * rest was sent, RPC_LOST when some of them may have been done. Each answer may take
 * timeout_ms.
 */
enum rpc_end rpc_call_each(struct rpc *rpc, const struct rpc_calls *calls, size_t *done,
	unsigned timeout_ms, struct err *err) MUST;

/* Release it.  NULL is fine. */
void rpc_close(struct rpc *rpc);

#endif
