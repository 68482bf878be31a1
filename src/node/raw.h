/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_RAW_H
#define SHIELDADM_NODE_RAW_H

#include "node/node.h"

/*
 * A call as the user typed it, whatever it does.
 */
struct node_raw;

/*
 * Parse it. words are the parameters, all strings except "i:5", which is the integer 5;
 * "s:i:5" is the string "i:5". ERR_USAGE. Several threads may use it at the same time.
 */
bool node_raw_new(struct node_raw **raw, const char *method, const char *const *words,
	size_t n, struct err *err) MUST;
void node_raw_free(struct node_raw *raw);

/* The parameters in JSON, an array.  The caller frees it. */
char *node_raw_params(const struct node_raw *raw)
	__attribute__((malloc, returns_nonnull));

/* ERR_GUARD, with the reason and what to type instead, for a call that kills a node or
 * removes more than it seems to. Does not ask the node. */
bool node_raw_check(const struct node_raw *raw, struct err *err) MUST;

/*
 * Send the call, at most once. *result is the answer in JSON, which the caller frees. A
 * name that Kamailio repeats in an object is there once, with an array of its values.
 * ERR_GUARD for a call that would kill this node, which is asked first. force sends it
 * anyway and tells so through config's talk.
 */
bool node_raw_call(struct node *node, const struct node_raw *raw, bool force,
	char **result, struct err *err) MUST;

/* Call each() for each method that the node has, until each() returns false. */
bool node_raw_methods(struct node *node, bool (*each)(const char *method, void *ctx),
	void *ctx, struct err *err) MUST;

/* A note for the user when the change does not last, or NULL. The caller frees it. */
char *node_raw_note(const struct node_raw *raw);

#endif
