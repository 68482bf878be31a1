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

/* About how many bytes of a dump an entry takes, with an address as its key. */
#define HTABLE_ENTRY_BYTES 100

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

/*
 * Look n keys up, by the node's own clock: entries[i] is that of keys[i], and its key
 * is NULL when it is not there.  The caller clears the entries, also after an error.
 */
bool node_htable_get_each(struct node *node, const char *table, const char *const *keys,
	size_t n, struct node_entry *entries, struct err *err) MUST;

/* Set n keys to texts; each goes after as many seconds as are left, from 1 on. */
bool node_htable_put_each(struct node *node, const char *table,
	const struct node_entry *entries, size_t n, struct err *err) MUST;

/* Delete n keys; were_there[i] tells whether keys[i] was. */
bool node_htable_del_each(struct node *node, const char *table, const char *const *keys,
	size_t n, bool *were_there, struct err *err) MUST;

/* How many entries the table holds, those that are over and not yet swept included.
 * ERR_ABSENT when there is no such table. */
bool node_htable_count(
	struct node *node, const char *table, long long *n, struct err *err) MUST;

/* How many seconds its entries live when nothing else is said; 0: for ever. */
bool node_htable_expire(
	struct node *node, const char *table, long long *seconds, struct err *err) MUST;

/* Delete all keys. */
bool node_htable_flush(struct node *node, const char *table, struct err *err) MUST;

void node_entry_clear(struct node_entry *entry);
void node_entry_list_clear(struct node_entry_list *list);

#endif
