/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CHANGE_CHANGE_H
#define SHIELDADM_CHANGE_CHANGE_H

#include "db/db.h"
#include "node/node.h"
#include "policy/change.h"

/*
 * The one door for every change: check, store, enforce, verify, report.
 */
enum node_verdict {
	NODE_NOT_VERIFIED, /* it is not as it should be, or cannot be asked */
	NODE_VERIFIED,     /* read back and compared */
	NODE_CANNOT_TELL   /* it shows neither its entries nor how many there are */
};

/* What became of the change on one node. */
struct node_report {
	const char *name; /* borrowed from the node's configuration */
	bool is_gone;     /* it stopped to answer */
	bool is_live;     /* it enforces all rows of the change */
	enum node_verdict verdict;
	char *error; /* NULL when all is well */
	struct {
		char **v;
		size_t len, cap;
	} notes; /* what else was found or done there */
};

struct change_report {
	size_t n_bad_rows; /* of the tables looked at, that no node should reload */
	struct plan plan;  /* every row, and what became of it */
	struct {
		struct node_report *v;
		size_t len, cap;
	} nodes; /* in the order of the configuration; none after a dry run */
};

struct change_env {
	struct db *db;
	const struct node_config *nodes;
	size_t n_nodes;
	bool dry_run, force;
	/* Tell the user something while it lasts.  Never NULL. */
	void (*talk)(void *ctx, const char *text);
	void *talk_ctx;
};

/*
 * Do all of the change set, or nothing: one transaction, then all nodes at once.
 * On success every node enforces it, or this was a dry run.  ERR_NOT_LIVE: it is
 * stored, and report tells which nodes are behind.  ERR_ABSENT: all else is done,
 * but something that was to be removed did not exist.  After any other error
 * nothing was stored.  The caller clears report in any case.
 */
bool change_apply(const struct change_env *env, const struct change_set *set,
	struct change_report *report, struct err *err) MUST;

/*
 * Bring the nodes to what the database holds, with the least harm: what is missing
 * is added, and only where something has to go they reload.  A dry run only
 * compares: a node is live then when it needs nothing.
 */
bool change_sync(
	const struct change_env *env, struct change_report *report, struct err *err) MUST;

void change_report_clear(struct change_report *report);

#endif
