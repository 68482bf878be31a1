/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_GEO_OBTAIN_H
#define SHIELDADM_GEO_OBTAIN_H

#include "base/str.h"

/*
 * The GeoIP file, for who has none.
 */

/* What still works without it, and what does not. */
#define GEO_MEANWHILE                                                              \
	"until it is there leave the country check out (no WITH_GEOIP2: Kamailio " \
	"does not start with geoip2 and no file); user agents, addresses, bans "   \
	"and logins are checked without it, and countries can be stored already"

/* Add what to type to have MaxMind's file where path is. */
void geo_obtain(struct str *s, const char *path);

/* The same for who has an account, and wants a newer file. */
void geo_update(struct str *s, const char *path);

#endif
