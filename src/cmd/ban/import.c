/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ban import: the addresses that somebody publishes.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/xalloc.h"
#include "cmd/ban/rows.h"
#include "cmd/left_out.h"
#include "cmd/values.h"
#include "feed/reader.h"
#include "feed/seconds.h"
#include "policy/address_parse.h"
#include "policy/ban_network.h"
#include "policy/range.h"

/* More rows of one sort are only counted. */
#define TOLD_MAX 10

/* Bytes that are shown of a list without an address. */
#define HELD_MAX 100

/* A list, and what was made of it. */
struct import {
	struct app *app;
	struct ban_set *set;
	const char *reason;
	bool expands;     /* networks, to their addresses */
	bool has_seconds; /* --for: not as long as the list says */

	size_t n_bad;              /* rows that are not banned, for any reason */
	size_t n_networks, n_wide; /* of these: that --expand bans, and does not */
	size_t n_odd;              /* whose time is not understood */
	const char *what;          /* "line" */
	struct left_out left;
	struct address_list let_in; /* exceptions from what the list bans */
};

/* Ban one address until then; 0: as long as the others. */
static bool
add(struct import *im, const char *text, long long until, struct err *err)
{
	struct ban ban;

	if (!ban_parse(&ban, text, err))
		return false;
	if (!ban_check_source(&ban, err)) {
		ban_clear(&ban);
		return false;
	}
	ban.until = until;
	ban_enlist(im->set, &ban, im->reason);
	return true;
}

static bool
add_network(struct import *im, const char *text, long long until, struct err *err)
{
	struct address_list hosts = { 0 };
	bool ok = ban_network_parse(&hosts, text, err);

	if (!ok) {
		im->n_wide++;
	} else if (hosts.len > 1 && !im->expands) {
		im->n_networks++;
		ok = err_set(err, ERR_USAGE, "'%s' is a %s of %zu addresses", text,
			strchr(text, '/') != NULL ? "network" : "range", hosts.len);
	}
	for (size_t i = 0; ok && i < hosts.len; i++) {
		char host[ADDRESS_TEXT_MAX + 1];
		address_format_ip(hosts.v[i].family, hosts.v[i].bytes, host);
		ok = add(im, host, until, err);
	}
	address_list_clear(&hosts);
	return ok;
}

/* When the list says that the entry ends; 0: it does not say.  False when it has. */
static bool
read_end(struct import *im, struct feed_row *row, long long *until, struct err *err)
{
	const char *time_left = row->fields[FEED_TIME];
	long long seconds;

	*until = 0;
	if (im->has_seconds || time_left == NULL || time_left[0] == '\0')
		return true;
	if (!feed_seconds(time_left, &seconds)) {
		im->n_odd++;
		return true;
	}
	if (seconds > BAN_SECONDS_MAX)
		seconds = BAN_SECONDS_MAX;
	*until = (long long)time(NULL) + seconds;
	row->is_left_out = seconds == 0;
	return seconds > 0 || err_set(err, ERR_USAGE, "its time has ended");
}

/* Take one row into the set. */
static bool
take_row(struct import *im, struct feed_row *row, struct err *err)
{
	char *text = feed_address_text(row->fields);
	long long until;
	bool ok = cmd_check_kind(row->fields, "ip", err) &&
	          read_end(im, row, &until, err) &&
	          (ban_network_is_one(text) ? add_network(im, text, until, err)
					    : add(im, text, until, err));

	free(text);
	return ok;
}

/* Remember what the list lets in, so that no network of the same list bans it. */
static void
take_exception(struct import *im, const struct feed_row *row)
{
	char *text = feed_address_text(row->fields);
	struct address a;
	struct err ignored;

	if (range_is_one(text)) {
		if (!range_parse(&im->let_in, text, &ignored))
			app_talk(im->app, "%s", ignored.text);
	} else if (address_parse(&a, text, &ignored) && a.form != ADDRESS_NAME) {
		address_list_add(&im->let_in, &a);
	}
	free(text);
}

static void
skip_exceptions(struct import *im)
{
	for (size_t i = 0; i < im->set->len; i++) {
		struct ban_change *change = &im->set->v[i];
		for (size_t j = 0; j < im->let_in.len && change->skipped == NULL; j++) {
			const struct address *a = &im->let_in.v[j];
			if (a->family == change->ban.family &&
				address_has_prefix(
					a->bytes, change->ban.bytes, a->prefix))
				change->skipped = xasprintf(
					"%s is let in by the list", change->ban.key);
		}
	}
}

