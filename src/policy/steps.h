/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_STEPS_H
#define SHIELDADM_POLICY_STEPS_H

#include "policy/diff.h"
#include "policy/memory.h"

/*
 * What a node has to do so that its secfilter lists become what is stored: from what is
 * stored, what the node shows of its lists, what is wanted, and what the node can do.
 *
 * The caller looks at the node, does the first step, looks again, notes in "done" what it
 * did, and asks for the steps again, until there are none.
 */
enum step_kind {
	STEP_DELETE,     /* delete these entries one by one */
	STEP_RELOAD,     /* read the table again; then add these, which only it had */
	STEP_ADD,        /* add these, which are seen to be missing */
	STEP_ADD_PART,   /* the same, where only a part of the lists can be read */
	STEP_ADD_UNSEEN, /* add these; only the memory can show that they arrived */
	STEP_FILL        /* add all that is stored to lists that are empty */
};

struct step {
	enum step_kind kind;
	struct rule_list rules;
};

struct steps {
	struct step v[2];
	size_t len;
	bool lacks_reload; /* only a reload would do, and it cannot reload */
};

struct steps_case {
	/* What is wanted. */
	bool is_sync;   /* all that is not stored has to go; else only what was removed */
	bool is_reload; /* it has to reload, whether that is needed or not */
	const struct rule_list *stored;          /* all rules */
	const struct rule_list *added, *removed; /* by the change */

	/* What was seen: the entries that could be read, how these differ from what is
	 * stored of them, and, when that was not all, the memory that all lists take. */
	bool is_listed; /* all entries that matter could be read */
	const struct rule_list *live;
	const struct rule_diff *diff;
	const struct rule_memory *memory; /* NULL: the node does not tell */

	/* What the node can do. */
	bool can_delete; /* it has the call */
	bool can_reload; /* a reload does no harm */

	unsigned done; /* a bit for each kind of step that was done before */
};

/* steps borrows nothing.  The caller clears it. */
void steps_plan(struct steps *steps, const struct steps_case *c);
void steps_clear(struct steps *steps);

/* Add to going what must go, except what is only doubled. */
void steps_going(const struct steps_case *c, struct rule_list *going);

/* Whether something must go, or is doubled and must not be. */
bool steps_must_go(const struct steps_case *c);

/* Whether a destination is among them.  Destinations reach a node only by a reload. */
bool rules_have_dst(const struct rule_list *rules);

/* How many of them can be added one by one: all except destinations. */
size_t rules_addable(const struct rule_list *rules);

#endif
