/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_KAMAILIO_H
#define SHIELDADM_KAMCFG_KAMAILIO_H

#include "base/err.h"
#include "base/str.h"

/*
 * Let Kamailio check a config: kamailio -c.  It reads the file and loads all modules,
 * but does not start them.
 */
enum kamailio_says {
	KAMAILIO_FINE,
	KAMAILIO_REFUSES,
	KAMAILIO_ABSENT, /* not installed */
	KAMAILIO_FAILED  /* timed out, or could not be run */
};

/* why: Kamailio's first error, with shown_as in place of path, or the reason why
 * Kamailio could not check.  It may take six times timeout_ms, the time limit of one
 * answer of a node. */
enum kamailio_says kamailio_check(
	const char *path, const char *shown_as, unsigned timeout_ms, struct str *why);

#endif
