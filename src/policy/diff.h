/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_DIFF_H
#define SHIELDADM_POLICY_DIFF_H

#include "policy/address.h"
#include "policy/rule.h"

/*
 * How what a node holds differs from what is stored.  Entries count as often as
 * they stand: one that a node holds twice and the table once is doubled there.
 */
struct rule_diff {
	struct rule_list missing; /* stored, but not on the node */
	struct rule_list extra;   /* on the node, but not stored */
	struct rule_list doubled; /* on the node more often than stored */
};

struct address_diff {
	struct address_list missing, extra, doubled;
};

/* diff is empty before; the caller clears it. */
void rule_diff(struct rule_diff *diff, const struct rule_list *stored,
	const struct rule_list *live);
void address_diff(struct address_diff *diff, const struct address_list *stored,
	const struct address_list *live);

void rule_diff_clear(struct rule_diff *diff);
void address_diff_clear(struct address_diff *diff);

#endif
