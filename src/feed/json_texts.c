/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The members of an object that are texts.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "feed/entry.h"
#include "feed/json_walk.h"
#include "feed/mask.h"
#include "feed/words.h"

/* Numbers are taken as they are written. */
char *
json_text(const cJSON *json)
{
	if (cJSON_IsString(json))
		return xstrdup(json->valuestring);
	return cJSON_IsNumber(json) ? xasprintf("%.0f", json->valuedouble) : NULL;
}

bool
json_is_list(const cJSON *json)
{
	return cJSON_IsArray(json) || cJSON_IsObject(json);
}

/* cJSON bounds the depth. */
bool
json_holds_address(const cJSON *json)
{
	const cJSON *item;

	if (cJSON_IsString(json))
		return words_is_address(json->valuestring);
	cJSON_ArrayForEach(item, json)
	{
		if (json_holds_address(item) ||
			(item->string != NULL && words_is_address(item->string)))
			return true;
	}
	return false;
}

static bool
refuse_member(const struct json_walk *w, const char *name)
{
	struct str known = { 0 };

	feed_list_names(w->format, &known);
	err_set(w->err, ERR_USAGE, "'%s' is not a field, or not a text: %s are fields",
		name, str_get(&known));
	str_clear(&known);
	return false;
}

/* The text of a member that is column c; NULL: it does not count. */
static char *
field_of(const struct json_walk *w, const cJSON *json, int c)
{
	char *text = c >= 0 ? json_text(json) : NULL;

	if (text != NULL || c < 0 || w->format->is_strict)
		return text;
	if ((c == FEED_SIMULATED || c == FEED_LET_IN) && cJSON_IsTrue(json))
		return xstrdup("true");
	return c == 0 && !json_is_list(json) ? xstrdup("(no text)") : NULL;
}

/* The column of a member.  "cidr" may be the mask of an "ip", and "prefix" the address.
 */
static int
column_of(const struct json_walk *w, const cJSON *json)
{
	int c = feed_column(w->format, json->string);
	char *text;

	if (w->format->kind != FEED_ADDRESSES || w->format->is_strict ||
		!feed_mask_is_name(json->string))
		return c;
	text = json_text(json);
	if (text != NULL && feed_mask_is_one(text))
		c = FEED_MASK;
	else if (text != NULL && c == FEED_MASK && words_is_address(text))
		c = FEED_VALUE;
	free(text);
	return c;
}

/* {"list": "whitelist"} */
static void
read_word(const struct json_walk *w, const cJSON *json, struct feed_row *row)
{
	if (w->format->kind == FEED_ADDRESSES && !w->format->is_strict &&
		row->fields[FEED_TYPE] == NULL && cJSON_IsString(json) &&
		feed_entry_cell_lets_in(json->valuestring))
		row->fields[FEED_TYPE] = xstrdup(json->valuestring);
}

/* Set a field.  Of two values the one that is an address counts; false when both are. */
static bool
set_field(const struct json_walk *w, struct feed_row *row, int c, char *text_take)
{
	char *old = row->fields[c];
	bool is_second = c == 0 && old != NULL && w->format->kind == FEED_ADDRESSES &&
	                 !w->format->is_strict && strcmp(old, text_take) != 0;

	if (is_second && words_is_address(old)) {
		bool is_address = words_is_address(text_take);
		free(text_take);
		return !is_address;
	}
	free(old);
	row->fields[c] = text_take;
	return true;
}

bool
json_read_texts(const struct json_walk *w, const cJSON *object, struct feed_row *row,
	bool *has_two)
{
	const cJSON *member;
	bool ok = true;

	cJSON_ArrayForEach(member, object)
	{
		int c = column_of(w, member);
		char *text = field_of(w, member, c);
		if (w->format->is_strict && text == NULL &&
			(c < 0 || !cJSON_IsNull(member)))
			ok = ok && refuse_member(w, member->string);
		if (text != NULL && !set_field(w, row, c, text))
			*has_two = true;
		if (c < 0)
			read_word(w, member, row);
	}
	return ok;
}
