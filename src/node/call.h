/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_CALL_H
#define SHIELDADM_NODE_CALL_H

#include "node/node.h"
#include "rpc/rpc.h"

/*
 * Calls to a node over the first of its ways that carries them.  Private to
 * src/node.
 */

/* What the node was opened with. */
const struct node_config *node_config(const struct node *node);

/* What the node is asked once while it is open. Borrowed. */
struct node_memory {
	char version[32];
	bool has_version;
	cJSON *methods; /* NULL until it was asked */
};
struct node_memory *node_memory(struct node *node);

/* How large a reply the best of its ways is known to carry; of_lines: of the ways that
 * carry lines of text (rpc/traits.h). */
size_t node_reply_max(const struct node *node, bool of_lines);

/* Whether a reply can be used. */
enum node_fit {
	NODE_FITS,
	NODE_NOT_WHOLE, /* this reply is not whole; the next one may be */
	NODE_NEVER      /* the way never carries what this method answers */
};

/* A call that changes nothing.  The next way is asked when one fails, or when its reply
 * does not fit(); NULL takes any.  A way with NODE_NEVER is not asked for the method
 * again, whose text must outlive the node.  reply_size is about how large the reply
 * will be, 0 when it is small.  params is taken over.
 * Returns how the last try ended: RPC_TOO_BIG when no way could carry the reply. */
enum rpc_end node_ask(struct node *node, const char *method, cJSON *params,
	size_t reply_size, enum node_fit (*fit)(const cJSON *result), cJSON **result,
	struct err *err) MUST;

/* A call that may change something: over another way only when nothing was sent.
 * params is only read; *result as rpc_call() says.  *way is the URL of the last way
 * that was tried, borrowed, or NULL. */
enum rpc_end node_send(struct node *node, const char *method, const cJSON *params,
	cJSON **result, const char **way, struct err *err) MUST;

/* The same, without the result. params is taken over. */
enum rpc_end node_tell(
	struct node *node, const char *method, cJSON *params, struct err *err) MUST;

/* The same, repeated for up to 12 s while the node refuses with "ongoing reload" (its
 * reload_delta, 5 s by default). */
bool node_tell_reload(struct node *node, const char *method, struct err *err) MUST;

/* Calls that may be repeated, such as to get or to set a value. Calls that one way leaves
 * undone go over the next way. False when a call did not end on any way. */
bool node_call_each(
	struct node *node, const struct rpc_calls *calls, struct err *err) MUST;

/* Parameters that are all strings; NULL-terminated. */
cJSON *node_params(const char *first, ...) __attribute__((sentinel));

/* The text of the member, or NULL; its number, or fallback. */
const char *node_text(const cJSON *object, const char *name);
double node_number(const cJSON *object, const char *name, double fallback);

#endif
