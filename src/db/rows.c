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

/* As a module of Kamailio gets it. */
static long long
kamailio_number(const struct db *db, const char *value)
{
	long long number = db_number(value);

	return db->driver->cuts_numbers ? (int)(unsigned)(unsigned long long)number
	                                : number;
}

static long long
number_of_rule(const struct db *db, const char *value)
{
	return value != NULL || db->driver->null_is_zero ? kamailio_number(db, value)
	                                                 : RULE_NULL;
}

bool
db_read_rule(const char *const *values, void *ctx)
{
	const struct db_rule_reader *reader = ctx;

	return reader->row(
		&(struct rule_row){
			.id = db_number(values[0]),
			.action = number_of_rule(reader->db, values[1]),
			.type = number_of_rule(reader->db, values[2]),
			.data = values[3],
		},
		reader->ctx);
}

bool
db_rule_each(struct db *db, bool (*row)(const struct rule_row *row, void *ctx), void *ctx,
	struct err *err)
{
	struct db_rule_reader reader = { db, row, ctx };

	return db_run(db, "secfilter",
		"SELECT id, action, type, data FROM secfilter ORDER BY action, type, "
		"data, id",
		NULL, 0, db_read_rule, &reader, err);
}

static long long
number_or_null(const struct db *db, const char *value)
{
	return value != NULL ? kamailio_number(db, value) : ADDRESS_NULL;
}

bool
db_read_address(const char *const *values, void *ctx)
{
	const struct db_address_reader *reader = ctx;

	return reader->row(
		&(struct address_row){
			.id = db_number(values[0]),
			.group = number_or_null(reader->db, values[1]),
			.mask = number_or_null(reader->db, values[2]),
			.port = number_or_null(reader->db, values[3]),
			.ip = values[4],
			.tag = values[5],
		},
		reader->ctx);
}

bool
db_address_each(struct db *db, bool (*row)(const struct address_row *row, void *ctx),
	void *ctx, struct err *err)
{
	struct db_address_reader reader = { db, row, ctx };

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

/* Rows of others can be longer than ours, and undo stores them again: their columns are
 * wide enough, and MySQL in its strict mode refuses what does not fit. */
static bool
rule_params(struct db_param *params, const void *rows, size_t i, struct err *err)
{
	const struct rule_row *row = (const struct rule_row *)rows + i;

	params[0] = db_int(row->action);
	params[1] = db_int(row->type);
	params[2] = db_text(row->data);
	(void)err;
	return true;
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
	(void)err;
	return true;
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

/* A text that can stand between quotes as it is, in any character set and SQL mode. */
static bool
is_plain(const char *text)
{
	return text[strspn(text,
		       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
		       " ._-")] == '\0';
}

static bool
is_equal(const struct db_param *a, const struct db_param *b)
{
	if (a->type == DB_INT)
		return b->type == DB_INT && a->number == b->number;
	return b->type == DB_TEXT && b->text != NULL && strcmp(a->text, b->text) == 0;
}

/* Whether all rows have the same in this column, which can stand in the statement then.
 */
static bool
is_constant(const struct db_param *params, size_t rows, size_t n, size_t column)
{
	const struct db_param *first = &params[column];

	if (first->type == DB_TEXT && (first->text == NULL || !is_plain(first->text)))
		return false;
	for (size_t i = 1; i < rows; i++)
		if (!is_equal(&params[column], &params[i * n + column]))
			return false;
	return true;
}

/*
 * Of very many rows most columns have the same value in all of a chunk: the mask, the
 * port, the tag.  A value that stands in the statement is parsed once, where that is
 * prepared once and run many times: 1,000,000 addresses take 1.95 s then instead of 2.4,
 * as LOAD DATA. params are packed: those of the other columns stay, in order.
 */
static size_t
add_values(struct str *sql, struct db_param *params, size_t rows, size_t n)
{
	bool constant[DB_COLUMNS_MAX];
	struct str row = { 0 };
	size_t kept = 0;

	for (size_t c = 0; c < n; c++) {
		const struct db_param *p = &params[c];
		constant[c] = is_constant(params, rows, n, c);
		str_addf(&row, "%s", c > 0 ? ", " : "(");
		if (!constant[c])
			str_addf(&row, "?");
		else if (p->type == DB_INT)
			str_addf(&row, "%lld", p->number);
		else
			str_addf(&row, "'%s'", p->text);
	}
	str_addf(&row, ")");
	for (size_t i = 0; i < rows; i++) {
		str_add(sql, ", ", i > 0 ? 2 : 0);
		str_add(sql, row.s, row.len);
		for (size_t c = 0; c < n; c++)
			if (!constant[c])
				params[kept++] = params[i * n + c];
	}
	str_clear(&row);
	return kept;
}

/* chunk rows from rows[done] on. */
static bool
insert_chunk(struct db *db, const struct db_inserter *into, struct db_param *params,
	const void *rows, size_t done, size_t chunk, struct err *err)
{
	size_t n_params = chunk * into->n;
	struct str sql = { 0 };
	bool ok = true;

	for (size_t i = 0; ok && i < chunk; i++)
		ok = into->params(params + i * into->n, rows, done + i, err);
	str_addf(&sql, "INSERT INTO %s (%s) VALUES ", into->table, into->columns);
	if (ok && chunk == DB_CHUNK_MANY)
		n_params = add_values(&sql, params, chunk, into->n);
	else
		db_add_marks(&sql, chunk, into->n);
	ok = ok &&
	     db_run(db, into->table, str_get(&sql), params, n_params, NULL, NULL, err);
	str_clear(&sql);
	return ok;
}

bool
db_insert(struct db *db, const struct db_inserter *into, const void *rows, size_t n,
	struct err *err)
{
	size_t most = n >= DB_CHUNK_MANY ? DB_CHUNK_MANY : DB_CHUNK;
	struct db_param *params = xcalloc(most * into->n, sizeof(*params));
	bool ok = true;

	assert(db->in_transaction && into->n <= DB_COLUMNS_MAX);
	for (size_t done = 0, chunk; ok && done < n; done += chunk) {
		chunk = n - done < most ? n - done : most;
		if (chunk < most && chunk > DB_CHUNK)
			chunk = DB_CHUNK;
		ok = insert_chunk(db, into, params, rows, done, chunk, err);
	}
	free(params);
	return ok;
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
take_count(const char *const *values, void *ctx)
{
	*(long long *)ctx = db_number(values[0]);
	return true;
}

/* Tables that were made again without their key can have an id twice, or NULL: then the
 * statement would take rows that nobody named. */
static bool
check_ids(struct db *db, const char *table, const struct db_param *ids, size_t n,
	struct err *err)
{
	struct str sql = { 0 };
	long long found = 0;
	bool is_good = true;

	for (size_t i = 0; i < n; i++)
		is_good = is_good && ids[i].number > 0;
	str_addf(&sql, "SELECT count(*) FROM %s WHERE id IN ", table);
	db_add_marks(&sql, 1, n);
	if (is_good &&
		!db_run(db, table, str_get(&sql), ids, n, take_count, &found, err)) {
		str_clear(&sql);
		return false;
	}
	str_clear(&sql);
	return (is_good && found <= (long long)n) ||
	       err_set(err, ERR_DB,
		       "the ids of the table '%s' do not tell its rows apart, so nothing "
		       "is removed: give it a primary key on id",
		       table);
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
			check_ids(db, table, params, chunk, err) &&
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
