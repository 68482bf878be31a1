/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CHANGE_ENFORCE_H
#define SHIELDADM_CHANGE_ENFORCE_H

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

	/* Not a change but a sync: all that is not stored has to go. */
	bool is_sync;
	/* Only look. */
	bool dry_run;
	/* Reload a table even where there is no room for it. */
	bool force;
	const char *scheme; /* of the database's driver: what a reload takes */
	/* Why a reload of the table would do harm; NULL when it would not.  Borrowed. */
	const char *no_rule_reload, *no_address_reload;
};

/* Each fills in report (name and notes are there before) and never fails: what
 * went wrong is in the report. */
void enforce_rules(
	struct node *node, const struct enforce_job *job, struct node_report *report);
void enforce_addresses(
	struct node *node, const struct enforce_job *job, struct node_report *report);

/* Add a note to the report. */
void report_note(struct node_report *report, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Say that the node is not live, and why; what was said first stays. */
void report_error(struct node_report *report, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
