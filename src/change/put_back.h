/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CHANGE_PUT_BACK_H
#define SHIELDADM_CHANGE_PUT_BACK_H

#include "change/change.h"

/*
 * Whether the rows that the plan removes could be put back by undo, or when nobody
 * confirms it.  A table can have columns of other people, which the history does not
 * keep: the user is told.  ERR_GUARD, unless env->force, where such a column refuses a
 * row that has no value for it.
 */
bool put_back_check(
	const struct change_env *env, const struct plan *plan, struct err *err) MUST;

#endif
