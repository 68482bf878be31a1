/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_ENFORCE_ENFORCE_H
#define SHIELDADM_ENFORCE_ENFORCE_H

#include <stdatomic.h>

#include "fleet/fleet.h"
#include "fleet/node_report.h"
#include "policy/ban.h"
#include "policy/change.h"

/*
 * Bring the nodes to what is stored, and look whether they hold it.
 */
struct enforce_job {
	const struct fleet *fleet;
	bool force; /* past what guards refuse */

	bool rules, addresses; /* work on these */

	const struct rule_list *stored_rules;    /* all rules now */
	const struct rule_list *added, *removed; /* by this change */
	bool kinds[RULE_KINDS];                  /* named by it; all in a sync */
	const struct address_list *stored_addresses;

	bool has_bans;              /* work on the recorded bans */
	const struct ban_set *bans; /* to bring there; NULL: none */
	/* Set when a node was changed for bans->v[i], or would be; may be NULL. */
	atomic_bool *is_touched;
	/* Set when a node has told whether it has bans->v[i]; may be NULL. */
	atomic_bool *is_seen;

	/* A sync, not a change: everything that is not stored has to go. */
	bool is_sync;
	/* Reload, even when that is not needed. */
	bool is_reload;
	/* Only look. */
	bool dry_run;
	/* Also ask what the nodes tell of themselves. */
	bool has_facts;
	/* Why a reload of the table would do harm; NULL: it would not.  Borrowed. */
	const char *no_rule_reload, *no_address_reload;
};

/*
 * Do the job on all nodes at the same time, and add a report of each to reports.  A node
 * of a fleet that is kept open is closed when its job is done.  ERR_NOT_LIVE when a node
 * is behind after that; ERR_NODE in a sync when there are no nodes.
 */
bool enforce(const struct enforce_job *job, struct node_reports *reports,
	struct err *err) MUST;

/* Each works on one node and fills in its report.  None fails: the report tells what went
 * wrong. */
void enforce_rules(
	struct node *node, const struct enforce_job *job, struct node_report *report);
void enforce_addresses(
	struct node *node, const struct enforce_job *job, struct node_report *report);

void enforce_bans(
	struct node *node, const struct enforce_job *job, struct node_report *report);

#endif
