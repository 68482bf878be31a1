/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prepared statements, and rows of any size fetched one by one.
 */
#include "db/mysql_lib.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define COLUMN_BYTES 256 /* first guess, for each value of a result */

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

/* -- statements without values: as text, whose rows need no buffers of ours -- */

static enum db_end
fail_query(MYSQL *my, struct err *err)
{
	return mysql_fail(mysql_lib.mysql_errno(my), mysql_lib.mysql_error(my), err);
}

static enum db_end
fetch_text(MYSQL *my, db_row_fn *row, void *ctx, struct err *err)
{
	MYSQL_RES *result = mysql_lib.mysql_use_result(my);
	bool is_wanted = true;
	enum db_end end = DB_DONE;
	MYSQL_ROW values;

	if (result == NULL)
		return fail_query(my, err);
	while (is_wanted && (values = mysql_lib.mysql_fetch_row(result)) != NULL)
		is_wanted = row == NULL || row((const char *const *)values, ctx);
	/* NULL is the end, or an error. */
	if (is_wanted && mysql_lib.mysql_errno(my) != 0)
		end = fail_query(my, err);
	mysql_lib.mysql_free_result(result);
	return end;
}

static enum db_end
exec_text(MYSQL *my, const char *sql, db_row_fn *row, void *ctx, struct err *err)
{
	if (mysql_lib.mysql_query(my, sql) != 0)
		return fail_query(my, err);
	return mysql_lib.mysql_field_count(my) > 0 ? fetch_text(my, row, ctx, err)
	                                           : DB_DONE;
}

/* -- statements with values -- */

void
mysql_drop_kept(struct mysql_kept *kept)
{
	if (kept->stmt != NULL)
		mysql_lib.mysql_stmt_close(kept->stmt);
	free(kept->sql);
	*kept = (struct mysql_kept){ NULL, NULL };
}

/* Ready to be given values. */
static bool
prepare(MYSQL *my, struct mysql_kept *kept, const char *sql, enum db_end *end,
	struct err *err)
{
	if (kept->stmt != NULL && strcmp(kept->sql, sql) == 0)
		return true;
	mysql_drop_kept(kept);
	kept->stmt = mysql_lib.mysql_stmt_init(my);
	if (kept->stmt == NULL) {
		*end = fail_query(my, err);
		return false;
	}
	kept->sql = xstrdup(sql);
	if (mysql_lib.mysql_stmt_prepare(kept->stmt, sql, strlen(sql)) == 0)
		return true;
	*end = fail_stmt(kept->stmt, err);
	mysql_drop_kept(kept);
	return false;
}

static enum db_end
execute(MYSQL *my, MYSQL_STMT *stmt, const struct db_param *params, size_t n,
	db_row_fn *row, void *ctx, struct err *err)
{
	MYSQL_BIND *binds = bind_params(params, n);
	enum db_end end = DB_DONE;

	if (mysql_lib.mysql_stmt_bind_param(stmt, binds) != 0 ||
		mysql_lib.mysql_stmt_execute(stmt) != 0) {
		end = fail_stmt(stmt, err);
	} else if (mysql_lib.mysql_stmt_field_count(stmt) > 0) {
		end = fetch(stmt, row, ctx, err);
	} else if (mysql_lib.mysql_warning_count(my) > 0) {
		err_set(err, ERR_DB,
			"the server gives a warning, so it may not store what "
			"it was sent");
		end = DB_FAILED;
	}
	free(binds);
	return end;
}

enum db_end
mysql_exec(MYSQL *my, struct mysql_kept *kept, const char *sql,
	const struct db_param *params, size_t n, db_row_fn *row, void *ctx,
	struct err *err)
{
	enum db_end end = DB_DONE;
	bool has_rows;

	if (n == 0)
		return exec_text(my, sql, row, ctx, err);
	if (!prepare(my, kept, sql, &end, err))
		return end;
	has_rows = mysql_lib.mysql_stmt_field_count(kept->stmt) > 0;
	end = execute(my, kept->stmt, params, n, row, ctx, err);
	/* One with rows may have some left that nobody has fetched. */
	if (has_rows || end != DB_DONE)
		mysql_drop_kept(kept);
	return end;
}
