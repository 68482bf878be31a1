/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FLEET_FLEET_H
#define SHIELDADM_FLEET_FLEET_H

#include "db/db.h"
#include "node/node.h"

/*
 * The chosen nodes, and what a look at them needs.  Nothing that is reached from here
 * changes a node or the database: a change needs a struct change_env, which contains
 * this.
 *
 * Only src/program makes one (app_fleet(), app_look_env(), app_change_env()), so that
 * nothing is forgotten.  A look at other nodes, or one with less patience, works with a
 * copy in which that differs.
 */

/* How far the work on the nodes is. */
struct fleet_progress {
	void (*begin)(void);
	/* So many more steps are to be done, and so many are done.  Called from several
	 * threads. */
	void (*add)(size_t more, size_t done);
	void (*end)(void);
};

struct fleet {
	const struct node_config *nodes;
	size_t n_nodes;
	const char *ban_table;  /* the hash table of bans on the nodes; never NULL */
	const char *geoip_path; /* the file of countries; NULL: there is not one */
	struct db *db;          /* open already; NULL: it is not */

	/* Open the database, when it is first needed: see fleet_db(). */
	bool (*open_db)(void *ctx, struct db **db, struct err *err);
	/* Tell the user something: see fleet_say().  Never NULL. */
	void (*talk)(void *ctx, const char *text);
	void *ctx;                             /* for both */
	const struct fleet_progress *progress; /* NULL: nobody wants to know */

	/* Wait for a node so long at most, unless it is kept open; 0: as configured. */
	unsigned patience_ms;
	bool is_one_by_one; /* ask one node after the other */
	struct node **open; /* by fleet_open(); NULL: each round opens them */
};

/*
 * Ask all nodes: work(ctx, i, node, NULL) for each, NODES_AT_ONCE at the same time, each
 * in a thread of its own.  A node that cannot be opened is handed as NULL, with the
 * reason. work does not close the node.  This is the only place where all nodes are
 * asked.
 */
void fleet_each(const struct fleet *fleet,
	void (*work)(void *ctx, size_t i, struct node *node, const struct err *err),
	void *ctx);

/*
 * Keep the nodes open over several rounds of fleet_each(): a node that did not answer in
 * one is not waited for again in the next.  False when a node cannot be opened; the
 * others are open then.  The caller closes them in any case.
 */
bool fleet_open(struct fleet *fleet, struct err *err) MUST;
void fleet_close(struct fleet *fleet);

/* Close node i already: this was its last round. */
void fleet_leave(const struct fleet *fleet, size_t i);

/* The database.  It is opened when that was not done yet. */
bool fleet_db(const struct fleet *fleet, struct db **db, struct err *err) MUST;

/* Tell the user something. */
void fleet_say(const struct fleet *fleet, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Tell how far the work is: it begins, it has more steps, some are done, it ends. */
void fleet_begin(const struct fleet *fleet);
void fleet_step(const struct fleet *fleet, size_t more, size_t done);
void fleet_end(const struct fleet *fleet);

#endif
