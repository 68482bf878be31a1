/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DB_DRIVER_H
#define SHIELDADM_DB_DRIVER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "db/db.h"
#include "db/dburl.h"

/*
 * One kind of database.
 *
 * Private to src/db.  To add one, write a file that exports a struct db_driver,
 * list it in db.c, and give it a folder in schema/.  tests/unit/db/test_driver.c
 * tests what every driver promises.
 */

/* How a statement ended.  err is set, except after DB_DONE. */
enum db_end {
	DB_DONE,
	DB_FAILED,   /* it refused; the connection is as good as before */
	DB_NO_TABLE, /* it refused, because the table does not exist */
	DB_AGAIN,    /* it gave up the transaction, which may be run again */
	DB_LOST      /* the connection is gone; what was sent last may be done */
};

/* The value of a '?'. */
struct db_param {
	enum { DB_INT, DB_TEXT } type;
	long long number; /* of DB_INT */
	const char *text; /* of DB_TEXT; NULL is SQL's NULL.  Borrowed. */
};

/* One row: each value as text that ends with a NUL, or NULL.  Borrowed until it
 * returns.  False: no more rows are wanted. */
typedef bool db_row_fn(const char *const *values, void *ctx);

struct db_driver {
	const char *scheme; /* of the URLs it takes */

	/* Query that gives a row for the table ? when it exists: whether it takes
	 * part in transactions, and whether it is a view, each as 1 or 0. */
	const char *find_table;

	/* Query that gives the name of each column of the table ?, and whether a row
	 * needs a value for it, as 1 or 0. */
	const char *find_columns;

	/*
	 * How Kamailio's own driver gives a number to its modules, the same from 5.5 to
	 * 6.1.  null_is_zero: 0 for a NULL, where the module does not look; db_mysql
	 * gives a part of an address of its memory (lib/srdb1/db_val.c, db_str2val).
	 * cuts_numbers: the lower 32 bits of a longer one (sqlite3_column_int()); MySQL
	 * has none in such a column.
	 */
	bool null_is_zero, cuts_numbers;

	/*
	 * Connect.  url and options are borrowed until close().  The caller
	 * closes *conn.  Nothing later waits longer than options->timeout_ms for
	 * an answer.
	 */
	bool (*open)(void **conn, const struct db_url *url,
		const struct db_options *options, struct err *err);

	/*
	 * After DB_LOST: connect again in its place, and see to it that a session
	 * that holds the lock for the connection lost comes to its end.  NULL in a
	 * driver that never loses a connection.
	 */
	bool (*reopen)(void *conn, struct err *err);

	/*
	 * Run one statement with n values for its '?'.  Each row of its result goes
	 * to row(), which may be NULL and makes no call on conn.  A value that the
	 * database would store as another one is DB_FAILED.
	 */
	enum db_end (*exec)(void *conn, const char *sql, const struct db_param *params,
		size_t n, db_row_fn *row, void *ctx, struct err *err);

	/* The statements that begin a transaction which only reads, and sees all tables
	 * as they are at one moment; NULL ends them.  rollback() ends it. */
	const char *const *begin_snapshot;

	/* Transactions.  After any end of commit() but DB_DONE and DB_LOST nothing
	 * is stored once rollback() was called. */
	enum db_end (*begin)(void *conn, struct err *err);
	enum db_end (*commit)(void *conn, struct err *err);
	void (*rollback)(void *conn);

	/*
	 * Take the lock of db_lock(), without waiting or for wait_ms at the most,
	 * whichever it can; the caller asks again.  *got tells whether it has it.
	 * It ends with unlock(), close() or the process, and hinders no program
	 * that does not ask for it.
	 */
	enum db_end (*lock)(void *conn, unsigned wait_ms, bool *got, struct err *err);
	void (*unlock)(void *conn);

	/* Release the connection.  NULL is allowed. */
	void (*close)(void *conn);
};

extern const struct db_driver db_mysql;
extern const struct db_driver db_sqlite;

#endif
