/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CHANGE_BANS_H
#define SHIELDADM_CHANGE_BANS_H

#include "change/history.h"

/*
 * The records of bans, and who must not be banned.  Private to src/change.
 */

/* The bans that still run, of which there are records; none without the table.  The
 * caller clears set, also after an error. */
bool bans_read(const struct fleet *fleet, struct ban_set *set, struct err *err) MUST;

/*
 * Record what set adds and delete what it lifts, in one transaction, and tell in set
 * what was.  Without the table it only says so.  A dry run only looks.
 */
bool bans_store(const struct change_env *env, struct ban_set *set,
	struct history *history, struct err *err) MUST;

/*
 * Ask the nodes what has to be known before: how long a ban lasts when set leaves that
 * open, and who is one of them.  Then refuse what nobody should ban by mistake
 * (ERR_GUARD), or leave it out where set says so.
 */
bool bans_check(const struct change_env *env, struct ban_set *set, struct err *err) MUST;

#endif
