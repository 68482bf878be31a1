/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_ENFORCE_CAPACITY_CHECK_H
#define SHIELDADM_ENFORCE_CAPACITY_CHECK_H

#include "enforce/enforce.h"
#include "enforce/weight.h"
#include "policy/capacity.h"

/*
 * Whether every node has room for what a change would store.
 */

/*
 * Check a plan against what is stored, by the weights of both: ERR_GUARD, with the node
 * and the setting to raise, when a node could not load a table any more that the plan
 * changes; a note of the plan when it nearly could not, when --force does it all the
 * same, or when lists grow beyond what is good for them.  Nodes are asked only when it
 * could matter, all at once; one that does not answer has no say.
 */
bool room_check(const struct fleet *fleet, bool force, const struct weight *before,
	const struct weight *added, const struct weight *removed, struct plan *plan,
	struct err *err) MUST;

/* Whether the node has room to reload the table; false with the reason, and the
 * setting to raise, in text.  Asks it only when it could matter. */
bool room_to_reload(struct node *node, const struct enforce_job *job,
	enum capacity_table table, char text[CAPACITY_TEXT_MAX]) MUST;

#endif
