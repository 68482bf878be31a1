/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is registered: the table "location" of Kamailio's usrloc, which is only read.
 */
#include <stdlib.h>

#include "base/xalloc.h"
#include "db/db.h"
#include "db/run.h"

struct location_reader {
	bool (*row)(const struct phone_row *row, void *ctx);
	void *ctx;
};

static const char *
text(const char *value)
{
	return value != NULL ? value : "";
}

static bool
read_location(const char *const *values, void *ctx)
{
	const struct location_reader *reader = ctx;

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
	struct location_reader reader = { row, ctx };

	return run(db,
		"SELECT username, domain, contact, received, user_agent FROM location "
		"ORDER BY id",
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
