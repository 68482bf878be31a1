/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CHANGE_CHANGE_H
#define SHIELDADM_CHANGE_CHANGE_H

#include "fleet/fleet.h"
#include "fleet/node_report.h"
#include "policy/ban.h"
#include "policy/change.h"
#include "policy/diff.h"
#include "policy/impact.h"

/*
 * The one door for every change: check, store, enforce, verify, report.
 */
struct change_report {
	long long id;      /* its number in the history; 0: it is not recorded */
	size_t n_bad_rows; /* in the tables that were read: no node should reload these */
	size_t stored[RULE_KINDS],
		stored_addresses; /* rows in the tables that were read */
	struct plan plan;         /* every row, and its result */
	struct impact
		impact; /* callers that it cuts off, also when it is refused for that */
	struct node_reports nodes; /* none after a dry run */
};

/* Bytes of guard's text that say what would happen; 0 where it guards nothing. */
int change_guard_clause(const struct err *guard);

/* What a change needs.  Only src/program makes one: app_change_env(). */
struct change_env {
	struct fleet fleet;
	bool dry_run, force; /* force: ignore guards, except those against cutting off
	                        callers */

	/* Show the callers that it would cut off, and ask whether to go ahead; guard has
	 * a text when strangers would be dropped.  NULL when there is nobody to ask. */
	bool (*ask)(void *ctx, const struct impact *impact, const struct err *guard);
	bool is_agreed; /* the user has said so, or says so with --yes */

	/* For the history; each may be NULL, or 0. */
	const char *command;      /* as it was typed */
	const char *message;      /* why, in the user's words */
	long long undoes;         /* the change that this one takes back */
	unsigned confirm_seconds; /* it goes back when nobody confirms it */
	/* Called when such a change is stored, before the nodes are told.  Needed when
	 * confirm_seconds is not 0. */
	void (*will_go_back)(void *ctx, long long id, long long confirm_by);
	void *ctx; /* for ask and will_go_back */

	/* Refuse when what is stored is not this version any more. */
	bool has_version;
	long long version;
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
 * Bring the nodes to what the database holds, with the least harm: missing entries are
 * added; a node reloads only when entries have to go that it cannot delete, or are
 * doubled. A dry run only compares, and tells what would be done.
 */
bool change_sync(
	const struct change_env *env, struct change_report *report, struct err *err) MUST;

/*
 * Compare the nodes with what is stored; has_facts: ask also what they tell of
 * themselves. Needs fleet->db, and changes nothing.  ERR_NOT_LIVE when a node differs.
 */
bool change_look(const struct fleet *fleet, bool has_facts, struct change_report *report,
	struct err *err) MUST;

/*
 * Make the nodes read the tables again, even when that is not needed, and make sure that
 * they hold what is stored afterwards.  ERR_NODE when a reload failed, even when the node
 * holds what is stored: report tells.  A dry run only looks.
 */
bool change_reload(const struct change_env *env, bool rules, bool addresses,
	struct change_report *report, struct err *err) MUST;

/*
 * Add and lift bans, or other entries of a hash table.  They are recorded in one
 * transaction when set asks for that, env has a database, and the database has the table
 * "shieldadm_ban"; then all nodes are told at once.  Afterwards set has the result of
 * each, and is_recorded tells whether they were recorded.  A ban that already lasts
 * longer stays, in the record and on a node, unless env->force is set.
 *
 * ERR_GUARD, unless env->force is set, for an address that nobody should ban by mistake.
 * ERR_NOT_LIVE: recorded, and report tells which nodes are behind; ERR_NODE where
 * nothing is recorded.  ERR_ABSENT: all else is done, but a ban that was to be
 * lifted was not found anywhere.  After any other error nothing was done.  The caller
 * clears report in any case.
 */
bool change_bans(const struct change_env *env, struct ban_set *set,
	struct change_report *report, struct err *err) MUST;

void change_report_clear(struct change_report *report);

#endif
