/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_GEO_OBTAIN_H
#define SHIELDADM_GEO_OBTAIN_H

#include "base/str.h"

/*
 * How to get a GeoIP file.
 */

/* What works without the file, and what does not. */
#define GEO_MEANWHILE                                                              \
	"until it is there leave the country check out (no WITH_GEOIP2: Kamailio " \
	"does not start with geoip2 and no file); user agents, addresses, bans "   \
	"and logins are checked without it, and countries can be stored already"

/* Add what to type to get MaxMind's file as path. */
void geo_obtain(struct str *s, const char *path);

/* The same for a user with an account, who needs a newer file. */
void geo_update(struct str *s, const char *path);

#endif
