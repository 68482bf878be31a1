/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * geo lookup: a few addresses, or a stream without end.
 *
 * Many addresses share one record (a country file has some 250). So the text of a record
 * is made once and kept while there is room. A row is the address and that text.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/xalloc.h"
#include "cmd/geo/geo.h"
#include "cmd/geo/row.h"
#include "feed/reader.h"
#include "policy/address.h"

/* Records whose text is kept. */
#define KEPT 4096

/* The width of a column depends on all rows of a table. So a table ends after so many
 * rows, and another begins. */
#define TABLE_ROWS 1000

/* From so many lines on geo_index() pays off. */
#define MANY 20000

/* How many invalid lines are reported one by one. */
#define TOLD_MAX 20

struct kept {
	bool is_used;
	uint32_t record;
	struct str rest;
};

struct lookup {
	struct app *app;
	const char *path;
	struct geo *geo;
	struct geo_row row;
	struct kept *kept;
	struct str none; /* the rest of the row of an address without an entry */
	bool can_repeat;
	size_t rows; /* of this table */
	unsigned long long found, missing, bad;
};

static void
print_kept(struct lookup *l, const char *text, size_t len, bool is_found, uint32_t record)
{
	struct out *out = l->app->out;
	struct kept *k = &l->kept[record % KEPT];

	if (!is_found) {
		out_row(out, text, len, &l->none);
		return;
	}
	if (!k->is_used || k->record != record) {
		k->is_used = true;
		k->record = record;
		k->rest.len = 0;
		out_rest(out, &k->rest);
		geo_row_put(&l->row, out, true, record);
	}
	out_row(out, text, len, &k->rest);
}

static void
print_in_table(struct lookup *l, const char *text, bool is_found, uint32_t record)
{
	struct out *out = l->app->out;

	if (l->rows++ == TABLE_ROWS) {
		out_end(out);
		out_begin(out, NULL, l->row.columns, true);
		l->rows = 1;
	}
	out_text(out, text);
	geo_row_put(&l->row, out, is_found, record);
}

/* Look up an address that is parsed already; text ends with a NUL. */
static void
answer(struct lookup *l, const char *text, size_t len, int family,
	const unsigned char bytes[16])
{
	uint32_t record;
	bool is_found = geo_find(l->geo, family, bytes, &record);

	l->found += is_found;
	l->missing += !is_found;
	if (l->can_repeat)
		print_kept(l, text, len, is_found, record);
	else
		print_in_table(l, text, is_found, record);
}

static bool
look_up(struct lookup *l, const char *text)
{
	unsigned char bytes[16];
	int family;

	if (!address_parse_ip(text, &family, bytes))
		return false;
	answer(l, text, strlen(text), family, bytes);
	return true;
}

/* Show the start of the text only. source is NULL for a word. */
static void
tell_bad(struct lookup *l, const char *text, const char *source, size_t line)
{
	if (++l->bad > TOLD_MAX)
		return;
	if (source != NULL)
		app_talk(l->app, "%s:%zu: '%.60s' is not an IP address", source, line,
			text);
	else
		app_talk(l->app, "'%.60s' is not an IP address", text);
}

/* Most lines are only an IPv4 address: the fast path. */
static void
look_up_plain_lines(struct lookup *l, struct reader *reader)
{
	unsigned char bytes[16];
	char *line;
	size_t len;

	while ((line = reader_line(reader)) != NULL &&
		(len = address_scan_ipv4(line, bytes)) > 0 && line[len] == '\n') {
		line[len] = '\0';
		answer(l, line, len, AF_INET, bytes);
		reader_take(reader, line + len);
	}
}

/* Write the results before waiting for more input. */
static bool
show_so_far(void *ctx, struct err *err)
{
	struct lookup *l = ctx;

	if (!l->can_repeat && l->rows > 0) {
		out_end(l->app->out);
		out_begin(l->app->out, NULL, l->row.columns, true);
		l->rows = 0;
	}
	return out_flush(l->app->out, err);
}

