/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows of "secfilter" and "address": read, insert, delete.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "db/rows.h"

long long
db_number(const char *value)
{
	return value != NULL ? strtoll(value, NULL, 10) : 0;
}

bool
db_read_rule(const char *const *values, void *ctx)
{
	const struct db_rule_reader *reader = ctx;

	return reader->row(
		&(struct rule_row){
			.id = db_number(values[0]),
			.action = db_number(values[1]),
			.type = db_number(values[2]),
			.data = values[3] != NULL ? values[3] : "",
		},
		reader->ctx);
}

bool
db_rule_each(struct db *db, bool (*row)(const struct rule_row *row, void *ctx), void *ctx,
	struct err *err)
{
	struct db_rule_reader reader = { row, ctx };

	return db_run(db, "secfilter",
		"SELECT id, action, type, data FROM secfilter ORDER BY action, type, "
		"data, id",
		NULL, 0, db_read_rule, &reader, err);
}

bool
db_read_address(const char *const *values, void *ctx)
{
	const struct db_address_reader *reader = ctx;

	return reader->row(
		&(struct address_row){
			.id = db_number(values[0]),
			.group = db_number(values[1]),
			.mask = db_number(values[2]),
			.port = db_number(values[3]),
			.ip = values[4] != NULL ? values[4] : "",
			.tag = values[5],
		},
		reader->ctx);
}

bool
db_address_each(struct db *db, bool (*row)(const struct address_row *row, void *ctx),
	void *ctx, struct err *err)
{
	struct db_address_reader reader = { row, ctx };

	return db_run(db, "address",
		"SELECT id, grp, mask, port, ip_addr, tag FROM address ORDER BY id", NULL,
		0, db_read_address, &reader, err);
}

bool
db_fits(const char *column, const char *text, size_t max, struct err *err)
{
	if (text == NULL || strlen(text) <= max)
		return true;
	return err_set(err, ERR_DB,
		"'%.*s...' is longer than the %zu bytes of column '%s'", (int)max, text,
		max, column);
}

struct db_param
db_int(long long value)
{
	return (struct db_param){ .type = DB_INT, .number = value };
}

struct db_param
db_text(const char *text)
{
	return (struct db_param){ .type = DB_TEXT, .text = text };
}

static bool
rule_params(struct db_param *params, const void *rows, size_t i, struct err *err)
{
	const struct rule_row *row = (const struct rule_row *)rows + i;

	params[0] = db_int(row->action);
	params[1] = db_int(row->type);
	params[2] = db_text(row->data);
	return db_fits("data", row->data, RULE_VALUE_MAX, err);
}

static bool
address_params(struct db_param *params, const void *rows, size_t i, struct err *err)
{
	const struct address_row *row = (const struct address_row *)rows + i;

	params[0] = db_int(row->group);
	params[1] = db_text(row->ip);
	params[2] = db_int(row->mask);
	params[3] = db_int(row->port);
	params[4] = db_text(row->tag);
	return db_fits("ip_addr", row->ip, ADDRESS_TEXT_MAX, err) &&
	       db_fits("tag", row->tag, ADDRESS_TAG_MAX, err);
}

static const struct db_inserter rule_inserter = {
	.table = "secfilter",
	.columns = "action, type, data",
	.n = 3,
	.params = rule_params,
};

static const struct db_inserter address_inserter = {
	.table = "address",
	.columns = "grp, ip_addr, mask, port, tag",
	.n = 5,
	.params = address_params,
};

void
db_add_marks(struct str *sql, size_t rows, size_t columns)
{
	for (size_t i = 0; i < rows; i++) {
		str_addf(sql, "%s(?", i > 0 ? ", " : "");
		for (size_t j = 1; j < columns; j++)
			str_addf(sql, ", ?");
		str_addf(sql, ")");
	}
}

bool
db_insert(struct db *db, const struct db_inserter *into, const void *rows, size_t n,
	struct err *err)
{
	struct db_param *params = xcalloc(DB_CHUNK * into->n, sizeof(*params));
	bool is_good = true;

	assert(db->in_transaction);
	for (size_t done = 0, chunk; is_good && done < n; done += chunk) {
		struct str sql = { 0 };

		chunk = n - done < DB_CHUNK ? n - done : DB_CHUNK;
		for (size_t i = 0; is_good && i < chunk; i++)
			is_good = into->params(params + i * into->n, rows, done + i, err);
		str_addf(&sql, "INSERT INTO %s (%s) VALUES ", into->table, into->columns);
		db_add_marks(&sql, chunk, into->n);
		is_good = is_good && db_run(db, into->table, str_get(&sql), params,
					     chunk * into->n, NULL, NULL, err);
		str_clear(&sql);
	}
	free(params);
	return is_good;
}

bool
db_rule_add(struct db *db, const struct rule_row *rows, size_t n, struct err *err)
{
	return db_insert(db, &rule_inserter, rows, n, err);
}

bool
db_address_add(struct db *db, const struct address_row *rows, size_t n, struct err *err)
{
	return db_insert(db, &address_inserter, rows, n, err);
}

static bool
remove_rows(
	struct db *db, const char *table, const long long *ids, size_t n, struct err *err)
{
	struct db_param params[DB_CHUNK];
	bool is_good = true;

	assert(db->in_transaction);
	for (size_t done = 0, chunk; is_good && done < n; done += chunk) {
		struct str sql = { 0 };

		chunk = n - done < DB_CHUNK ? n - done : DB_CHUNK;
		for (size_t i = 0; i < chunk; i++)
			params[i] = db_int(ids[done + i]);
		str_addf(&sql, "DELETE FROM %s WHERE id IN ", table);
		db_add_marks(&sql, 1, chunk);
		is_good =
			db_run(db, table, str_get(&sql), params, chunk, NULL, NULL, err);
		str_clear(&sql);
	}
	return is_good;
}

bool
db_rule_del(struct db *db, const long long *ids, size_t n, struct err *err)
{
	return remove_rows(db, "secfilter", ids, n, err);
}

bool
db_address_del(struct db *db, const long long *ids, size_t n, struct err *err)
{
	return remove_rows(db, "address", ids, n, err);
}
