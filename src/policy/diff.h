/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_DIFF_H
#define SHIELDADM_POLICY_DIFF_H

#include "policy/address.h"
#include "policy/rule.h"

/*
 * What a node lacks and what it has too much: entries count as often as they
 * stand, so one that a node holds twice and the table once is an extra.  The
 * lists are filled; the caller clears them.
 */
void rule_diff(const struct rule_list *stored, const struct rule_list *live,
	struct rule_list *missing, struct rule_list *extra);
void address_diff(const struct address_list *stored, const struct address_list *live,
	struct address_list *missing, struct address_list *extra);

#endif
