/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_SUBPROCESS_H
#define SHIELDADM_KAMCFG_SUBPROCESS_H

#include "base/err.h"
#include "base/str.h"

/*
 * Run a program and collect its output.
 */

/* argv[0] is searched in PATH and in the directories of servers (/usr/sbin).  stdin is
 * empty.  stdout and stderr are added to out, up to 1 MiB.  *status is the exit
 * status, or 128 plus the signal number.  ERR_ABSENT: there is no such program.
 * ERR_SYSTEM: it could not be run, or was killed after timeout_ms. */
bool subprocess_run(const char *const argv[], unsigned timeout_ms, struct str *out,
	int *status, struct err *err) MUST;

#endif
