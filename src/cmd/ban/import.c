/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ban import: the addresses that somebody publishes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "cmd/ban/rows.h"
#include "feed/reader.h"

/* More rows of one sort are only counted. */
#define TOLD_MAX 10

/* Bytes that are shown of a list without an address. */
#define HELD_MAX 100

static bool
parse(struct ban *ban, const char *text, struct err *err)
{
	if (!ban_parse(ban, text, err))
		return false;
	if (ban_check_source(ban, err))
		return true;
	ban_clear(ban);
	return false;
}

/* So many of what names no address, beside those told one by one. */
static void
talk_of_bad(const struct app *app, const char *what, size_t n_bad)
{
	if (n_bad > TOLD_MAX)
		app_talk(app, "%zu more cannot be banned", n_bad - TOLD_MAX);
	if (n_bad > 0)
		app_talk(app, "%zu %s%s no address to ban, and %s left out", n_bad, what,
			n_bad == 1 ? " names" : "s name", n_bad == 1 ? "is" : "are");
}

/* Take one row into the set. */
static bool
take_row(struct ban_set *set, const struct feed_row *row, const char *reason,
	struct err *err)
{
	struct ban ban;

	if (!parse(&ban, row->fields[FEED_VALUE], err))
		return false;
	ban_enlist(set, &ban, reason);
	return true;
}

/* Lists of others have faults: a row that is not an address is told, and the rest is
 * taken. */
static bool
take_rows(struct app *app, struct ban_set *set, struct reader *reader, const char *reason,
	struct err *err)
{
	const char *what = reader->is_json ? "text" : "line";
	size_t n_bad = 0, n_double;
	enum reader_got got;
	struct feed_row row;

	while ((got = reader_next(reader, &row, err)) <= READER_WRONG) {
		if (got == READER_ROW && take_row(set, &row, reason, err))
			continue;
		if (n_bad++ < TOLD_MAX)
			app_talk(app, "%s %zu: %s", what, row.number, err->text);
	}
	if (got == READER_FAILED)
		return false;
	n_double = ban_set_unique(set);
	if (set->len == 0 && n_bad > 0)
		return err_set(err, ERR_USAGE,
			"none of the %zu entries is an address to ban", n_bad);
	talk_of_bad(app, what, n_bad);
	if (n_double > 0)
		app_talk(app, "%zu stand%s there more than once", n_double,
			n_double == 1 ? "s" : "");
	return true;
}

/* Not a list, but a quota, a login page, an empty download: what it begins with tells
 * which. */
static bool
refuse_empty(const struct reader *reader, struct err *err)
{
	const char *begin = reader->head + strspn(reader->head, " \t\r\n");
	size_t len = strcspn(begin, "\r\n");

	if (len == 0)
		return err_set(
			err, ERR_USAGE, "there is no address in the list: it is empty");
	return err_set(err, ERR_USAGE, "there is no address in the list: it holds %.*s%s",
		len < HELD_MAX ? (int)len : HELD_MAX, begin, len < HELD_MAX ? "" : "...");
}

static bool
read_list(struct app *app, struct ban_set *set, const char *path, const char *reason,
	struct err *err)
{
	struct reader reader;
	bool ok;

	if (!reader_open(&reader, &feed_addresses, path, err))
		return false;
	ok = take_rows(app, set, &reader, reason, err) &&
	     (set->len > 0 || reader.says_nothing || refuse_empty(&reader, err));
	reader_close(&reader);
	return ok;
}

static void
talk_of_skipped(struct app *app, const struct ban_set *set)
{
	size_t n = 0;

	for (size_t i = 0; i < set->len; i++)
		if (set->v[i].skipped != NULL && n++ < TOLD_MAX)
			app_talk(app, "left out: %s", set->v[i].skipped);
	if (n > TOLD_MAX)
		app_talk(app, "%zu more are left out for such reasons", n - TOLD_MAX);
}

static bool
import(struct app *app, struct ban_set *set, const struct args *args, struct err *err)
{
	const char *reason;

	if (!ban_terms(set, &reason, args, err) ||
		!read_list(app, set, args_word(args, 0), reason, err))
		return false;
	if (set->len == 0)
		app_talk(app, "the list says that there is nothing new to ban");
	return set->len == 0 || bans_change(app, "ban", set, err);
}

bool
ban_import(struct app *app, const struct args *args, struct err *err)
{
	struct ban_set set = { .table = app->settings.ban_table,
		.is_recorded = true,
		.skips_guarded = true };
	bool ok = import(app, &set, args, err);

	talk_of_skipped(app, &set);
	ban_set_clear(&set);
	return ok;
}
