/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/xalloc.h"
#include "feed/json_walk.h"

/* Members that hold the entries, of what publishers put around them. */
static const char *const containers[] = { "data", "decisions", "new", "results", "items",
	"entries", "prefixes", "ipv6_prefixes", "ips", "addresses", "reportedAddress",
	NULL };

/* Members that hold addresses, but not entries: of CrowdSec's alerts, and AbuseIPDB's. */
static const char *const beside[] = { "meta", "source", "events", NULL };

static bool
is_among(const char *const *names, const char *name)
{
	while (*names != NULL && strcmp(*names, name) != 0)
		names++;
	return *names != NULL;
}

/* A value of an array.  One that is not a text is refused by its reader: by this text. */
static void
add_value(struct json_walk *w, const cJSON *json)
{
	bool may_be_number = w->format->kind != FEED_ADDRESSES;
	char *text = cJSON_IsString(json) || may_be_number ? json_text(json) : NULL;

	feed_rows_add(w->rows)->fields[0] = text != NULL ? text : xstrdup("(no text)");
}

/* {"ipaddress": ["no new bans"], "ID": "none"} */
static bool
says_nothing(const cJSON *object)
{
	const char *id =
		cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "ID"));

	return id != NULL && ascii_compare(id, "none") == 0;
}

static bool add_all(struct json_walk *w, const cJSON *json);

static void
clear_fields(struct feed_row *row)
{
	for (int c = 0; c < FEED_COLUMNS; c++)
		free(row->fields[c]);
}

/* The members that are texts are one row; *is_row: there are some. */
static bool
add_texts(struct json_walk *w, const cJSON *object, bool *is_row)
{
	struct feed_row row = { 0 };
	bool has_two = false, ok = json_read_texts(w, object, &row, &has_two);

	*is_row = ok && (row.fields[0] != NULL || w->format->is_strict);
	if (!*is_row || has_two || w->is_deleted)
		clear_fields(&row);
	if (*is_row && w->is_deleted)
		feed_rows_leave_out(w->rows, "it was deleted from the list");
	else if (*is_row && has_two)
		feed_rows_refuse(w->rows, "two of its members hold an address");
	else if (*is_row)
		memcpy(feed_rows_add(w->rows)->fields, row.fields, sizeof(row.fields));
	return ok;
}

static bool
add_deleted(struct json_walk *w, const cJSON *json)
{
	bool ok;

	w->is_deleted = true;
	ok = add_all(w, json);
	w->is_deleted = false;
	return ok;
}

/* A member that is a list; *is_known: it is one of those that hold entries. */
static bool
add_member(struct json_walk *w, const cJSON *member, bool is_row, bool *is_known)
{
	const char *name = member->string;
	bool is_addresses = w->format->kind == FEED_ADDRESSES && !w->format->is_strict;

	*is_known = true;
	if (feed_column(w->format, name) == 0 || w->is_python)
		return add_all(w, member);
	if (is_addresses && strcmp(name, "nftables") == 0) {
		json_nft(w, member);
		return true;
	}
	if (is_addresses && strcmp(name, "deleted") == 0)
		return add_deleted(w, member);
	if (!w->format->is_strict && !is_row && is_among(containers, name))
		return add_all(w, member);
	*is_known = false;
	return true;
}

/* {"type":"metadata", ...}: the last line of Spamhaus' lists. */
static bool
is_metadata(const cJSON *object)
{
	const char *type =
		cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "type"));

	return type != NULL && strcmp(type, "metadata") == 0;
}

/* An object that gave nothing.  One that is the whole text, without an address, is the
 * publisher's message, which the caller shows. */
