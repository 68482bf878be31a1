/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_GEO_GEO_H
#define SHIELDADM_GEO_GEO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/*
 * What records tell of an address, whoever has published the file: MaxMind nests
 * country.iso_code, others have a flat country_code, and so on.
 */
enum geo_field {
	GEO_COUNTRY_CODE,
	GEO_COUNTRY,
	GEO_REGION,
	GEO_CITY,
	GEO_POSTAL_CODE,
	GEO_LATITUDE,
	GEO_LONGITUDE,
	GEO_TIME_ZONE,
	GEO_ASN,
	GEO_ORGANIZATION,
	GEO_IS_ANONYMOUS,
	GEO_IS_ANONYMOUS_VPN,
	GEO_IS_HOSTING_PROVIDER,
	GEO_IS_PUBLIC_PROXY,
	GEO_IS_RESIDENTIAL_PROXY,
	GEO_IS_TOR_EXIT_NODE,
	GEO_IS_ANONYMOUS_PROXY,
	GEO_IS_SATELLITE_PROVIDER
};
#define GEO_FIELDS (GEO_IS_SATELLITE_PROVIDER + 1)

struct geo_info {
	char type[64];         /* "GeoLite2-Country" */
	char description[256]; /* in English where there is that */
	char languages[256];   /* of its names: "de en pt-BR" */
	long long built;       /* seconds since 1970, by its own word */
	long long size;        /* bytes */
	unsigned ip_version;
	unsigned nodes; /* of its search tree */
	unsigned record_size;
	bool has_iso_code;    /* a record has country.iso_code, which geoip2 reads */
	bool has[GEO_FIELDS]; /* of what records tell: found in a sample of them */
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
 * The country of an address of the family AF_INET (4 bytes) or AF_INET6 (16), as geoip2
 * finds it for $gip2(x=>cc) (geoip2_pv.c, 5.6): where the network is used, else where it
 * is registered, and A1 for an anonymous proxy.  False when the file has no entry for it;
 * true with code "" when the entry names no country, as none does in a file that geoip2
 * does not understand: see has_iso_code.
 * This one and geo_find(), geo_read() may be called by several threads at once.
 */
bool geo_country_of(
	const struct geo *geo, int family, const unsigned char bytes[16], char code[3]);

/*
 * Whether the file has an entry for the address, and the record that it leads to:
 * many networks share one.  An IPv4-mapped address is looked up as the IPv4 one.
 */
bool geo_find(const struct geo *geo, int family, const unsigned char bytes[16],
	uint32_t *record);

/* Make geo_find() several times as fast for IPv4: 256 KB and some milliseconds, worth it
 * for many thousands of addresses.  Not while other threads use geo. */
void geo_index(struct geo *geo);

enum geo_kind { GEO_NONE, GEO_TEXT, GEO_NUMBER, GEO_BOOL };

struct geo_value {
	enum geo_kind kind;
	char text[256]; /* GEO_TEXT (cut at a character's end), GEO_NUMBER as JSON has it
	                 */
	bool is_true;   /* GEO_BOOL */
};

/* What a record tells; GEO_NONE when it does not.  Flags are GEO_BOOL always: a file
 * leaves out those that are false. */
void geo_read(const struct geo *geo, uint32_t record, enum geo_field field,
	struct geo_value *value);

/* "country_code": the name of a field. */
const char *geo_field_name(enum geo_field field);

#endif
