/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CHANGE_IMPACT_H
#define SHIELDADM_CHANGE_IMPACT_H

#include "change/change.h"
#include "policy/ban.h"

/*
 * What a change would do to callers, before anything is stored.
 */

/*
 * Look whom it would cut off, into report->impact, and see that this is wanted: the
 * user has said so before, or is asked.  env->is_agreed is set then.
 * ERR_GUARD when nobody can be asked, or when he does not want it.  Reads only what the
 * change makes a question.
 */
bool impact_check(struct change_env *env, const struct change_set *set,
	struct change_report *report, struct err *err) MUST;

/* The same for the bans that set adds; without a database nothing is looked at. */
bool impact_check_bans(struct change_env *env, const struct ban_set *set,
	struct change_report *report, struct err *err) MUST;

#endif
