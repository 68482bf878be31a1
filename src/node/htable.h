/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_HTABLE_H
#define SHIELDADM_NODE_HTABLE_H

#include "node/node.h"

/*
 * The entries of a node's hash tables (module htable): bans, counted logins.
 */

/* The time left is unknown, or the entry never ends. */
#define HTABLE_NO_TIME (-1)

struct node_entry {
	char *key, *value; /* a number is its digits */
	long long left;    /* seconds until it goes, or HTABLE_NO_TIME */
};

/* About how many bytes of a dump an entry takes whose key is an address, and a slot that
 * is not empty (5.6.3: 100,000 entries in 256 slots were 7.2 MB). */
#define HTABLE_ENTRY_BYTES 75
#define HTABLE_SLOT_BYTES 80

struct node_entry_list {
	struct node_entry *v;
	size_t len, cap;
};

/*
 * The node's clock, as seconds of its local time. The end of an entry is in local time
 * too, so only the difference of the two has a meaning here.
 */
bool node_clock(struct node *node, long long *now, struct err *err) MUST;

/*
 * Look a key up. now is the node's clock, from which left is computed. *found is false
 * when the key is missing. Otherwise the caller clears entry. ERR_ABSENT when the table
 * does not exist.
 */
bool node_htable_get(struct node *node, const char *table, const char *key, long long now,
	struct node_entry *entry, bool *found, struct err *err) MUST;

/*
 * Add all entries to list, without the time they have left: a dump does not tell it.
 * about is the expected size of the reply in bytes. *is_readable is false when no way can
 * carry the reply. ERR_ABSENT when the table does not exist.
 */
bool node_htable_list(struct node *node, const char *table, size_t about,
	struct node_entry_list *list, bool *is_readable, struct err *err) MUST;

/*
 * Look n keys up. entries[i] belongs to keys[i]; its key is NULL when it is missing. The
 * caller clears the entries, also after an error.
 */
bool node_htable_get_each(struct node *node, const char *table, const char *const *keys,
	size_t n, struct node_entry *entries, struct err *err) MUST;

/* Set n keys to texts. */
struct node_put {
	const char *key, *value;
	long long seconds; /* until it ends: 1 to INT_MAX */
};
bool node_htable_put_each(struct node *node, const char *table,
	const struct node_put *puts, size_t n, struct err *err) MUST;

/* Delete n keys. were_there[i] tells whether keys[i] existed. */
bool node_htable_del_each(struct node *node, const char *table, const char *const *keys,
	size_t n, bool *were_there, struct err *err) MUST;

/* How many entries the table holds, including ended ones that Kamailio has not removed
 * yet. ERR_ABSENT when the table does not exist. */
bool node_htable_count(
	struct node *node, const char *table, long long *n, struct err *err) MUST;

/* How many seconds its entries live by default; 0: for ever. */
bool node_htable_expire(
	struct node *node, const char *table, long long *seconds, struct err *err) MUST;

/* Delete all keys. */
bool node_htable_flush(struct node *node, const char *table, struct err *err) MUST;

void node_entry_clear(struct node_entry *entry);
void node_entry_list_clear(struct node_entry_list *list);

#endif
