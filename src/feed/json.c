/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/json.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/xalloc.h"

struct walk {
	struct feed_rows *rows;
	const struct feed_format *format;
	struct err *err;
};

/* Numbers are taken as they are written.  NULL for what is not a value. */
static char *
text_of(const cJSON *json)
{
	if (cJSON_IsString(json))
		return xstrdup(json->valuestring);
	return cJSON_IsNumber(json) ? xasprintf("%.0f", json->valuedouble) : NULL;
}

static struct feed_row *
add_row(struct walk *w)
{
	struct feed_row *row = LIST_ADD(w->rows);

	*row = (struct feed_row){ .number = w->rows->len };
	return row;
}

/* A value of an array.  One that is not a text is refused by its reader: by this text. */
static void
add_value(struct walk *w, const cJSON *json)
{
	bool may_be_number = w->format->kind != FEED_ADDRESSES;
	char *text = cJSON_IsString(json) || may_be_number ? text_of(json) : NULL;

	add_row(w)->fields[0] = text != NULL ? text : xstrdup("(no text)");
}

static bool
refuse_member(const struct walk *w, const char *name)
{
	struct str known = { 0 };

	feed_list_names(w->format, &known);
	err_set(w->err, ERR_USAGE, "'%s' is not a field, or not a text: %s are fields",
		name, str_get(&known));
	str_clear(&known);
	return false;
}

/* {"ipaddress": ["no new bans"], "ID": "none"} */
static bool
says_nothing(const cJSON *object)
{
	const char *id =
		cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "ID"));

	return id != NULL && ascii_compare(id, "none") == 0;
}

static bool
is_list(const cJSON *json)
{
	return cJSON_IsArray(json) || cJSON_IsObject(json);
}

static bool add_all(struct walk *w, const cJSON *json);

/* The members that are texts are one row. */
static bool
add_texts(struct walk *w, const cJSON *object)
{
	struct feed_row row = { 0 };
	const cJSON *member;
	bool ok = true;

	cJSON_ArrayForEach(member, object)
	{
		int c = feed_column(w->format, member->string);
		char *text = c >= 0 ? text_of(member) : NULL;
		if (w->format->is_strict && text == NULL &&
			(c < 0 || !cJSON_IsNull(member)))
			ok = ok && refuse_member(w, member->string);
		else if (c >= 0 && text == NULL && c == 0 && !is_list(member))
			text = xstrdup("(no text)");
		if (text == NULL)
			continue;
		free(row.fields[c]);
		row.fields[c] = text;
	}
	if (ok && (row.fields[0] != NULL || w->format->is_strict)) {
		row.number = w->rows->len + 1;
		*LIST_ADD(w->rows) = row;
		return true;
	}
	for (int c = 0; c < FEED_COLUMNS_MAX; c++)
		free(row.fields[c]);
	return ok;
}

static bool
add_object(struct walk *w, const cJSON *object)
{
	const cJSON *member;
	bool ok = true;

	if (says_nothing(object)) {
		w->rows->says_nothing = true;
		return true;
	}
	ok = add_texts(w, object);
	cJSON_ArrayForEach(member, object)
	{
		if (is_list(member) && feed_column(w->format, member->string) == 0)
			ok = ok && add_all(w, member);
	}
	return ok;
}

/* cJSON bounds the depth. */
static bool
add_all(struct walk *w, const cJSON *json)
{
	const cJSON *item;
	bool ok = true;

	if (cJSON_IsObject(json))
		return add_object(w, json);
	cJSON_ArrayForEach(item, json)
	{
		if (is_list(item))
			ok = ok && add_all(w, item);
		else
			add_value(w, item);
	}
	return ok;
}

/* The documents stand one behind the other; JSON lines are some. */
bool
feed_json(struct feed_rows *rows, const struct feed_format *format, const char *text,
	size_t len, struct err *err)
{
	struct walk walk = { rows, format, err };
	size_t at = strspn(text, " \t\r\n");
	bool ok = true;

	while (ok && at < len) {
		const char *end = NULL;
		cJSON *json = cJSON_ParseWithLengthOpts(text + at, len - at, &end, false);
		if (end != NULL)
			at = (size_t)(end - text);
		ok = json != NULL && is_list(json);
		if (!ok)
			err_set(err, ERR_USAGE,
				"it begins as JSON, but is broken at byte %zu", at + 1);
		else
			ok = add_all(&walk, json);
		cJSON_Delete(json);
		at += strspn(text + at, " \t\r\n");
	}
	return ok;
}

void
feed_rows_clear(struct feed_rows *rows)
{
	for (size_t i = 0; i < rows->len; i++)
		for (int c = 0; c < FEED_COLUMNS_MAX; c++)
			free(rows->v[i].fields[c]);
	free(rows->v);
	*rows = (struct feed_rows){ 0 };
}
