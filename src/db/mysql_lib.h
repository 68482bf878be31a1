/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DB_MYSQL_LIB_H
#define SHIELDADM_DB_MYSQL_LIB_H

#include <mysql.h>

#include "db/driver.h"

/*
 * The client library of MariaDB or MySQL (mysql_lib.c), and how statements are run with
 * it (mysql_exec.c).
 */
#ifdef MARIADB_BASE_VERSION
typedef my_bool mysql_flag;
#else
typedef bool mysql_flag;
#endif

#define MYSQL_FUNCTIONS(F)         \
	F(mysql_close)             \
	F(mysql_errno)             \
	F(mysql_error)             \
	F(mysql_fetch_row)         \
	F(mysql_field_count)       \
	F(mysql_free_result)       \
	F(mysql_get_ssl_cipher)    \
	F(mysql_init)              \
	F(mysql_options)           \
	F(mysql_num_fields)        \
	F(mysql_query)             \
	F(mysql_real_connect)      \
	F(mysql_stmt_bind_param)   \
	F(mysql_stmt_bind_result)  \
	F(mysql_stmt_close)        \
	F(mysql_stmt_errno)        \
	F(mysql_stmt_error)        \
	F(mysql_stmt_execute)      \
	F(mysql_stmt_fetch)        \
	F(mysql_stmt_fetch_column) \
	F(mysql_stmt_field_count)  \
	F(mysql_stmt_init)         \
	F(mysql_stmt_prepare)      \
	F(mysql_thread_id)         \
	F(mysql_use_result)        \
	F(mysql_warning_count)

#define MYSQL_MEMBER(name) __typeof__(name) *name;

extern struct mysql_lib {
	MYSQL_FUNCTIONS(MYSQL_MEMBER)
} mysql_lib;

/* Load it, once.  Not to be called by two threads at once.  ERR_DB. */
bool mysql_lib_load(struct err *err) MUST;

/* Set err to what the error number means, and the library's text. */
enum db_end mysql_fail(unsigned code, const char *text, struct err *err);

/* The statement that was run last, if it stores something: many of the same come one
 * after another, and are parsed by the server once. */
struct mysql_kept {
	char *sql;
	MYSQL_STMT *stmt; /* NULL: none is kept */
};
void mysql_drop_kept(struct mysql_kept *kept);

/* As exec() of struct db_driver. */
enum db_end mysql_exec(MYSQL *my, struct mysql_kept *kept, const char *sql,
	const struct db_param *params, size_t n, db_row_fn *row, void *ctx,
	struct err *err);

#endif
