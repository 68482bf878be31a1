/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_ENFORCE_RULES_LOOK_H
#define SHIELDADM_ENFORCE_RULES_LOOK_H

#include "enforce/enforce.h"
#include "policy/steps.h"

/*
 * What secfilter's lists on one node hold.  Private to src/enforce.
 */
struct rules_work {
	struct node *node;
	const struct enforce_job *job;
	struct node_report *report;
	bool kinds[RULE_KINDS]; /* looked at */

	/* What the last look has shown: the entries of some kinds, or of all; where that
	 * is not all, the memory that all lists take. */
	bool is_read[RULE_KINDS];
	bool is_listed;          /* all that were looked at */
	struct rule_list stored; /* of the kinds that were read */
	struct rule_list live;
	struct rule_diff diff;
	bool is_counted; /* the memory is known */
	struct rule_memory memory;

	/* How far the work is. */
	unsigned done;      /* kinds of steps, as in struct steps_case */
	bool cannot_delete; /* the node was asked, and has no call for it */
	const char *danger; /* why a reload would do harm; NULL: as far as known, none */
	bool must_reload;   /* decided, whatever the next look shows */
	bool is_over;       /* the report says why there is nothing more to do */
	char *refused;      /* why its reload failed; NULL: it did not fail */
};

/* See what the node holds. */
bool rules_look(struct rules_work *w, struct err *err) MUST;

/* Look at all kinds from now on, because a reload concerns every one of them.  True when
 * not all were looked at before. */
bool rules_widen(struct rules_work *w);

/* The case that the steps are planned for. */
struct steps_case rules_case(const struct rules_work *w);

void rules_work_clear(struct rules_work *w);

#endif
