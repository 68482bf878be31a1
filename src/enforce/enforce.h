/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_ENFORCE_ENFORCE_H
#define SHIELDADM_ENFORCE_ENFORCE_H

#include <stdatomic.h>

#include "change/change.h"

/*
 * Bring one node to what is stored, and look whether it is there.  Private to
 * src/change.
 */
struct enforce_job {
	bool rules, addresses; /* which of the two are to be looked at */

	const struct rule_list *stored_rules;    /* all there are now */
	const struct rule_list *added, *removed; /* by this change */
	bool kinds[RULE_KINDS];                  /* that it names; all in a sync */
	const struct address_list *stored_addresses;

	bool has_bans;              /* look at those that are recorded */
	const struct ban_set *bans; /* to bring there; NULL: none */
	/* Set where a node was changed for bans->v[i], or would be; NULL: nobody asks. */
	atomic_bool *is_touched;

	/* Not a change but a sync: all that is not stored has to go. */
	bool is_sync;
	/* Reload, whether it is needed or not. */
	bool is_reload;
	/* Only look. */
	bool dry_run;
	/* Ask what the nodes tell of themselves too. */
	bool has_facts;
	const struct change_env *env;
	/* Why a reload of the table would do harm; NULL when it would not.  Borrowed. */
	const char *no_rule_reload, *no_address_reload;
};

/*
 * The nodes are open for the whole of a change: one that kept silent when it was asked
 * for room is not waited for again.
 */
bool enforce_open(
	const struct change_env *env, struct node ***nodes, struct err *err) MUST;
void enforce_close(struct node **nodes, size_t n);

/*
 * Do the job on all nodes at the same time; each is closed when it is done with.
 * ERR_NOT_LIVE when one is behind after that (ERR_NODE in a sync when there is no node
 * at all).
 */
bool enforce(const struct change_env *env, struct node **nodes,
	const struct enforce_job *job, struct change_report *report,
	struct err *err) MUST;

/* Tell that so many steps more are to be done, and so many are. */
void enforce_progress(const struct change_env *env, size_t more, size_t done);

/* Each fills in report (name and notes are there before) and never fails: what
 * went wrong is in the report. */
void enforce_rules(
	struct node *node, const struct enforce_job *job, struct node_report *report);
void enforce_addresses(
	struct node *node, const struct enforce_job *job, struct node_report *report);

void enforce_bans(
	struct node *node, const struct enforce_job *job, struct node_report *report);

/* Add a note to the report. */
void report_note(struct node_report *report, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Say that the node is not live, and why; what was said before stays in front. */
void report_error(struct node_report *report, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Say that the node does not answer any more, and why. */
void report_gone(struct node_report *report, const struct err *err);

/* The same, but for ERR_ABSENT: it answers, and lacks what was asked for. */
void report_failure(struct node_report *report, const struct err *err);

#endif
