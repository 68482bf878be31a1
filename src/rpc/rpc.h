/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_RPC_RPC_H
#define SHIELDADM_RPC_RPC_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "rpc/traits.h"

/*
 * One way into a Kamailio's RPC interface, whatever carries the calls:
 *
 *   http://host:port/path, https://...   JSON-RPC over HTTP
 *   unixgram:/path                       JSON-RPC over the datagram socket
 *   ctl:/path, ctl://host:port           BINRPC over the stream socket, or TCP
 *
 * What a call answers has the same shape over all of them: what JSON-RPC calls
 * "result", as a cJSON tree.  cJSON, because two of Kamailio's replies repeat a
 * name within one object ("Value" in secfilter.print of 6.x, "table", "group" and
 * "item" in permissions.domainDump): a cJSON object keeps all of them in order,
 * where other libraries keep the last.  Over BINRPC a reply of one record is that
 * record, one of several is an array of them, and one of none is null.
 *
 * A struct rpc belongs to one thread at a time; several may be used at once.
 */
struct rpc;

/* How a call ended. */
enum rpc_end {
	RPC_ANSWERED,  /* done; the result is there */
	RPC_FAULT,     /* the node answered that it did not do it */
	RPC_UNREACHED, /* nothing was sent: another way may be tried with any call */
	RPC_TOO_BIG,   /* done, but the reply does not fit this way */
	RPC_LOST       /* sent, but no valid answer came: the node may have done it */
};

/*
 * Make ready to call over url.  Nothing is connected yet.  ERR_USAGE when url is
 * none of the forms above.
 */
bool rpc_open(struct rpc **rpc, const char *url, struct err *err) MUST;

/*
 * Call method with params, an array that is only read: strings are sent as
 * strings and numbers as integers.  NULL stands for no parameters.  When
 * RPC_ANSWERED is returned *result is a tree the caller deletes; else it is left
 * alone and err is set (ERR_NODE; a fault's text is what the node said).
 * A call is sent once at the most, and takes no longer than timeout_ms.
 */
enum rpc_end rpc_call(struct rpc *rpc, const char *method, const cJSON *params,
	unsigned timeout_ms, cJSON **result, struct err *err) MUST;

/* What is known of its transport.  Borrowed. */
const struct rpc_traits *rpc_traits(const struct rpc *rpc);

/* The url it was opened with.  Borrowed. */
const char *rpc_url(const struct rpc *rpc);

/*
 * Many calls of one method, as if one were made after the other.  Over ctl a batch of
 * them is under way at once, which saves waiting for each answer.
 */
struct rpc_calls {
	const char *method;
	size_t n;
	void *ctx;

	/* The parameters of the i-th call, as for rpc_call(); taken over. */
	cJSON *(*params)(void *ctx, size_t i);

	/* It ended as RPC_ANSWERED, with a result that is taken over, as RPC_FAULT or as
	 * RPC_TOO_BIG, with the reason in why. */
	void (*answer)(void *ctx, size_t i, enum rpc_end end, cJSON *result_take,
		const struct err *why);
};

/*
 * Make the calls from the *done-th on, in order, and count in *done those that ended.
 * RPC_ANSWERED when all did; else how the connection failed: RPC_UNREACHED when none of
 * the rest was sent, RPC_LOST when some may have been done.  An answer is waited for
 * timeout_ms at the most.
 */
enum rpc_end rpc_call_each(struct rpc *rpc, const struct rpc_calls *calls, size_t *done,
	unsigned timeout_ms, struct err *err) MUST;

/* Release it.  NULL is fine. */
void rpc_close(struct rpc *rpc);

#endif
