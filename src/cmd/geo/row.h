/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_GEO_ROW_H
#define SHIELDADM_CMD_GEO_ROW_H

#include "geo/geo.h"
#include "print/out.h"

/*
 * A row of geo lookup: the address and its fields.
 */
#define GEO_ROW_COLUMNS (GEO_FIELDS + 4)

struct geo_row {
	const struct geo *geo;
	struct out_column columns[GEO_ROW_COLUMNS];
	enum geo_field fields[GEO_FIELDS]; /* the fields of this file */
	size_t n_fields;
	bool has_flags;
};

/* The columns for this file. */
void geo_row_init(struct geo_row *row, const struct geo *geo);

/* Put all cells of a row except the first. */
void geo_row_put(
	const struct geo_row *row, struct out *out, bool is_found, uint32_t record);

/* Whether the file has countries in a form that Kamailio does not understand. */
bool geo_row_is_foreign(const struct geo_row *row);

#endif
