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

/* How large a reply the best of its ways is known to carry; of those whose URL
 * begins with scheme. */
size_t node_reply_max(const struct node *node, const char *scheme);

/* A call that changes nothing: asked over the next way when one fails, or when
 * the reply is not usable(); NULL takes any.  reply_size is about how large the
 * reply will be, 0 when it is small.  params is taken over.
 * Returns how the last try ended: RPC_TOO_BIG when no way could carry the reply. */
enum rpc_end node_ask(struct node *node, const char *method, cJSON *params,
	size_t reply_size, bool (*usable)(const cJSON *result), cJSON **result,
	struct err *err) MUST;

/* A call that changes something: over another way only when nothing was sent. */
enum rpc_end node_tell(
	struct node *node, const char *method, cJSON *params, struct err *err) MUST;

/* The same, tried again while the node refuses with "ongoing reload" (its
 * reload_delta, 5 s by default): for 12 s at the most. */
bool node_tell_reload(struct node *node, const char *method, struct err *err) MUST;

/* Parameters that are all strings; NULL-terminated. */
cJSON *node_params(const char *first, ...) __attribute__((sentinel));

/* The text of the member, or NULL; its number, or fallback. */
const char *node_text(const cJSON *object, const char *name);
double node_number(const cJSON *object, const char *name, double fallback);

#endif
