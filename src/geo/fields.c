/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fields of a record, wherever its publisher puts them.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/file.h"

#define PATHS_MAX 4
#define STEPS_MAX 4 /* and NULL */

/* MaxMind's place first; then those of ip-location-db, DB-IP and IPinfo. */
static const struct field {
	const char *name;
	enum geo_kind kind;
	const char *paths[PATHS_MAX][STEPS_MAX + 1];
} fields[GEO_FIELDS] = {
	[GEO_COUNTRY_CODE] = { "country_code", GEO_TEXT,
		{ { "country", "iso_code" }, { "country_code" },
			{ "registered_country", "iso_code" }, { "country" } } },
	[GEO_COUNTRY] = { "country", GEO_TEXT,
		{ { "country", "names", "en" }, { "country_name" },
			{ "registered_country", "names", "en" }, { "country" } } },
	[GEO_REGION] = { "region", GEO_TEXT,
		{ { "subdivisions", "0", "names", "en" }, { "state1" }, { "region" } } },
	[GEO_CITY] = { "city", GEO_TEXT, { { "city", "names", "en" }, { "city" } } },
	[GEO_POSTAL_CODE] = { "postal_code", GEO_TEXT,
		{ { "postal", "code" }, { "postcode" }, { "postal_code" } } },
	[GEO_LATITUDE] = { "latitude", GEO_NUMBER,
		{ { "location", "latitude" }, { "latitude" } } },
	[GEO_LONGITUDE] = { "longitude", GEO_NUMBER,
		{ { "location", "longitude" }, { "longitude" } } },
	[GEO_TIME_ZONE] = { "time_zone", GEO_TEXT,
		{ { "location", "time_zone" }, { "timezone" } } },
	[GEO_ASN] = { "asn", GEO_NUMBER, { { "autonomous_system_number" }, { "asn" } } },
	[GEO_ORGANIZATION] = { "organization", GEO_TEXT,
		{ { "autonomous_system_organization" }, { "as_name" } } },
	[GEO_IS_ANONYMOUS] = { "is_anonymous", GEO_BOOL, { { "is_anonymous" } } },
	[GEO_IS_ANONYMOUS_VPN] = { "is_anonymous_vpn", GEO_BOOL,
		{ { "is_anonymous_vpn" } } },
	[GEO_IS_HOSTING_PROVIDER] = { "is_hosting_provider", GEO_BOOL,
		{ { "is_hosting_provider" } } },
	[GEO_IS_PUBLIC_PROXY] = { "is_public_proxy", GEO_BOOL,
		{ { "is_public_proxy" } } },
	[GEO_IS_RESIDENTIAL_PROXY] = { "is_residential_proxy", GEO_BOOL,
		{ { "is_residential_proxy" } } },
	[GEO_IS_TOR_EXIT_NODE] = { "is_tor_exit_node", GEO_BOOL,
		{ { "is_tor_exit_node" } } },
	[GEO_IS_ANONYMOUS_PROXY] = { "is_anonymous_proxy", GEO_BOOL,
		{ { "traits", "is_anonymous_proxy" } } },
	[GEO_IS_SATELLITE_PROVIDER] = { "is_satellite_provider", GEO_BOOL,
		{ { "traits", "is_satellite_provider" } } },
};

const char *
geo_field_name(enum geo_field field)
{
	return fields[field].name;
}

/* "country" alone is the code with some publishers, the name with others. */
static bool
is_meant(enum geo_field field, size_t len)
{
	return field == GEO_COUNTRY_CODE ? len == 2 : field != GEO_COUNTRY || len > 2;
}

static void
set_text(struct geo_value *value, enum geo_field field, const MMDB_entry_data_s *data)
{
	size_t len = data->data_size;

	if (data->type != MMDB_DATA_TYPE_UTF8_STRING || !is_meant(field, len))
		return;
	if (len >= sizeof(value->text)) {
		len = sizeof(value->text) - 1;
		/* Do not cut within a character: its further bytes are 10xxxxxx. */
		while (len > 0 && ((unsigned char)data->utf8_string[len] & 0xc0) == 0x80)
			len--;
	}
	memcpy(value->text, data->utf8_string, len);
	value->text[len] = '\0';
	value->kind = GEO_TEXT;
}

static void
set_double(struct geo_value *value, double number)
{
	/* Only these can be written in JSON. */
	if (!isfinite(number))
		return;
	snprintf(value->text, sizeof(value->text), "%.10g", number);
	value->kind = GEO_NUMBER;
}

static void
set_integer(struct geo_value *value, unsigned long long number)
{
	snprintf(value->text, sizeof(value->text), "%llu", number);
	value->kind = GEO_NUMBER;
}

/* Some have numbers as texts: "51.5", "AS1221". */
static void
set_number_of_text(struct geo_value *value, const MMDB_entry_data_s *data)
{
	char text[64], *digits = text, *end;
	double number;

	if (data->data_size == 0 || data->data_size >= sizeof(text))
		return;
	memcpy(text, data->utf8_string, data->data_size);
	text[data->data_size] = '\0';
	if (strncmp(text, "AS", 2) == 0)
		digits += 2;
	number = strtod(digits, &end);
	if (*end == '\0' && end > digits)
		set_double(value, number);
}

static void
set_number(struct geo_value *value, const MMDB_entry_data_s *data)
{
	switch (data->type) {
	case MMDB_DATA_TYPE_UTF8_STRING:
		set_number_of_text(value, data);
		break;
	case MMDB_DATA_TYPE_DOUBLE:
		set_double(value, data->double_value);
		break;
	case MMDB_DATA_TYPE_FLOAT:
		set_double(value, (double)data->float_value);
		break;
	case MMDB_DATA_TYPE_UINT16:
		set_integer(value, data->uint16);
		break;
	case MMDB_DATA_TYPE_UINT32:
		set_integer(value, data->uint32);
		break;
	default:
		break;
	}
}

static void
set(struct geo_value *value, enum geo_field field, const MMDB_entry_data_s *data)
{
	switch (fields[field].kind) {
	case GEO_TEXT:
		set_text(value, field, data);
		break;
	case GEO_NUMBER:
		set_number(value, data);
		break;
	case GEO_BOOL:
		if (data->type != MMDB_DATA_TYPE_BOOLEAN)
			break;
		value->kind = GEO_BOOL;
		value->is_true = data->boolean;
		break;
	case GEO_NONE:
		break;
	}
}

void
geo_read_entry(const struct mmdb_lib *lib, MMDB_entry_s entry, enum geo_field field,
	struct geo_value *value)
{
	const struct field *f = &fields[field];

	value->kind = GEO_NONE;
	for (size_t i = 0; i < PATHS_MAX && f->paths[i][0] != NULL; i++) {
		MMDB_entry_data_s data;
		if (value->kind == GEO_NONE &&
			lib->aget_value(&entry, &data, f->paths[i]) == MMDB_SUCCESS &&
			data.has_data)
			set(value, field, &data);
	}
}

void
geo_read(const struct geo *geo, uint32_t record, enum geo_field field,
	struct geo_value *value)
{
	MMDB_entry_s entry = { .mmdb = &geo->db, .offset = record };

	geo_read_entry(geo->lib, entry, field, value);
	if (value->kind == GEO_NONE && fields[field].kind == GEO_BOOL) {
		value->kind = GEO_BOOL;
		value->is_true = false;
	}
}
