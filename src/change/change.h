/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CHANGE_CHANGE_H
#define SHIELDADM_CHANGE_CHANGE_H

#include "db/db.h"
#include "node/facts.h"
#include "policy/ban.h"
#include "policy/change.h"
#include "policy/diff.h"
#include "policy/impact.h"

/*
 * The one door for every change: check, store, enforce, verify, report.
 */
enum node_verdict {
	NODE_NOT_VERIFIED, /* it is not as it should be, or cannot be asked */
	NODE_VERIFIED,     /* read back and compared */
	NODE_CANNOT_TELL   /* it shows neither its entries nor how many there are */
};

/* Not known: a number that a node does not tell. */
#define HELD_UNKNOWN (-1)

/* How one node stands: after a change, after a sync, or as a look has shown it. */
struct node_report {
	const char *name; /* borrowed from the node's configuration */
	bool is_gone;     /* it stopped to answer, or never did */
	bool is_live; /* it enforces all rows of the change; all there are in a sync */
	enum node_verdict verdict;
	char *error; /* NULL when all is well */
	struct {
		char **v;
		size_t len, cap;
	} notes; /* what else was found or done there */

	/* How many entries it holds, of the kinds that were looked at. */
	long long held[RULE_KINDS], held_addresses;
	/* How what it holds differs from what is stored, as far as it shows it. */
	struct rule_diff rules;
	struct address_diff addresses;
	struct {
		char **v;
		size_t len, cap;
	} bans_missing; /* recorded, and not there */

	/* What was done to bring it there; what would be, after a dry run. */
	size_t n_added, n_deleted;
	bool rules_reloaded, addresses_reloaded;
	bool reload_failed;

	struct node_facts facts; /* after change_look() only */
};

struct change_report {
	long long id;      /* its number in the history; 0: it is not recorded */
	size_t n_bad_rows; /* of the tables looked at, that no node should reload */
	size_t stored[RULE_KINDS], stored_addresses; /* rows of the tables looked at */
	struct plan plan;     /* every row, and what became of it */
	struct impact impact; /* whom it cuts off, also when it was refused for that */
	struct {
		struct node_report *v;
		size_t len, cap;
	} nodes; /* in the order of the configuration; none after a dry run */
};

/* How far the work on the nodes is. */
struct change_progress {
	void (*begin)(void);
	/* So many steps more are to be done, and so many are done.  Called from
	 * several threads. */
	void (*add)(size_t more, size_t done);
	void (*end)(void);
};

struct change_env {
	struct db *db;
	const struct node_config *nodes;
	size_t n_nodes;
	const char *ban_table; /* the hash table of bans on the nodes */
	bool dry_run, force;   /* force: past what guards refuse, but cut nobody off */
	/* Tell the user something while it lasts.  Never NULL. */
	void (*talk)(void *ctx, const char *text);
	void *talk_ctx;
	const struct change_progress *progress; /* NULL: nobody wants to know */

	/* The file by which a caller's country is told; NULL: it is not. */
	const char *geoip_path;
	/* Show whom it would cut off, and ask whether to go ahead; guard has a text when
	 * no country would be left.  NULL when there is nobody to be asked. */
	bool (*ask)(void *ctx, const struct impact *impact, const struct err *guard);
	bool is_agreed; /* he has said so, or says so with --yes */

	/* For the history; each may be NULL, or 0. */
	const char *command;      /* as it was typed */
	const char *message;      /* why, in the words of who does it */
	long long undoes;         /* the change that this one takes back */
	unsigned confirm_seconds; /* it is to go back when nobody confirms it */
	/* That is so from here on: called when it is stored, before the nodes are told,
	 * with talk_ctx.  Needed when confirm_seconds is not 0. */
	void (*will_go_back)(void *ctx, long long id, long long confirm_by);
	/* Only as long as what is stored is this version: that which was looked at. */
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
 * Bring the nodes to what the database holds, with the least harm: what is missing
 * is added, and only where something has to go, or is doubled, they reload.  A dry
 * run only compares, and tells what would be done.
 */
bool change_sync(
	const struct change_env *env, struct change_report *report, struct err *err) MUST;

/*
 * Look how the nodes stand, and what they tell of themselves.  ERR_NOT_LIVE when one
 * differs.
 */
bool change_look(
	const struct change_env *env, struct change_report *report, struct err *err) MUST;

/*
 * Make the nodes read the tables again, whether they need it or not, and see to it
 * that they hold what is stored afterwards.  ERR_NODE when a reload failed, though
 * the node may well be as it should be: report tells.  A dry run only looks.
 */
bool change_reload(const struct change_env *env, bool rules, bool addresses,
	struct change_report *report, struct err *err) MUST;

/*
 * Add and lift bans, or other entries of a hash table: recorded in one transaction
 * where set asks for that, env has a database, and that the table "shieldadm_ban"; then
 * on all nodes at once.  set tells afterwards what became of each, and of is_recorded
 * whether it was.  One that ends later than it would stays, in the record and on a
 * node, unless env->force is set.
 *
 * ERR_GUARD, unless it is, for an address that nobody should ban by mistake.
 * ERR_NOT_LIVE: recorded, and report tells which nodes are behind; ERR_NODE where
 * nothing is recorded.  ERR_ABSENT: all else is done, but something that was to be
 * lifted did not stand anywhere.  After any other error nothing was done.  The caller
 * clears report in any case.
 */
bool change_bans(const struct change_env *env, struct ban_set *set,
	struct change_report *report, struct err *err) MUST;

void change_report_clear(struct change_report *report);

#endif
