/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DB_ROWS_H
#define SHIELDADM_DB_ROWS_H

#include "base/str.h"
#include "db/run.h"

/*
 * How rows are read, inserted and named.  Private to src/db.
 */

/* Rows in one statement: a statement of 100 is far below any limit on its bytes
 * and values, and more hardly make it faster. */
#define DB_CHUNK 100
/* The same where there are very many: then it is faster with more (measured: 1,000,000
 * addresses in 3.4 s by 100, in 2.4 s by 1,000, in 3.0 s by 10,000). */
#define DB_CHUNK_MANY 1000

#define DB_COLUMNS_MAX 16

/* How rows get into a table. */
struct db_inserter {
	const char *table;
	const char *columns;
	size_t n; /* columns */
	/* The values of rows[i]. */
	bool (*params)(
		struct db_param *params, const void *rows, size_t i, struct err *err);
};

/* Insert n rows, within db_transaction(). */
bool db_insert(struct db *db, const struct db_inserter *into, const void *rows, size_t n,
	struct err *err) MUST;

/* Of type db_row_fn: hand over a row of secfilter (id, action, type, data), of address
 * (id, grp, mask, port, ip_addr, tag), of bans (the columns DB_BAN_COLUMNS). */
struct db_rule_reader {
	const struct db *db;
	bool (*row)(const struct rule_row *row, void *ctx);
	void *ctx;
};
struct db_address_reader {
	const struct db *db;
	bool (*row)(const struct address_row *row, void *ctx);
	void *ctx;
};
db_row_fn db_read_rule, db_read_address;

/* Numbers as Kamailio reads them from a column that holds something else: SQLite
 * allows that. */
long long db_number(const char *value);

/* SQLite stores more than the column has room for, and MySQL counts characters. */
bool db_fits(const char *column, const char *text, size_t max, struct err *err) MUST;

/* The value of a '?'. */
struct db_param db_int(long long value);
struct db_param db_text(const char *text);

/* The pattern of LIKE ... ESCAPE '!' for what begins with start.  The caller frees it. */
char *db_begins(const char *start) __attribute__((malloc, returns_nonnull));

/* Add "(?, ?), (?, ?)". */
void db_add_marks(struct str *sql, size_t rows, size_t columns);

#endif
