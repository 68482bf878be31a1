/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is registered: the table "location" of Kamailio's usrloc, which is only read.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/xalloc.h"
#include "db/db.h"
#include "db/run.h"

#define DAY 86400

struct location_reader {
	bool (*row)(const struct phone_row *row, void *ctx);
	void *ctx;
	time_t now;
};

/* When a registration ends.  Kamailio's MySQL driver writes local time, its SQLite driver
 * a Julian day (db_sqlite, timet_to_sqlite()); with usrloc's expires_type 1 it is the
 * Unix time. */
static time_t
read_end(const char *text)
{
	struct tm tm = { .tm_isdst = -1 };
	double number;
	const char *rest;

	if (strchr(text, '-') != NULL) {
		rest = strptime(text, "%Y-%m-%d", &tm);
		if (rest != NULL && *rest != '\0')
			strptime(rest, " %H:%M:%S", &tm);
		return rest != NULL ? mktime(&tm) : 0;
	}
	number = strtod(text, NULL);
	if (number > 2400000 && number < 5400000)
		return (time_t)((number - 2440587.5) * DAY + 0.5);
	return (time_t)number;
}

/* A registration that ends at 0 never does (usrloc's VALID_CONTACT()); so does one whose
 * end is not told.  A day's room is for clocks in another time zone. */
static bool
is_live(const char *expires, time_t now)
{
	time_t end = expires != NULL ? read_end(expires) : 0;

	return end > now || end <= DAY;
}

static const char *
text(const char *value)
{
	return value != NULL ? value : "";
}

static bool
read_location(const char *const *values, void *ctx)
{
	const struct location_reader *reader = ctx;

	if (!is_live(values[5], reader->now))
		return true;
	return reader->row(
		&(struct phone_row){
			.username = text(values[0]),
			.domain = text(values[1]),
			.contact = text(values[2]),
			.received = text(values[3]),
			.user_agent = text(values[4]),
		},
		reader->ctx);
}

/* A database without the table is one in which nobody is registered. */
static bool
run(struct db *db, const char *sql, const struct db_param *params, size_t n,
	db_row_fn *row, void *ctx, bool *exists, struct err *err)
{
	struct err why;
	bool ok = db_run(db, "location", sql, params, n, row, ctx, &why);

	*exists = ok || db->end != DB_NO_TABLE;
	if (!ok && *exists)
		*err = why;
	return ok || !*exists;
}

bool
db_location_each(struct db *db, bool (*row)(const struct phone_row *row, void *ctx),
	void *ctx, bool *exists, struct err *err)
{
	struct location_reader reader = { row, ctx, time(NULL) };

	return run(db,
		"SELECT username, domain, contact, received, user_agent, expires "
		"FROM location ORDER BY id",
		NULL, 0, read_location, &reader, exists, err);
}

static bool
has_row(const char *const *values, void *ctx)
{
	bool *found = ctx;

	(void)values;
	*found = true;
	return false;
}

bool
db_location_has(
	struct db *db, const char *text_in_it, bool *found, bool *exists, struct err *err)
{
	char *pattern = xasprintf("%%%s%%", text_in_it);
	const struct db_param param = { .type = DB_TEXT, .text = pattern };
	bool ok;

	*found = false;
	ok = run(db, "SELECT 1 FROM location WHERE contact LIKE ? LIMIT 1", &param, 1,
		has_row, found, exists, err);
	free(pattern);
	return ok;
}
