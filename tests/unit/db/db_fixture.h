/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_TESTS_DB_FIXTURE_H
#define SHIELDADM_TESTS_DB_FIXTURE_H

#include "db/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "db/driver.h"

/*
 * What the tests of src/db share: a database to work on, a second connection to
 * look at it and to disturb it, and rows.
 */

#define TIMEOUT_MS 3000

/* The second connection: SQL straight to the driver. */
struct side {
	const struct db_driver *driver;
	struct db_url url;
	struct db_options options;
	void *conn;
};

static inline void
side_open(struct side *side, const struct db_driver *driver, const char *url)
{
	struct err err;

	*side = (struct side){ .driver = driver, .options = { .timeout_ms = 10000 } };
	assert_true(db_url_parse(&side->url, url, &err));
	if (!driver->open(&side->conn, &side->url, &side->options, &err))
		fail_msg("%s", err.text);
}

static inline void
side_close(struct side *side)
{
	side->driver->close(side->conn);
	db_url_clear(&side->url);
}

static inline bool
side_try(struct side *side, const char *sql)
{
	struct err err;

	return side->driver->exec(side->conn, sql, NULL, 0, NULL, NULL, &err) == DB_DONE;
}

static inline void
side_run(struct side *side, const char *sql)
{
	struct err err;

	if (side->driver->exec(side->conn, sql, NULL, 0, NULL, NULL, &err) != DB_DONE)
		fail_msg("%s: %s", sql, err.text);
}

static inline bool
side_keep(const char *const *values, void *ctx)
{
	char **text = ctx;

	free(*text);
	*text = values[0] != NULL ? xstrdup(values[0]) : NULL;
	return true;
}

/* The first value of the last row, or NULL.  The caller frees it. */
static inline char *
side_text(struct side *side, const char *sql)
{
	struct err err;
	char *text = NULL;

	if (side->driver->exec(side->conn, sql, NULL, 0, side_keep, &text, &err) !=
		DB_DONE)
		fail_msg("%s: %s", sql, err.text);
	return text;
}

static inline long long
side_number(struct side *side, const char *sql)
{
	char *text = side_text(side, sql);
	long long n = text != NULL ? atoll(text) : -1;

	free(text);
	return n;
}

static inline struct db *
must_open(const char *url)
{
	struct db *db = NULL;
	struct err err = { 0 };

	if (!db_open(&db, &(struct db_options){ .url = url, .timeout_ms = TIMEOUT_MS },
		    &err))
		fail_msg("%s", err.text);
	return db;
}

static inline void
must_lock(struct db *db)
{
	struct err err = { 0 };
	bool busy;

	if (!db_lock(db, 5000, &busy, &err))
		fail_msg("%s", err.text);
}

/* Opening url fails, with a text that has all of wanted and not the secret. */
static inline void
assert_no_open(const struct db_options *options, const char *wanted, const char *secret)
{
	struct db *db = NULL;
	struct err err = { 0 };

	assert_false(db_open(&db, options, &err));
	assert_null(db);
	print_message("%s\n", err.text);
	assert_int_equal(err.code, ERR_DB);
	if (strstr(err.text, wanted) == NULL)
		fail_msg("no '%s' in: %s", wanted, err.text);
	if (secret != NULL && strstr(err.text, secret) != NULL)
		fail_msg("a password in: %s", err.text);
}

/* The work of a transaction: insert rows, then do what the test wants. */
struct insertion {
	const struct rule_row *rows;
	size_t n;
	bool (*then)(struct db *db, struct insertion *insertion, struct err *err);
	void *ctx;
	unsigned calls;
};

static inline bool
insert_work(struct db *db, void *ctx, struct err *err)
{
	struct insertion *insertion = ctx;

	insertion->calls++;
	return db_rule_add(db, insertion->rows, insertion->n, err) &&
	       (insertion->then == NULL || insertion->then(db, insertion, err));
}

static inline bool
insert_rows(struct db *db, const struct rule_row *rows, size_t n, struct err *err)
{
	struct insertion insertion = { .rows = rows, .n = n };

	return db_transaction(db, insert_work, &insertion, err);
}

static inline void
assert_refused(bool done, const struct err *err, const char *wanted)
{
	assert_false(done);
	print_message("%s\n", err->text);
	assert_int_equal(err->code, ERR_DB);
	if (strstr(err->text, wanted) == NULL)
		fail_msg("no '%s' in: %s", wanted, err->text);
}

static inline long
ms_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - start->tv_sec) * 1000 +
	       (now.tv_nsec - start->tv_nsec) / 1000000;
}

/* Rows "row-0", "row-1", ...; the caller frees v and each data. */
static inline struct rule_row *
make_rows(size_t n)
{
	struct rule_row *rows = xcalloc(n, sizeof(*rows));

	for (size_t i = 0; i < n; i++)
		rows[i].data = xasprintf("row-%zu", i);
	return rows;
}

static inline void
free_rows(struct rule_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free((char *)(uintptr_t)rows[i].data);
	free(rows);
}

#endif
