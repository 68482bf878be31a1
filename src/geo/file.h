/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_GEO_FILE_H
#define SHIELDADM_GEO_FILE_H

#include "geo/geo.h"
#include "geo/lib.h"

/*
 * A file that is open.  Private to src/geo.
 */
struct geo {
	const struct mmdb_lib *lib;
	MMDB_s db;
	struct geo_info info;
	uint32_t *index; /* see index.c; NULL before geo_index() */
};

/* geo_find() for an IPv4 address, with the index. */
bool geo_index_find(
	const struct geo *geo, const unsigned char bytes[4], uint32_t *record);

/* As geo_read(), while the file is not open yet for all. */
void geo_read_entry(const struct mmdb_lib *lib, MMDB_entry_s entry, enum geo_field field,
	struct geo_value *value);

#endif
