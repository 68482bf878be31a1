/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CHANGE_ROOM_H
#define SHIELDADM_CHANGE_ROOM_H

#include "change/change.h"

/*
 * Whether every node has room for what a change would store.  Private to src/change.
 */

/*
 * Check a plan against what is stored: ERR_GUARD, with the node and the setting to
 * raise, when a node could not load a table any more that the plan changes; a note of
 * the plan when it nearly could not, when --force does it all the same, or when lists
 * grow beyond what is good for them.  Nodes are asked only when it could matter, all at
 * once; one that does not answer has no say.
 */
bool room_check(const struct change_env *env, struct node *const *nodes,
	const struct rule_list *rules, const struct address_list *addresses,
	struct plan *plan, struct err *err) MUST;

#endif