static void
tell_unknown(struct json_walk *w, const cJSON *object, const char *unread, bool is_whole)
{
	if (w->format->is_strict || (unread == NULL && is_metadata(object)))
		return;
	if (unread != NULL)
		feed_rows_refuse(w->rows,
			"its member '%s' holds addresses, but is not known: expected "
			"data, decisions, new, ipaddress or another list of addresses",
			unread);
	else if (!is_whole || json_holds_address(object))
		feed_rows_refuse(w->rows,
			"none of its members is known to be a value: expected %s or %s",
			w->format->kind == FEED_ADDRESSES ? "ip, address, cidr"
							  : w->format->names[0][0],
			w->format->kind == FEED_ADDRESSES ? "value"
							  : w->format->names[0][1]);
}

static bool
add_object(struct json_walk *w, const cJSON *object)
{
	bool ok, is_row, has_known = false, is_whole = w->is_document;
	const char *unread = NULL;
	const cJSON *member;

	w->is_document = false;
	if (w->format->purpose == FEED_TO_BAN &&
		cJSON_HasObjectItem(object, "allowlist_id")) {
		feed_rows_refuse(w->rows, "it is an allowlist of CrowdSec's");
		return true;
	}
	if (says_nothing(object)) {
		w->rows->says_nothing = true;
		return true;
	}
	ok = add_texts(w, object, &is_row);
	cJSON_ArrayForEach(member, object)
	{
		bool is_known = false, is_list = json_is_list(member);
		if (is_list)
			ok = ok && add_member(w, member, is_row, &is_known);
		has_known =
			has_known || is_known ||
			(cJSON_IsNull(member) && is_among(containers, member->string));
		if (is_list && !is_known && !is_among(beside, member->string) &&
			json_holds_address(member))
			unread = member->string;
	}
	if (!is_row && (unread != NULL || !has_known))
		tell_unknown(w, object, unread, is_whole);
	w->has_known = w->has_known || has_known;
	return ok;
}

static bool
add_all(struct json_walk *w, const cJSON *json)
{
	const cJSON *item;
	bool ok = true;

	if (cJSON_IsObject(json))
		return add_object(w, json);
	w->is_document = false;
	cJSON_ArrayForEach(item, json)
	{
		if (json_is_list(item))
			ok = ok && add_all(w, item);
		else if (w->is_deleted)
			feed_rows_leave_out(w->rows, "it was deleted from the list");
		else
			add_value(w, item);
	}
	return ok;
}

static bool
add_documents(struct json_walk *w, const char *text, size_t len, struct err *err)
{
	size_t at = strspn(text, " \t\r\n");
	bool ok = true, is_first = true;

	while (ok && at < len) {
		const char *end = NULL;
		cJSON *json = cJSON_ParseWithLengthOpts(text + at, len - at, &end, false);
		if (end != NULL)
			at = (size_t)(end - text);
		ok = json != NULL && (json_is_list(json) || cJSON_IsNull(json));
		if (!ok)
			err_set(err, ERR_USAGE,
				"it begins as JSON, but is broken at byte %zu", at + 1);
		at += ok ? strspn(text + at, " \t\r\n") : 0;
		w->is_document = is_first && at >= len && !w->format->is_stream;
		if (ok && w->is_document && !cJSON_IsObject(json) && json->child == NULL)
			w->rows->says_nothing = true;
		ok = ok && add_all(w, json);
		cJSON_Delete(json);
		is_first = false;
	}
	if (w->has_known && w->rows->len == 0)
		w->rows->says_nothing = true;
	return ok;
}

/* The documents stand one behind the other; JSON lines are some. */
bool
feed_json(struct feed_rows *rows, const struct feed_format *format, const char *text,
	size_t len, struct err *err)
{
	struct json_walk walk = { .rows = rows, .format = format, .err = err };

	return add_documents(&walk, text, len, err);
}

bool
feed_json_python(struct feed_rows *rows, const struct feed_format *format,
	const char *text, struct err *err)
{
	struct json_walk walk = {
		.rows = rows, .format = format, .is_python = true, .err = err
	};
	char *json = xstrdup(text);
	bool ok;

	for (char *c = json; *c != '\0'; c++)
		if (*c == '\'')
			*c = '"';
	ok = add_documents(&walk, json, strlen(json), err);
	free(json);
	return ok;
}
