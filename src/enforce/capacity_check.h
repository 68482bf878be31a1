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
 * Check by its weight whether the nodes can load what the plan stores.  ERR_GUARD, with
 * the node and the setting to raise, when a node could not load a changed table any more.
 * The plan gets a note when that is close, when force is set, or when lists become too
 * long. Nodes are asked only when it could matter, all at once.  A node that does not
 * answer is ignored.
 */
bool room_check(const struct fleet *fleet, bool force, const struct weight *before,
	const struct weight *added, const struct weight *removed, struct plan *plan,
	struct err *err) MUST;

/* Whether the node has room to reload the table; false with the reason, and the
 * setting to raise, in text.  Asks it only when it could matter. */
bool room_to_reload(struct node *node, const struct enforce_job *job,
	enum capacity_table table, char text[CAPACITY_TEXT_MAX]) MUST;

#endif
