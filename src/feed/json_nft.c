/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sets of nft -j, as libnftables-json(5) describes them.
 */
#include <string.h>

#include "base/xalloc.h"
#include "feed/json_walk.h"

static const cJSON *
member(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

static void
set_field(struct feed_row *row, enum feed_column column, const cJSON *json)
{
	row->fields[column] = json != NULL ? json_text(json) : NULL;
}

/* An address, {"prefix": ...}, {"range": ...}, or one of them with a time and a comment:
 * {"elem": ...}. */
static void
add_element(struct json_walk *w, const cJSON *json)
{
	const cJSON *elem = member(json, "elem"), *prefix, *range;
	const cJSON *value = elem != NULL ? member(elem, "val") : json;
	struct feed_row *row;

	prefix = member(value, "prefix");
	range = member(value, "range");
	if (!cJSON_IsString(value) && prefix == NULL && cJSON_GetArraySize(range) != 2) {
		if (json_holds_address(json))
			feed_rows_refuse(w->rows,
				"an element of this set is more than an address");
		return;
	}
	row = feed_rows_add(w->rows);
	set_field(row, FEED_VALUE,
		prefix != NULL  ? member(prefix, "addr")
		: range != NULL ? cJSON_GetArrayItem(range, 0)
				: value);
	set_field(row, FEED_MASK, member(prefix, "len"));
	set_field(row, FEED_END, cJSON_GetArrayItem(range, 1));
	set_field(row, FEED_TAG, member(elem, "comment"));
	set_field(row, FEED_TIME, member(elem, "expires"));
	if (row->fields[FEED_VALUE] == NULL)
		row->fields[FEED_VALUE] = xstrdup("(no text)");
}

static void
add_set(struct json_walk *w, const cJSON *set)
{
	const cJSON *elements = member(set, "elem"), *element;
	const char *type = cJSON_GetStringValue(member(set, "type"));

	if (type != NULL && strstr(type, "_addr") == NULL &&
		!json_holds_address(elements))
		return;
	cJSON_ArrayForEach(element, elements) add_element(w, element);
}

void
json_nft(struct json_walk *w, const cJSON *items)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, items)
	{
		const cJSON *set = member(item, "set");
		if (set == NULL)
			set = member(item, "element");
		if (set != NULL)
			add_set(w, set);
		else if (json_holds_address(item))
			feed_rows_refuse(w->rows,
				"it holds an address, but is not a set of nftables: only "
				"sets are read");
	}
}
