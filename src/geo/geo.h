/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_GEO_GEO_H
#define SHIELDADM_GEO_GEO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * GeoIP databases: files in MaxMind's format (mmdb), as Kamailio's module geoip2
 * reads them.
 *
 * The library is loaded when the first file is opened.  Its release 1.7 predates
 * mends against hostile files: single values are all that is asked of it, and
 * every file is first gone through in a child process, which may crash or loop.
 */
struct geo;

struct geo_info {
	char type[64];   /* "GeoLite2-Country" */
	long long built; /* seconds since 1970, by its own word */
	unsigned ip_version;
	unsigned nodes;    /* of its search tree */
	bool has_iso_code; /* a record has country.iso_code, which geoip2 reads */
};

/*
 * Open the file and go through all of it.  Not while other threads run: it forks.
 * ERR_ABSENT when there is no such file; ERR_SYSTEM when it cannot be read, is
 * damaged, or is none of these databases.
 */
bool geo_open(struct geo **geo, const char *path, struct err *err) MUST;
void geo_close(struct geo *geo);

/* What it tells of itself.  Borrowed. */
const struct geo_info *geo_info(const struct geo *geo);

/*
 * The country of an address, as geoip2 finds it for $gip2(x=>cc) (geoip2_pv.c, 5.6):
 * where the network is used, else where it is registered, and A1 for an anonymous
 * proxy.  False when the file has no entry for it; true with code "" when the entry
 * names no country.
 */
bool geo_country_of(
	const struct geo *geo, int family, const unsigned char bytes[16], char code[3]);

#endif
