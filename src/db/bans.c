/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The records of bans: "shieldadm_ban", a table that only shieldadm knows.
 */
#include <assert.h>
#include <stdlib.h>

#include "db/db.h"
#include "db/rows.h"

#define TABLE "shieldadm_ban"
#define COLUMNS "address, expires, reason, who, made"

/* What the column has room for. */
#define WHO_MAX 128

struct ban_reader {
	bool (*row)(const struct ban_row *row, void *ctx);
	void *ctx;
};

static bool
read_ban(const char *const *values, void *ctx)
{
	const struct ban_reader *reader = ctx;

	return reader->row(
		&(struct ban_row){
			.key = values[0] != NULL ? values[0] : "",
			.until = db_number(values[1]),
			.reason = values[2] != NULL ? values[2] : "",
			.who = values[3] != NULL ? values[3] : "",
			.made = db_number(values[4]),
		},
		reader->ctx);
}

static bool
see(const char *const *values, void *ctx)
{
	bool *exists = ctx;

	(void)values;
	*exists = true;
	return true;
}

bool
db_has_bans(struct db *db, bool *exists, struct err *err)
{
	struct db_param param = db_text(TABLE);

	*exists = false;
	return db_run(db, TABLE, db->driver->find_table, &param, 1, see, exists, err);
}

bool
db_ban_each(struct db *db, long long now,
	bool (*row)(const struct ban_row *row, void *ctx), void *ctx, struct err *err)
{
	struct ban_reader reader = { row, ctx };
	struct db_param param = db_int(now);

	return db_run(db, TABLE,
		"SELECT " COLUMNS " FROM " TABLE " WHERE expires > ? ORDER BY id", &param,
		1, read_ban, &reader, err);
}

bool
db_ban_look(struct db *db, long long now, const char *start, size_t max,
	bool (*row)(const struct ban_row *row, void *ctx), void *ctx, struct err *err)
{
	struct ban_reader reader = { row, ctx };
	char *like = db_begins(start);
	const struct db_param params[] = { db_int(now), db_text(like),
		db_int((long long)max) };
	bool ok = db_run(db, TABLE,
		"SELECT " COLUMNS " FROM " TABLE " WHERE expires > ? AND address LIKE ? "
		"ESCAPE '!' ORDER BY address LIMIT ?",
		params, 3, read_ban, &reader, err);

	free(like);
	return ok;
}

/* Run start, which ends in "address IN ", for all keys. */
static bool
run_for_keys(struct db *db, const char *start, const char *const *keys, size_t n,
	db_row_fn *row, void *ctx, struct err *err)
{
	struct db_param params[DB_CHUNK];
	bool is_good = true;

	for (size_t done = 0, chunk; is_good && done < n; done += chunk) {
		struct str sql = { 0 };

		chunk = n - done < DB_CHUNK ? n - done : DB_CHUNK;
		for (size_t i = 0; i < chunk; i++)
			params[i] = db_text(keys[done + i]);
		str_addf(&sql, "%s", start);
		db_add_marks(&sql, 1, chunk);
		is_good = db_run(db, TABLE, str_get(&sql), params, chunk, row, ctx, err);
		str_clear(&sql);
	}
	return is_good;
}

bool
db_ban_find(struct db *db, const char *const *keys, size_t n,
	bool (*row)(const struct ban_row *row, void *ctx), void *ctx, struct err *err)
{
	struct ban_reader reader = { row, ctx };

	return run_for_keys(db, "SELECT " COLUMNS " FROM " TABLE " WHERE address IN ",
		keys, n, read_ban, &reader, err);
}

static bool
ban_params(struct db_param *params, const void *rows, size_t i, struct err *err)
{
	const struct ban_row *row = (const struct ban_row *)rows + i;

	params[0] = db_text(row->key);
	params[1] = db_int(row->until);
	params[2] = db_text(row->reason);
	params[3] = db_text(row->who);
	params[4] = db_int(row->made);
	return db_fits("address", row->key, ADDRESS_TEXT_MAX, err) &&
	       db_fits("reason", row->reason, BAN_REASON_MAX, err) &&
	       db_fits("who", row->who, WHO_MAX, err);
}

bool
db_ban_add(struct db *db, const struct ban_row *rows, size_t n, struct err *err)
{
	static const struct db_inserter inserter = {
		.table = TABLE, .columns = COLUMNS, .n = 5, .params = ban_params
	};

	return db_insert(db, &inserter, rows, n, err);
}

bool
db_ban_del(struct db *db, const char *const *keys, size_t n, struct err *err)
{
	assert(db->in_transaction);
	return run_for_keys(
		db, "DELETE FROM " TABLE " WHERE address IN ", keys, n, NULL, NULL, err);
}

bool
db_ban_expire(struct db *db, long long now, struct err *err)
{
	struct db_param param = db_int(now);

	assert(db->in_transaction);
	return db_run(db, TABLE, "DELETE FROM " TABLE " WHERE expires <= ?", &param, 1,
		NULL, NULL, err);
}

bool
db_ban_flush(struct db *db, struct err *err)
{
	assert(db->in_transaction);
	return db_run(db, TABLE, "DELETE FROM " TABLE, NULL, 0, NULL, NULL, err);
}
