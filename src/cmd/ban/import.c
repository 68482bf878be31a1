/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ban import: the addresses that somebody publishes.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "cmd/ban/rows.h"
#include "feed/feed.h"

/* A list of millions of addresses is none for a hash table. */
#define FILE_BYTES_MAX (64u << 20)

/* So many of a sort are told one by one. */
#define TOLD_MAX 10

/* So many bytes of a list without any address are shown. */
#define HELD_MAX 100

static bool
read_all(struct str *text, FILE *file, const char *name, struct err *err)
{
	char bytes[65536];
	size_t n;

	while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0) {
		if (text->len + n > FILE_BYTES_MAX)
			return err_set(err, ERR_USAGE, "%s has more than %u MiB", name,
				FILE_BYTES_MAX >> 20);
		str_add(text, bytes, n);
	}
	if (ferror(file))
		return err_set(
			err, ERR_SYSTEM, "cannot read '%s': %s", name, strerror(errno));
	return true;
}

static bool
read_file(struct str *text, const char *path, struct err *err)
{
	FILE *file;
	bool ok;

	if (strcmp(path, "-") == 0)
		return read_all(text, stdin, "stdin", err);
	file = fopen(path, "re");
	if (file == NULL)
		return err_set(
			err, ERR_USAGE, "cannot read '%s': %s", path, strerror(errno));
	ok = read_all(text, file, path, err);
	fclose(file);
	return ok;
}

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
		app_talk(app, "%zu %s%s no address to ban, and the rest was taken", n_bad,
			what, n_bad == 1 ? " names" : "s name");
}

/* What is no address is told, and the rest goes on: no list of others is perfect. */
static bool
enlist(struct app *app, struct ban_set *set, const struct feed *feed, const char *reason,
	struct err *err)
{
	const char *what = feed->is_json ? "text" : "line";
	size_t n_bad = 0, n_double;

	for (size_t i = 0; i < feed->len; i++) {
		struct ban ban;
		if (parse(&ban, feed->v[i].text, err))
			ban_enlist(set, &ban, reason);
		else if (n_bad++ < TOLD_MAX)
			app_talk(app, "%s %zu: %s", what, feed->v[i].number, err->text);
	}
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

/* A list that was to be had, and is none: a quota, a login page, an empty download.
 * What it begins with tells which. */
static bool
refuse_empty(const struct str *text, struct err *err)
{
	const char *begin = str_get(text);
	size_t len;

	begin += strspn(begin, " \t\r\n");
	len = strcspn(begin, "\r\n");
	if (len == 0)
		return err_set(
			err, ERR_USAGE, "there is no address in the list: it is empty");
	return err_set(err, ERR_USAGE, "there is no address in the list: it holds %.*s%s",
		len < HELD_MAX ? (int)len : HELD_MAX, begin, len < HELD_MAX ? "" : "...");
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
	struct str text = { 0 };
	struct feed feed = { 0 };
	const char *reason;
	bool ok = ban_terms(set, &reason, args, err) &&
	          read_file(&text, args_word(args, 0), err) &&
	          feed_parse(&feed, str_get(&text), text.len, err) &&
	          (feed.len > 0 || feed.says_nothing || refuse_empty(&text, err)) &&
	          enlist(app, set, &feed, reason, err);

	feed_clear(&feed);
	str_clear(&text);
	if (!ok)
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
