/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FLEET_BANS_ENTRY_H
#define SHIELDADM_FLEET_BANS_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What nodes hold for one key of a hash table.  Nodes with the same value, which lasts
 * equally long, share one entry.
 */
struct bans_entry {
	char *value;       /* NULL: none is known */
	long long left;    /* HTABLE_NO_TIME: for ever, or not known */
	bool has_left;     /* a node has told */
	unsigned char *on; /* a bit for each node */
	struct bans_entry *next;
};

/* Seconds by which the same may differ: the nodes are asked one after the other. */
#define BANS_SLACK_S 5

/* An entry that none of n_nodes has. */
void bans_entry_init(struct bans_entry *first, size_t n_nodes);

/* A node has this value; it is taken over. */
void bans_entry_put(
	struct bans_entry *first, size_t n_nodes, size_t node, char *value_take);

/* A node has told its value, which is taken over, and the seconds that are left. */
void bans_entry_tell(struct bans_entry *first, size_t n_nodes, size_t node,
	char *value_take, long long left);

/* The node does not have the key (any more). */
void bans_entry_lift(struct bans_entry *first, size_t node);

/* What the node has, or NULL. */
const struct bans_entry *bans_entry_of(const struct bans_entry *first, size_t node);

bool bans_entry_is_on(const struct bans_entry *entry, size_t node);
size_t bans_entry_nodes(const struct bans_entry *entry, size_t n_nodes);

/* Release what follows the first, and what they hold. */
void bans_entry_clear(struct bans_entry *first);

#endif
