/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_ENFORCE_RULES_JUDGE_H
#define SHIELDADM_ENFORCE_RULES_JUDGE_H

#include "enforce/rules_look.h"

/* Report how the node stands by what the last look has shown: by its entries, or by the
 * memory that they take.  Private to src/enforce. */
void rules_judge(struct rules_work *w);

/* Report that the node should reload and must not, for that reason. */
void rules_judge_danger(struct rules_work *w);

#endif
