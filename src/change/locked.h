/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CHANGE_LOCKED_H
#define SHIELDADM_CHANGE_LOCKED_H

#include <signal.h>

#include "change/change.h"

/*
 * A change from end to end: nobody else changes the database meanwhile, and no signal
 * interrupts it.  It is stored and enforced, or neither.  Private to src/change.
 */
bool locked_begin(const struct change_env *env, sigset_t *old, struct err *err) MUST;
void locked_end(const struct change_env *env, const sigset_t *old);

#endif
