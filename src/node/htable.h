/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_HTABLE_H
#define SHIELDADM_NODE_HTABLE_H

#include "node/node.h"

/*
 * The entries of a node's hash tables (module htable): bans, counted logins.
 */

/* Not known, or never: how long an entry lives. */
#define HTABLE_NO_TIME (-1)

struct node_entry {
	char *key, *value; /* a number is its digits */
	long long left;    /* seconds until it goes, or HTABLE_NO_TIME */
};

struct node_entry_list {
	struct node_entry *v;
	size_t len, cap;
};

/*
 * The node's own clock, as seconds of its local time.  What it says of an entry's end
 * is in local time too, so only the difference of the two means something here.
 */
bool node_clock(struct node *node, long long *now, struct err *err) MUST;

/*
 * Look a key up.  now is the node's clock, by which left is worked out.  *found is
 * false when it is not there.  The caller clears entry if it is.  ERR_ABSENT when
 * there is no such table.
 */
bool node_htable_get(struct node *node, const char *table, const char *key, long long now,
	struct node_entry *entry, bool *found, struct err *err) MUST;

/*
 * Add all entries to list, without their ends: a dump does not tell them.  about is the
 * size of the reply to expect, in bytes.  *is_readable is false when no way in can
 * carry it.  ERR_ABSENT when there is no such table.
 */
bool node_htable_list(struct node *node, const char *table, size_t about,
	struct node_entry_list *list, bool *is_readable, struct err *err) MUST;

/* Set key to a text that goes after so many seconds. */
bool node_htable_put(struct node *node, const char *table, const char *key,
	const char *value, long long seconds, struct err *err) MUST;

/* Delete a key; *was_there is false when there was none. */
bool node_htable_del(struct node *node, const char *table, const char *key,
	bool *was_there, struct err *err) MUST;

/* Delete all keys. */
bool node_htable_flush(struct node *node, const char *table, struct err *err) MUST;

void node_entry_clear(struct node_entry *entry);
void node_entry_list_clear(struct node_entry_list *list);

#endif
