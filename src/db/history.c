/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "db/history.h"

#include <assert.h>
#include <string.h>

#include "db/rows.h"

#define TABLE "shieldadm_change"
#define ROWS "shieldadm_change_row"
#define COLUMNS                                                                   \
	"id, token, made, login, host, command, message, kinds, added, removed, " \
	"undoes, confirm_by, outcome"
#define SELECT "SELECT " COLUMNS " FROM " TABLE " "

struct reader {
	history_row_fn *row;
	void *ctx;
};

static const char *
text(const char *value)
{
	return value != NULL ? value : "";
}

static bool
read_row(const char *const *values, void *ctx)
{
	const struct reader *reader = ctx;

	return reader->row(
		&(struct history_row){
			.id = db_number(values[0]),
			.token = text(values[1]),
			.made = db_number(values[2]),
			.login = text(values[3]),
			.host = text(values[4]),
			.command = text(values[5]),
			.message = text(values[6]),
			.kinds = text(values[7]),
			.added = db_number(values[8]),
			.removed = db_number(values[9]),
			.undoes = db_number(values[10]),
			.confirm_by = db_number(values[11]),
			.outcome = values[12],
		},
		reader->ctx);
}

static bool
is_there(struct db *db, const char *table, const char *sql, bool *exists, struct err *err)
{
	*exists = db_run(db, table, sql, NULL, 0, NULL, NULL, err);
	return *exists || db->end == DB_NO_TABLE;
}

/* Asked of the tables themselves: the catalogue of MySQL takes longer than a change. What
 * was there once stays. */
bool
db_has_history(struct db *db, bool *exists, struct err *err)
{
	*exists = true;
	if (db->has_history)
		return true;
	if (!is_there(db, TABLE, "SELECT 1 FROM " TABLE " WHERE 1 = 0", exists, err) ||
		(*exists && !is_there(db, ROWS, "SELECT 1 FROM " ROWS " WHERE 1 = 0",
				    exists, err)))
		return false;
	db->has_history = *exists;
	return true;
}

static bool
keep_number(const char *const *values, void *ctx)
{
	long long *number = ctx;

	*number = db_number(values[0]);
	return true;
}

bool
db_history_last(struct db *db, long long *id, struct err *err)
{
	*id = 0;
	return db_run(
		db, TABLE, "SELECT MAX(id) FROM " TABLE, NULL, 0, keep_number, id, err);
}

static bool
row_params(struct db_param *params, const void *rows, size_t i, struct err *err)
{
	const struct history_row *row = (const struct history_row *)rows + i;

	params[0] = db_int(row->id);
	params[1] = db_text(row->token);
	params[2] = db_int(row->made);
	params[3] = db_text(row->login);
	params[4] = db_text(row->host);
	params[5] = db_text(row->command);
	params[6] = db_text(row->message);
	params[7] = db_text(row->kinds);
	params[8] = db_int(row->added);
	params[9] = db_int(row->removed);
	params[10] = db_int(row->undoes);
	params[11] = db_int(row->confirm_by);
	params[12] = db_text(row->outcome);
	return db_fits("login", row->login, HISTORY_NAME_MAX, err) &&
	       db_fits("host", row->host, HISTORY_NAME_MAX, err) &&
	       db_fits("message", row->message, HISTORY_MESSAGE_MAX, err) &&
	       db_fits("kinds", row->kinds, HISTORY_KINDS_MAX, err);
}

bool
db_history_add(struct db *db, const struct history_row *row, struct err *err)
{
	static const struct db_inserter inserter = {
		.table = TABLE, .columns = COLUMNS, .n = 13, .params = row_params
	};

	return db_insert(db, &inserter, row, 1, err);
}

bool
db_history_add_rows(
	struct db *db, long long id, long long part, const char *body, struct err *err)
{
	struct db_param params[] = { db_int(id), db_int(part), db_text(body) };

	assert(db->in_transaction);
	return db_run(db, ROWS,
		"INSERT INTO " ROWS " (change_id, part, body) VALUES (?, ?, ?)", params,
		3, NULL, NULL, err);
}

bool
db_history_find(
	struct db *db, long long id, history_row_fn *row, void *ctx, struct err *err)
{
	struct reader reader = { row, ctx };
	struct db_param param = db_int(id);

	return db_run(
		db, TABLE, SELECT "WHERE id = ?", &param, 1, read_row, &reader, err);
}

bool
db_history_find_token(
	struct db *db, const char *token, history_row_fn *row, void *ctx, struct err *err)
{
	struct reader reader = { row, ctx };
	struct db_param param = db_text(token);

	return db_run(
		db, TABLE, SELECT "WHERE token = ?", &param, 1, read_row, &reader, err);
}

bool
db_history_each(struct db *db, long long after, long long max, history_row_fn *row,
	void *ctx, struct err *err)
{
	struct reader reader = { row, ctx };
	struct db_param params[] = { db_int(after), db_int(max) };

	return db_run(db, TABLE,
		max > 0 ? SELECT "WHERE id > ? ORDER BY id DESC LIMIT ?"
			: SELECT "WHERE id > ? ORDER BY id DESC",
		params, max > 0 ? 2 : 1, read_row, &reader, err);
}

bool
db_history_pending(struct db *db, history_row_fn *row, void *ctx, struct err *err)
{
	struct reader reader = { row, ctx };

	return db_run(db, TABLE, SELECT "WHERE confirm_by > 0 ORDER BY id DESC", NULL, 0,
		read_row, &reader, err);
}

struct part_reader {
	bool (*part)(const char *body, void *ctx);
	void *ctx;
};

static bool
read_part(const char *const *values, void *ctx)
{
	const struct part_reader *reader = ctx;

	return reader->part(text(values[0]), reader->ctx);
}

bool
db_history_rows(struct db *db, long long id, bool (*part)(const char *body, void *ctx),
	void *ctx, struct err *err)
{
	struct part_reader reader = { part, ctx };
	struct db_param param = db_int(id);

	return db_run(db, ROWS,
		"SELECT body FROM " ROWS " WHERE change_id = ? ORDER BY part", &param, 1,
		read_part, &reader, err);
}

bool
db_history_tell(struct db *db, long long id, const char *outcome, struct err *err)
{
	struct db_param params[] = { db_text(outcome), db_int(id) };

	return db_run(db, TABLE, "UPDATE " TABLE " SET outcome = ? WHERE id = ?", params,
		2, NULL, NULL, err);
}

bool
db_history_confirm(struct db *db, long long id, struct err *err)
{
	struct db_param param = db_int(id);

	assert(db->in_transaction);
	return db_run(db, TABLE, "UPDATE " TABLE " SET confirm_by = 0 WHERE id = ?",
		&param, 1, NULL, NULL, err);
}