static bool
look_up_rows(struct lookup *l, struct reader *reader, struct err *err)
{
	enum reader_got got = READER_ROW;
	struct feed_row row;

	reader->lines.idle = show_so_far;
	reader->lines.ctx = l;
	while (got <= READER_WRONG) {
		look_up_plain_lines(l, reader);
		if (reader->number > MANY)
			geo_index(l->geo);
		got = reader_next(reader, &row, err);
		if (got == READER_WRONG)
			tell_bad(l, reader->text, reader->lines.source, row.number);
		else if (got == READER_ROW && !look_up(l, row.fields[FEED_VALUE]))
			tell_bad(l, row.fields[FEED_VALUE], reader->lines.source,
				row.number);
	}
	return got == READER_END;
}

static bool
open_list(struct reader *reader, const char *path, struct err *err)
{
	struct feed_format format = feed_addresses;

	format.is_stream = true;
	return reader_open(reader, &format, path, err);
}

static bool
look_up_stdin(struct lookup *l, struct err *err)
{
	struct reader reader;
	bool ok;

	if (!open_list(&reader, "-", err))
		return false;
	ok = look_up_rows(l, &reader, err);
	reader_close(&reader);
	return ok;
}

static bool
look_up_all(
	struct lookup *l, const struct args *args, struct reader *file, struct err *err)
{
	const char *word;

	for (size_t i = 0; (word = args_word(args, i)) != NULL; i++)
		if (strcmp(word, "-") == 0) {
			if (!look_up_stdin(l, err))
				return false;
		} else if (!look_up(l, word)) {
			tell_bad(l, word, NULL, 0);
		}
	return file == NULL || look_up_rows(l, file, err);
}

/* Report the totals. */
static bool
sum_up(const struct lookup *l, struct err *err)
{
	static const char passes[] = "the article's route does not ask for the country "
				     "of such a caller";

	if (geo_row_is_foreign(&l->row) && l->found > 0)
		app_talk(l->app, "Kamailio's geoip2 does not read this kind of file: it "
				 "has no country.iso_code");
	if (l->bad > 0)
		return err_set(err, ERR_USAGE, "%llu of %llu %s", l->bad,
			l->bad + l->found + l->missing,
			l->bad == 1 ? "is not an IP address" : "are not IP addresses");
	if (l->missing > 0 && l->found == 0)
		return err_set(err, ERR_ABSENT, "'%s' has no entry for %s; %s", l->path,
			l->missing == 1 ? "it" : "any of them", passes);
	if (l->missing > 0)
		app_talk(l->app, "'%s' has no entry for %llu of them; %s", l->path,
			l->missing, passes);
	return true;
}

static void
begin(struct lookup *l)
{
	struct out *out = l->app->out;

	geo_row_init(&l->row, l->geo);
	l->can_repeat = out_can_repeat(out);
	l->kept = xcalloc(KEPT, sizeof(*l->kept));
	out_begin(out, NULL, l->row.columns, true);
	if (l->can_repeat) {
		out_rest(out, &l->none);
		geo_row_put(&l->row, out, false, 0);
	}
}

static void
end(struct lookup *l)
{
	out_end(l->app->out);
	for (size_t i = 0; i < KEPT; i++)
		str_clear(&l->kept[i].rest);
	free(l->kept);
	str_clear(&l->none);
}

bool
geo_lookup(struct app *app, const struct args *args, struct err *err)
{
	struct lookup l = { .app = app };
	const char *path = args_opt(args, "file");
	struct reader file = { .next = 0 };
	bool ok;

	if (args_word(args, 0) == NULL && !args_has(args, "file"))
		return err_set(err, ERR_USAGE,
			"no address is given: name some, or --file <file>, or - for "
			"stdin");
	if (!geo_path(app, &l.path, err) ||
		(path != NULL && !open_list(&file, path, err)))
		return false;
	ok = geo_open(&l.geo, l.path, err);
	if (ok) {
		begin(&l);
		ok = look_up_all(&l, args, path != NULL ? &file : NULL, err);
		end(&l);
		ok = ok && sum_up(&l, err);
	}
	geo_close(l.geo);
	reader_close(&file);
	return ok;
}
