/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FLEET_BANS_H
#define SHIELDADM_FLEET_BANS_H

#include <pthread.h>

#include "fleet/bans_entry.h"
#include "fleet/fleet.h"
#include "policy/ban.h"

/*
 * The entries of a hash table on all nodes, as one list.
 */

/* A key, and the nodes that have it. */
struct bans_row {
	struct ban ban; /* with what is recorded of it */
	bool is_recorded;
	/* Until the nodes tell, the first entry lasts as long as the record says. */
	struct bans_entry entries;
};

/* In the order of ban_compare(). */
struct bans_rows {
	const struct fleet *fleet;
	const char *table;
	struct bans_row *v;
	size_t len, cap;
	size_t n_shown; /* the first of them */
	pthread_mutex_t lock;
	struct listed {
		struct err err;
		bool ok;
		bool is_blind; /* it answers, but its table is too large to be read */
	} * nodes;
};

/* Read the records, when there is a database, and ask all nodes for what they hold.
 * fleet and table are borrowed. */
void bans_rows_gather(struct bans_rows *rows, const struct fleet *fleet,
	const char *table, bool has_records);

/* Ask the nodes how long the first n_shown last.  An entry that has ended is on none of
 * them. */
void bans_rows_ask(struct bans_rows *rows, size_t n_shown);

/* How many nodes have the key, with any value. */
size_t bans_row_nodes(const struct bans_rows *rows, const struct bans_row *row);
void bans_rows_clear(struct bans_rows *rows);

#endif
