/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/geo/row.h"

#include <string.h>

#include "base/str.h"
#include "policy/country.h"

/* Fields that are shown together or not at all. A flag that is not set in any record of
 * the sample is still a field. */
static const struct family {
	enum geo_field first, last;
} families[] = {
	{ GEO_COUNTRY_CODE, GEO_COUNTRY },
	{ GEO_REGION, GEO_TIME_ZONE },
	{ GEO_ASN, GEO_ORGANIZATION },
	{ GEO_IS_ANONYMOUS, GEO_IS_TOR_EXIT_NODE },
	{ GEO_IS_ANONYMOUS_PROXY, GEO_IS_SATELLITE_PROVIDER },
};
#define FAMILIES (sizeof(families) / sizeof(families[0]))

static bool
has_any(const struct geo_info *info, const struct family *family)
{
	for (int field = (int)family->first; field <= (int)family->last; field++)
		if (info->has[field])
			return true;
	return false;
}

static bool
is_flag(enum geo_field field)
{
	return field >= GEO_IS_ANONYMOUS;
}

static void
add_column(struct geo_row *row, size_t *n, const char *name, enum out_audience audience)
{
	row->columns[(*n)++] = (struct out_column){ name, audience };
}

/* Programs get every flag, people the names of the flags that are set. */
void
geo_row_init(struct geo_row *row, const struct geo *geo)
{
	const struct geo_info *info = geo_info(geo);
	size_t n = 0;

	*row = (struct geo_row){ .geo = geo };
	for (size_t i = 0; i < FAMILIES; i++)
		for (int field = (int)families[i].first;
			field <= (int)families[i].last && has_any(info, &families[i]);
			field++)
			row->fields[row->n_fields++] = (enum geo_field)field;
	add_column(row, &n, "address", OUT_ALL);
	add_column(row, &n, "found", OUT_PROGRAMS);
	add_column(row, &n, "entry", OUT_PEOPLE);
	for (size_t i = 0; i < row->n_fields; i++) {
		bool is_hidden = is_flag(row->fields[i]);
		row->has_flags = row->has_flags || is_hidden;
		add_column(row, &n, geo_field_name(row->fields[i]),
			is_hidden ? OUT_PROGRAMS : OUT_ALL);
	}
	if (row->has_flags)
		add_column(row, &n, "flags", OUT_PEOPLE);
}

/* Files without country names have ISO 3166 codes. */
static void
put_country(struct out *out, const struct geo_value *value, const char *code)
{
	out_text(out, value->kind == GEO_TEXT ? value->text : country_name(code));
}

static void
put_value(struct out *out, const struct geo_value *value)
{
	if (value->kind == GEO_BOOL)
		out_bool(out, value->is_true);
	else if (value->kind == GEO_NUMBER)
		out_value(out, value->text);
	else
		out_text(out, value->kind == GEO_TEXT ? value->text : NULL);
}

/* "is_tor_exit_node" for people: "tor exit node". */
static void
add_flag(struct str *flags, const char *name)
{
	size_t at;

	str_addf(flags, "%s", flags->len > 0 ? ", " : "");
	at = flags->len;
	str_addf(flags, "%s", name + strlen("is_"));
	for (; at < flags->len; at++)
		if (flags->s[at] == '_')
			flags->s[at] = ' ';
}

static void
put_found(const struct geo_row *row, struct out *out, uint32_t record)
{
	struct geo_value value;
	struct str flags = { 0 };
	char code[3] = "";

	for (size_t i = 0; i < row->n_fields; i++) {
		enum geo_field field = row->fields[i];
		geo_read(row->geo, record, field, &value);
		if (field == GEO_COUNTRY_CODE && value.kind == GEO_TEXT)
			memcpy(code, value.text, sizeof(code));
		if (is_flag(field) && value.is_true)
			add_flag(&flags, geo_field_name(field));
		if (field == GEO_COUNTRY)
			put_country(out, &value, code);
		else
			put_value(out, &value);
	}
	if (row->has_flags)
		out_text(out, str_get(&flags));
	str_clear(&flags);
}

void
geo_row_put(const struct geo_row *row, struct out *out, bool is_found, uint32_t record)
{
	out_bool(out, is_found);
	if (is_found) {
		out_text(out, "found");
		put_found(row, out, record);
		return;
	}
	out_alarm(out, "none");
	for (size_t i = 0; i < row->n_fields + row->has_flags; i++)
		out_text(out, NULL);
}

bool
geo_row_is_foreign(const struct geo_row *row)
{
	const struct geo_info *info = geo_info(row->geo);

	return info->has[GEO_COUNTRY_CODE] && !info->has_iso_code;
}
