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
 * The library is loaded when the first file is opened. Its release 1.7 lacks fixes
 * against hostile files. So it is only asked for single values, and a child process,
 * which may crash or loop, reads every file first.
 */
struct geo;

/*
 * The fields that a file may have for an address. Publishers name them differently:
 * MaxMind nests country.iso_code, others have a flat country_code.
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
	char description[256]; /* in English if the file has it */
	char languages[256];   /* of its names: "de en pt-BR" */
	long long built;       /* seconds since 1970, as the file says */
	long long size;        /* bytes */
	unsigned ip_version;
	unsigned nodes; /* of its search tree */
	unsigned record_size;
	bool has_iso_code;    /* a record has country.iso_code, which geoip2 reads */
	bool has[GEO_FIELDS]; /* the fields found in a sample of the records */
};

/*
 * Open the file and read all of it. Not while other threads run, because it forks.
 * ERR_ABSENT when the file does not exist. ERR_SYSTEM when it cannot be read, is damaged,
 * or is not such a database.
 */
bool geo_open(struct geo **geo, const char *path, struct err *err) MUST;
void geo_close(struct geo *geo);

/* What the file tells about itself. Borrowed. */
const struct geo_info *geo_info(const struct geo *geo);

/*
 * The country of an address of the family AF_INET (4 bytes) or AF_INET6 (16), as geoip2
 * finds it for $gip2(x=>cc) (geoip2_pv.c, 5.6): where the network is used, else where it
 * is registered, and A1 for an anonymous proxy. False when the file does not have an
 * entry for it. True with code "" when the entry does not name a country; in a file
 * without has_iso_code no entry does. Several threads may call this, geo_find() and
 * geo_read() at once.
 */
bool geo_country_of(
	const struct geo *geo, int family, const unsigned char bytes[16], char code[3]);

/*
 * Whether the file has an entry for the address, and its record. Many networks share one
 * record. An IPv4-mapped address is looked up as the IPv4 address.
 */
bool geo_find(const struct geo *geo, int family, const unsigned char bytes[16],
	uint32_t *record);

/* Make geo_find() several times as fast for IPv4. Costs 256 KB and some milliseconds,
 * which pays off for many thousands of addresses. Not while other threads use geo. */
void geo_index(struct geo *geo);

enum geo_kind { GEO_NONE, GEO_TEXT, GEO_NUMBER, GEO_BOOL };

struct geo_value {
	enum geo_kind kind;
	char text[256]; /* GEO_TEXT (cut at a character's end), GEO_NUMBER as JSON has it
	                 */
	bool is_true;   /* GEO_BOOL */
};

/* A field of a record; GEO_NONE when it is missing. Flags are always GEO_BOOL: files
 * leave out flags that are false. */
void geo_read(const struct geo *geo, uint32_t record, enum geo_field field,
	struct geo_value *value);

/* "country_code": the name of a field. */
const char *geo_field_name(enum geo_field field);

#endif
