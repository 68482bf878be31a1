/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_DIFFERENCE_H
#define SHIELDADM_KAMCFG_DIFFERENCE_H

#include "base/err.h"
#include "base/str.h"

/*
 * Add the unified diff from the file to the candidate that replaces it, with the
 * passwords of URLs masked.  It runs diff; ERR_ABSENT when diff is not installed.
 */
bool cfg_difference_add(
	struct str *s, const char *path, const char *candidate, struct err *err) MUST;

#endif
