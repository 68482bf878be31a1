/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CHANGE_IMPACT_H
#define SHIELDADM_CHANGE_IMPACT_H

#include "change/change.h"
#include "policy/ban.h"

/*
 * What a change would do to callers, before anything is stored.
 */

/*
 * Find the callers that it would cut off, for report->impact, and make sure that the user
 * agrees: by --yes, or when asked.  Then env->is_agreed is set.  ERR_GUARD when nobody
 * can be asked, or when the user does not agree.  Reads only what matters to the change.
 */
bool impact_check(struct change_env *env, const struct change_set *set,
	struct change_report *report, struct err *err) MUST;

/* The same for the bans that set adds.  Without a database nothing is checked. */
bool impact_check_bans(struct change_env *env, const struct ban_set *set,
	struct change_report *report, struct err *err) MUST;

#endif
