/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_ENFORCE_RULES_ACT_H
#define SHIELDADM_ENFORCE_RULES_ACT_H

#include "enforce/rules_look.h"

/*
 * The steps on one node.  After each step, a look shows what the node holds.  A step
 * returns false when the node does not answer any more.  Private to src/enforce.
 */

/* Delete the rules one by one.  The look shows which rules are still there. */
bool rules_delete(
	struct rules_work *w, const struct rule_list *rules, struct err *err) MUST;

/* Add the rules one by one, except destinations.  Stop with a note at the first rule that
 * fails. */
bool rules_add(struct rules_work *w, const struct rule_list *rules, struct err *err) MUST;

/*
 * Reload, and add kept again.  A reload that fails leaves empty lists, and one whose
 * answer was lost may have worked: the look shows it.  Never false: when the node does
 * not tell any more, w->is_over is set and the report says why.
 */
void rules_reload(struct rules_work *w, const struct rule_list *kept);

#endif
