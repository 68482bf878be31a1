/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CHANGE_BANS_H
#define SHIELDADM_CHANGE_BANS_H

#include "change/history.h"

/*
 * The records of bans, and who must not be banned.  Private to src/change.
 */

/* Read the recorded bans that still run; none without the table.  The caller clears set,
 * also after an error. */
bool bans_read(const struct fleet *fleet, struct ban_set *set, struct err *err) MUST;

/*
 * Record the bans that set adds and delete the records of those that it lifts, in one
 * transaction; set tells what was recorded before.  Without the table the user is told. A
 * dry run only looks.
 */
bool bans_store(const struct change_env *env, struct ban_set *set,
	struct history *history, struct err *err) MUST;

/*
 * Ask the nodes how long a ban lasts, when set leaves that open, and for their own
 * addresses.  Then refuse addresses that nobody should ban by mistake (ERR_GUARD), or
 * skip them when set says so.
 */
bool bans_check(const struct change_env *env, struct ban_set *set, struct err *err) MUST;

#endif
