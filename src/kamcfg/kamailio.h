/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_KAMAILIO_H
#define SHIELDADM_KAMCFG_KAMAILIO_H

#include "base/err.h"
#include "base/str.h"

/*
 * What Kamailio itself says of a config: kamailio -c.  It reads the file and knows all
 * modules, but starts none.
 */
enum kamailio_says {
	KAMAILIO_FINE,
	KAMAILIO_REFUSES,
	KAMAILIO_ABSENT, /* it is not installed */
	KAMAILIO_FAILED  /* it did not end in time, or could not be run */
};

/* why: the first of its errors, with the name shown_as in the place of path; or why it
 * could not be asked.  It is waited for six times timeout_ms, what one answer may take.
 */
enum kamailio_says kamailio_check(
	const char *path, const char *shown_as, unsigned timeout_ms, struct str *why);

#endif
