/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prepared statements, and rows of any size fetched one by one.
 */
#include "db/mysql_lib.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "db/fault.h"

#define COLUMN_BYTES 256 /* first guess, for each value of a result */

enum db_end
mysql_fail(unsigned code, const char *text, struct err *err)
{
	err_set(err, ERR_DB, "%s%s", fault_hint(code), text);
	return fault_end(code);
}

static enum db_end
fail_stmt(MYSQL_STMT *stmt, struct err *err)
{
	return mysql_fail(
		mysql_lib.mysql_stmt_errno(stmt), mysql_lib.mysql_stmt_error(stmt), err);
}

/* The values of the '?'s.  The caller frees them. */
static MYSQL_BIND *
bind_params(const struct db_param *params, size_t n)
{
	MYSQL_BIND *binds = xcalloc(n, sizeof(*binds));

	for (size_t i = 0; i < n; i++) {
		/* The library only reads what buffer points to. */
		if (params[i].type == DB_INT) {
			binds[i].buffer_type = MYSQL_TYPE_LONGLONG;
			binds[i].buffer = (void *)(uintptr_t)&params[i].number;
		} else if (params[i].text == NULL) {
			binds[i].buffer_type = MYSQL_TYPE_NULL;
		} else {
			binds[i].buffer_type = MYSQL_TYPE_STRING;
			binds[i].buffer = (void *)(uintptr_t)params[i].text;
			binds[i].buffer_length = strlen(params[i].text);
		}
	}
	return binds;
}

/* A result's columns: one value of each at a time. */
struct result {
	MYSQL_STMT *stmt;
	unsigned columns;
	MYSQL_BIND *binds;
	unsigned long *lengths;
	mysql_flag *nulls;
	const char **values;
};

static void
result_init(struct result *result, MYSQL_STMT *stmt)
{
	unsigned n = mysql_lib.mysql_stmt_field_count(stmt);

	result->stmt = stmt;
	result->columns = n;
	result->binds = xcalloc(n, sizeof(*result->binds));
	result->lengths = xcalloc(n, sizeof(*result->lengths));
	result->nulls = xcalloc(n, sizeof(*result->nulls));
	result->values = xcalloc(n, sizeof(*result->values));
	for (unsigned i = 0; i < n; i++) {
		result->binds[i].buffer_type = MYSQL_TYPE_STRING;
		result->binds[i].buffer = xcalloc(1, COLUMN_BYTES + 1);
		result->binds[i].buffer_length = COLUMN_BYTES;
		result->binds[i].length = &result->lengths[i];
		result->binds[i].is_null = &result->nulls[i];
	}
}

static void
result_clear(struct result *result)
{
	for (unsigned i = 0; i < result->columns; i++)
		free(result->binds[i].buffer);
	free(result->binds);
	free(result->lengths);
	free(result->nulls);
	free(result->values);
}

/* Make values[] of the row fetched, and get those again that did not fit whole. */
static bool
result_values(struct result *result)
{
	bool has_grown = false;

	for (unsigned i = 0; i < result->columns; i++) {
		MYSQL_BIND *bind = &result->binds[i];

		result->values[i] = result->nulls[i] ? NULL : bind->buffer;
		if (result->nulls[i])
			continue;
		if (result->lengths[i] > bind->buffer_length) {
			bind->buffer_length = result->lengths[i];
			bind->buffer = xrealloc(bind->buffer, 1, bind->buffer_length + 1);
			if (mysql_lib.mysql_stmt_fetch_column(result->stmt, bind, i, 0) !=
				0)
				return false;
			has_grown = true;
		}
		((char *)bind->buffer)[result->lengths[i]] = '\0';
		result->values[i] = bind->buffer;
	}
	return !has_grown ||
	       mysql_lib.mysql_stmt_bind_result(result->stmt, result->binds) == 0;
}

static enum db_end
fetch(MYSQL_STMT *stmt, db_row_fn *row, void *ctx, struct err *err)
{
	struct result result;
	bool is_good, is_wanted = true;
	int fetched = 0;

	result_init(&result, stmt);
	is_good = mysql_lib.mysql_stmt_bind_result(stmt, result.binds) == 0;
	while (is_good && is_wanted) {
		fetched = mysql_lib.mysql_stmt_fetch(stmt);
		if (fetched == MYSQL_NO_DATA)
			break;
		is_good = fetched != 1 && result_values(&result);
		is_wanted = is_good && (row == NULL || row(result.values, ctx));
	}
	result_clear(&result);
	return is_good ? DB_DONE : fail_stmt(stmt, err);
}

enum db_end
mysql_exec(MYSQL *my, const char *sql, const struct db_param *params, size_t n,
	db_row_fn *row, void *ctx, struct err *err)
{
	MYSQL_STMT *stmt = mysql_lib.mysql_stmt_init(my);
	MYSQL_BIND *binds;
	enum db_end end = DB_DONE;

	if (stmt == NULL)
		return mysql_fail(
			mysql_lib.mysql_errno(my), mysql_lib.mysql_error(my), err);
	binds = bind_params(params, n);
	if (mysql_lib.mysql_stmt_prepare(stmt, sql, strlen(sql)) != 0 ||
		(n > 0 && mysql_lib.mysql_stmt_bind_param(stmt, binds) != 0) ||
		mysql_lib.mysql_stmt_execute(stmt) != 0) {
		end = fail_stmt(stmt, err);
	} else if (mysql_lib.mysql_stmt_field_count(stmt) > 0) {
		end = fetch(stmt, row, ctx, err);
	} else if (n > 0 && mysql_lib.mysql_warning_count(my) > 0) {
		err_set(err, ERR_DB,
			"the server gives a warning, so it may not store what "
			"it was sent");
		end = DB_FAILED;
	}
	free(binds);
	mysql_lib.mysql_stmt_close(stmt);
	return end;
}
