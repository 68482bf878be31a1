/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_ENFORCE_RULES_H
#define SHIELDADM_ENFORCE_RULES_H

#include "enforce/enforce.h"
#include "policy/capacity.h"

/*
 * secfilter's lists on one node.
 *
 * A node is looked at first and told after: so nothing is added twice that a
 * reload, or another shieldadm, has brought there meanwhile, and what was missing
 * there for other reasons is mended on the way.
 */
struct rules_work {
	struct node *node;
	const struct enforce_job *job;
	struct node_report *report;
	bool kinds[RULE_KINDS]; /* looked at */

	/* What the last look has shown: of some kinds, or of all, the entries by name;
	 * where that is not all, the memory that all lists take. */
	bool is_read[RULE_KINDS];
	bool is_listed;          /* all that were looked at */
	struct rule_list stored; /* of the kinds that were read */
	struct rule_list live;
	struct rule_diff diff;
	bool is_counted;
	char *refused; /* why its reload failed, as far as it said; NULL: it did not */
	struct rule_memory memory;
};

/* Whether the same entry is among them. */
bool rules_hold(const struct rule_list *rules, const struct rule *rule);

/* Whether a destination is among them: those come to a node by reload only. */
bool rules_have_dst(const struct rule_list *rules);

/* How many of them can be added one by one: all but destinations. */
size_t rules_addable(const struct rule_list *rules);

/* Take all kinds in, as a reload concerns every one of them; true when they were
 * not all looked at before. */
bool rules_widen(struct rules_work *w);

/* See what the node holds. */
bool rules_look(struct rules_work *w, struct err *err) MUST;

/* Add them one by one, but for destinations; the first that fails ends it. */
bool rules_add(struct rules_work *w, const struct rule_list *rules, struct err *err) MUST;

/*
 * Whether the node can take these entries out one by one, without harm to others:
 * its call removes all that begin with the value, so what is to go must not be the
 * beginning of an entry that stays (6.1; before that there is no such call).
 */
bool rules_can_delete(struct rules_work *w, const struct rule_list *rules);

/* Do it, and look.  What is there still after that has to go by a reload. */
bool rules_delete(
	struct rules_work *w, const struct rule_list *rules, struct err *err) MUST;

/*
 * Reload, when rules_danger() has nothing against it, and look.  Whatever becomes of
 * it, what the node holds afterwards has to be looked at: a reload that fails leaves
 * empty lists, and one whose answer was lost may have worked.  False when the node does
 * not tell any more; the report says why.
 */
bool rules_reload(struct rules_work *w) MUST;

/* Do the job, after a look has shown the entries by name (rules_named.c) or the
 * memory they take at most (rules_unseen.c).  False when the node stops to answer. */
bool rules_by_entries(struct rules_work *w, struct err *err) MUST;
bool rules_by_memory(struct rules_work *w, struct err *err) MUST;

/* Say how the node stands by what is read, or by the memory that its lists take.  By
 * name: false when there is nothing to say against it. */
bool rules_judge_names(struct rules_work *w);
void rules_judge_memory(struct rules_work *w);

/* Why it is better not to reload now; NULL when nothing speaks against it.  text is
 * where the reason may be put. */
const char *rules_danger(const struct rules_work *w, char text[CAPACITY_TEXT_MAX]);

/* After a reload whose outcome cannot be read by name: where it has left the lists
 * empty, they are filled one by one. */
bool rules_settle(struct rules_work *w, struct err *err) MUST;

#endif
