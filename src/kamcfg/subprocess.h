/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_SUBPROCESS_H
#define SHIELDADM_KAMCFG_SUBPROCESS_H

#include "base/err.h"
#include "base/str.h"

/*
 * Run another program and take what it prints.
 */

/* argv[0] is looked for in PATH, and in the folders of servers.  Its stdin is empty;
 * stdout and stderr are added to out, of which the first MiB is kept.  *status is its
 * exit status, or 128 and the signal's number.  ERR_ABSENT: there is no such program;
 * ERR_SYSTEM: it could not be run, or was ended after timeout_ms. */
bool subprocess_run(const char *const argv[], unsigned timeout_ms, struct str *out,
	int *status, struct err *err) MUST;

#endif
