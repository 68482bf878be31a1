/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_ENFORCE_RULES_ACT_H
#define SHIELDADM_ENFORCE_RULES_ACT_H

#include "enforce/rules_look.h"

/*
 * The steps on one node.  Each looks at what the node holds afterwards.  False when the
 * node does not answer any more.  Private to src/enforce.
 */

/* Delete them one by one.  The look shows what is still there. */
bool rules_delete(
	struct rules_work *w, const struct rule_list *rules, struct err *err) MUST;

/* Add them one by one, except destinations.  The first that fails ends it, with a note.
 */
bool rules_add(struct rules_work *w, const struct rule_list *rules, struct err *err) MUST;

/*
 * Reload, and add kept again.  A reload that fails leaves empty lists, and one whose
 * answer was lost may have worked: the look shows it.  Never false: when the node does
 * not tell any more, w->is_over is set and the report says why.
 */
void rules_reload(struct rules_work *w, const struct rule_list *kept);

#endif