/* Lists of others have faults: a row that is not an address is told, and the rest is
 * taken. */
static bool
take_rows(struct import *im, struct reader *reader, struct err *err)
{
	enum reader_got got;
	struct feed_row row;

	im->what = reader->is_json ? "text" : "line";
	while ((got = reader_next(reader, &row, err)) <= READER_WRONG) {
		if (got == READER_ROW && take_row(im, &row, err))
			continue;
		if (row.is_let_in)
			take_exception(im, &row);
		if (row.is_left_out)
			left_out_add(&im->left, err->text, row.number);
		else if (im->n_bad++ < TOLD_MAX)
			app_talk(im->app, "%s %zu: %s", im->what, row.number, err->text);
	}
	return got == READER_END;
}

/* Sum up what was read. */
static bool
check_rows(struct import *im, struct err *err)
{
	size_t n_double = ban_set_unique(im->set), n_bad = im->n_bad;

	left_out_talk(im->app, &im->left, im->what);
	skip_exceptions(im);
	if (im->set->len == 0 && n_bad > 0)
		return err_set(err, ERR_USAGE,
			"none of the %zu entries is an address to ban%s", n_bad,
			im->n_networks > 0 ? ": --expand bans the addresses of networks"
					   : "");
	if (n_bad > TOLD_MAX)
		app_talk(im->app, "%zu more cannot be banned", n_bad - TOLD_MAX);
	if (n_bad > 0)
		app_talk(im->app, "%zu %s%s no address to ban, and %s left out", n_bad,
			im->what, n_bad == 1 ? " names" : "s name",
			n_bad == 1 ? "is" : "are");
	if (n_double > 0)
		app_talk(im->app, "%zu stand%s there more than once", n_double,
			n_double == 1 ? "s" : "");
	if (im->n_odd > 0)
		app_talk(im->app,
			"%zu of them have a time that is not understood, and are banned "
			"for as long as those without",
			im->n_odd);
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
read_list(struct import *im, const struct args *args, struct err *err)
{
	struct feed_format format = feed_addresses;
	struct reader reader;
	bool ok;

	format.purpose = FEED_TO_BAN;
	format.wanted = args_opt(args, "column");
	format.set = args_opt(args, "set");
	if (!reader_open(&reader, &format, args_word(args, 0), err))
		return false;
	ok = take_rows(im, &reader, err) && check_rows(im, err) &&
	     (im->set->len > 0 || im->left.len > 0 || reader.says_nothing ||
		     refuse_empty(&reader, err));
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

/* What is done is done; whoever started it has to know that it is not all. */
static bool
check_networks(const struct import *im, struct err *err)
{
	size_t n = im->n_networks + im->n_wide;

	if (n == 0)
		return true;
	return err_set(err, ERR_USAGE,
		"%zu network%s %s not banned: the hash table of bans holds single "
		"addresses%s",
		n, n == 1 ? "" : "s", n == 1 ? "is" : "are",
		im->n_networks > 0
			? "; --expand bans each address of a network of up to 256"
			: "; use the firewall for what has more than 256");
}

static bool
import(struct import *im, const struct args *args, struct err *err)
{
	struct ban_set *set = im->set;

	if (!ban_terms(set, &im->reason, args, err) || !read_list(im, args, err))
		return false;
	if (set->len == 0)
		app_talk(im->app, "the list says that there is nothing new to ban");
	return (set->len == 0 || bans_change(im->app, "ban", set, err)) &&
	       check_networks(im, err);
}

bool
ban_import(struct app *app, const struct args *args, struct err *err)
{
	struct ban_set set = { .table = app->settings.ban_table,
		.is_recorded = true,
		.skips_guarded = true };
	struct import im = { .app = app,
		.set = &set,
		.expands = args_has(args, "expand"),
		.has_seconds = args_has(args, "for") };
	bool ok = import(&im, args, err);

	talk_of_skipped(app, &set);
	left_out_clear(&im.left);
	address_list_clear(&im.let_in);
	ban_set_clear(&set);
	return ok;
}
