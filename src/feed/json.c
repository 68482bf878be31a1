/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <cjson/cJSON.h>
#include <string.h>

#include "base/ascii.h"
#include "feed/names.h"

static void
add_text(struct feed *feed, const cJSON *json, size_t *number)
{
	const char *text = cJSON_GetStringValue(json);

	(*number)++;
	/* What else stands in its place is named as what it is not: an address. */
	if (text == NULL)
		text = "(no text)";
	feed_add(feed, text, strlen(text), *number);
}

/* APIBAN's way to say that there is nothing new: {"ipaddress": ["no new bans"],
 * "ID": "none"}. */
static bool
says_nothing(const cJSON *object)
{
	const char *id =
		cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "ID"));

	return id != NULL && ascii_compare(id, "none") == 0;
}

/* cJSON bounds the depth. */
static void
add_all(struct feed *feed, const cJSON *json, size_t *number)
{
	const cJSON *member;

	if (cJSON_IsObject(json) && says_nothing(json)) {
		feed->says_nothing = true;
		return;
	}
	cJSON_ArrayForEach(member, json)
	{
		bool is_array = cJSON_IsArray(json) || cJSON_IsArray(member);
		if (cJSON_IsObject(json) && !feed_names_addresses(member->string))
			continue;
		if (cJSON_IsObject(member) || (is_array && cJSON_IsArray(member)))
			add_all(feed, member, number);
		else
			add_text(feed, member, number);
	}
}

bool
feed_parse_json(struct feed *feed, const char *text, size_t len, struct err *err)
{
	const char *end = NULL;
	cJSON *json = cJSON_ParseWithLengthOpts(text, len, &end, false);
	size_t number = 0, rest = end != NULL ? (size_t)(end - text) : 0;

	feed->is_json = true;
	/* Nothing may follow it but blanks. */
	if (json != NULL)
		rest += strspn(end, " \t\r\n");
	if (json == NULL || rest < len) {
		cJSON_Delete(json);
		return err_set(err, ERR_USAGE,
			"it begins as JSON, but is broken at byte %zu", rest + 1);
	}
	add_all(feed, json, &number);
	cJSON_Delete(json);
	return true;
}
