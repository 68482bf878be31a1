/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SQLite, whose library is loaded when the first file is opened.
 *
 * The file belongs to Kamailio, which reads and writes it at the same time.
 * Journals made by root get the owner of the database from SQLite itself; a
 * database made here gets the owner of its folder.
 */
#include "db/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/dl.h"
#include "base/xalloc.h"

/* What we need of it. */
#define SQLITE_FUNCTIONS(F)      \
	F(bind_int64)            \
	F(bind_null)             \
	F(bind_text)             \
	F(busy_timeout)          \
	F(close)                 \
	F(column_count)          \
	F(column_text)           \
	F(db_filename)           \
	F(db_readonly)           \
	F(errmsg)                \
	F(errstr)                \
	F(extended_result_codes) \
	F(finalize)              \
	F(get_autocommit)        \
	F(open_v2)               \
	F(prepare_v2)            \
	F(step)

#define MEMBER(name) __typeof__(sqlite3_##name) *name;
#define SYMBOL(name) { "sqlite3_" #name, (void **)&lib.name },

static struct {
	SQLITE_FUNCTIONS(MEMBER)
} lib;

static const struct dl_symbol symbols[] = { SQLITE_FUNCTIONS(SYMBOL){ NULL, NULL } };

struct conn {
	sqlite3 *db;
	unsigned timeout_ms;
	int lock; /* see lock(); -1: not held */
};

/* Turn SQLite's result into ours. */
static enum db_end
fail(struct conn *conn, int code, struct err *err)
{
	const char *text = lib.errmsg(conn->db);

	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		err_set(err, ERR_DB, "another program had it locked for %u ms: %s",
			conn->timeout_ms, text);
		return DB_FAILED;
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
		err_set(err, ERR_DB, "the file and its folder must be writable: %s",
			text);
		return DB_FAILED;
	case SQLITE_ERROR:
		err_set(err, ERR_DB, "%s", text);
		return strncmp(text, "no such table: ", 15) == 0 ? DB_NO_TABLE
		                                                 : DB_FAILED;
	default:
		err_set(err, ERR_DB, "%s", text);
		return DB_FAILED;
	}
}

static int
bind_params(sqlite3_stmt *stmt, const struct db_param *params, size_t n)
{
	int code = SQLITE_OK;

	for (size_t i = 0; i < n && code == SQLITE_OK; i++) {
		int at = (int)i + 1;

		if (params[i].type == DB_INT)
			code = lib.bind_int64(stmt, at, params[i].number);
		else if (params[i].text == NULL)
			code = lib.bind_null(stmt, at);
		else
			code = lib.bind_text(stmt, at, params[i].text, -1, SQLITE_STATIC);
	}
	return code;
}

/* Hand over the rows.  Returns SQLITE_DONE, or what went wrong. */
static int
step(sqlite3_stmt *stmt, db_row_fn *row, void *ctx)
{
	int columns = lib.column_count(stmt);
	const char **values = xcalloc((size_t)columns, sizeof(*values));
	int code;

	while ((code = lib.step(stmt)) == SQLITE_ROW) {
		for (int i = 0; i < columns; i++)
			values[i] = (const char *)lib.column_text(stmt, i);
		if (row != NULL && !row(values, ctx)) {
			code = SQLITE_DONE;
			break;
		}
	}
	free(values);
	return code;
}

static enum db_end
exec(void *p, const char *sql, const struct db_param *params, size_t n, db_row_fn *row,
	void *ctx, struct err *err)
{
	struct conn *conn = p;
	sqlite3_stmt *stmt = NULL;
	enum db_end end = DB_DONE;
	int code = lib.prepare_v2(conn->db, sql, -1, &stmt, NULL);

	if (code == SQLITE_OK)
		code = bind_params(stmt, params, n);
	if (code == SQLITE_OK)
		code = step(stmt, row, ctx);
	if (code != SQLITE_DONE)
		end = fail(conn, code, err);
	lib.finalize(stmt);
	return end;
}

static void
close_conn(void *p)
{
	struct conn *conn = p;

	if (conn == NULL)
		return;
	lib.close(conn->db);
	if (conn->lock >= 0)
		close(conn->lock);
	free(conn);
}

/* The folder of the file at path, as a file descriptor; -1 with errno. */
static int
open_folder(const char *path)
{
	char *folder = realpath(path, NULL);
	int fd;

	/* A file that is not there yet: where it will be. */
	if (folder == NULL)
		folder = xstrdup(path);
	strrchr(folder, '/')[1] = '\0';
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	return fd;
}

/* Make an empty file, which belongs to whom its folder belongs. */
static bool
create_file(const char *path, struct err *err)
{
	int folder = open_folder(path);
	int fd = -1;
	struct stat st;
	bool done = false;

	if (folder >= 0)
		fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd >= 0)
		done = geteuid() != 0 ||
		       (fstat(folder, &st) == 0 && fchown(fd, st.st_uid, st.st_gid) == 0);
	if (!done)
		err_set(err, ERR_DB, "cannot create it: %s", strerror(errno));
	if (!done && fd >= 0)
		unlink(path);
	if (fd >= 0)
		close(fd);
	if (folder >= 0)
		close(folder);
	return done;
}

/* Look before SQLite does, for what it has only one error for. */
static bool
check_file(const char *path, bool create, struct err *err)
{
	struct stat st;

	if (path[0] != '/')
		return err_set(err, ERR_USAGE,
			"Kamailio takes '%s' from the folder it runs in; the form "
			"sqlite:////path/to/file names one for all",
			path);
	if (stat(path, &st) != 0) {
		if (errno == ENOENT && create)
			return create_file(path, err);
		if (errno == ENOENT)
			return err_set(err, ERR_DB,
				"there is no such file; to create it run: shieldadm db "
				"init");
		return err_set(err, ERR_DB, "%s", strerror(errno));
	}
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_DB, "it is not a file");
	return true;
}

static bool
connect_file(struct conn *conn, const char *path, struct err *err)
{
	int code = lib.open_v2(path, &conn->db, SQLITE_OPEN_READWRITE, NULL);

	if (conn->db == NULL)
		return err_set(err, ERR_DB, "%s", lib.errstr(code));
	if (code != SQLITE_OK)
		return fail(conn, code, err) == DB_DONE;
	lib.extended_result_codes(conn->db, 1);
	lib.busy_timeout(
		conn->db, conn->timeout_ms < INT_MAX ? (int)conn->timeout_ms : INT_MAX);
	/* The file itself is read by the second statement, not before. */
	return exec(conn, "PRAGMA synchronous = FULL", NULL, 0, NULL, NULL, err) ==
	               DB_DONE &&
	       exec(conn, "SELECT count(*) FROM sqlite_master", NULL, 0, NULL, NULL,
		       err) == DB_DONE;
}

static bool
open_conn(void **conn, const struct db_url *url, const struct db_options *options,
	struct err *err)
{
	static bool is_loaded;
	struct conn *opened;

	if (!is_loaded && !dl_load(SQLITE_SONAME, symbols, err)) {
		err->code = ERR_DB;
		return false;
	}
	is_loaded = true;
	if (!check_file(url->database, options->create, err))
		return false;
	opened = xcalloc(1, sizeof(*opened));
	opened->timeout_ms = options->timeout_ms;
	opened->lock = -1;
	if (!connect_file(opened, url->database, err)) {
		close_conn(opened);
		return false;
	}
	*conn = opened;
	return true;
}

static enum db_end
begin(void *p, struct err *err)
{
	struct conn *conn = p;

	/* SQLite falls back to reading when it may not write. */
	if (lib.db_readonly(conn->db, "main") == 1) {
		err_set(err, ERR_DB, "the file is not writable");
		return DB_FAILED;
	}
	return exec(conn, "BEGIN IMMEDIATE", NULL, 0, NULL, NULL, err);
}

static enum db_end
commit(void *conn, struct err *err)
{
	return exec(conn, "COMMIT", NULL, 0, NULL, NULL, err);
}

static void
rollback(void *p)
{
	struct conn *conn = p;
	struct err ignored; /* it fails only when there is nothing to take back */

	if (!lib.get_autocommit(conn->db))
		(void)exec(conn, "ROLLBACK", NULL, 0, NULL, NULL, &ignored);
}

/*
 * The lock is a flock() on the folder.  It leaves no file behind, ends with the
 * process, and Kamailio does not notice it.  Not on the database's own file:
 * closing that would drop SQLite's locks of it (POSIX), and a transaction held for
 * as long would stop Kamailio.
 */
static enum db_end
lock(void *p, unsigned wait_ms, bool *got, struct err *err)
{
	struct conn *conn = p;
	const char *path = lib.db_filename(conn->db, "main");
	int fd = open_folder(path);

	(void)wait_ms;
	*got = false;
	if (fd < 0) {
		err_set(err, ERR_DB, "cannot open its folder: %s", strerror(errno));
		return DB_FAILED;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		conn->lock = fd;
		*got = true;
		return DB_DONE;
	}
	if (errno != EWOULDBLOCK) {
		err_set(err, ERR_DB, "cannot lock its folder: %s", strerror(errno));
		close(fd);
		return DB_FAILED;
	}
	close(fd);
	return DB_DONE;
}

static void
unlock(void *p)
{
	struct conn *conn = p;

	close(conn->lock);
	conn->lock = -1;
}

static const char *const begin_snapshot[] = { "BEGIN", NULL };

const struct db_driver db_sqlite = {
	.scheme = "sqlite",
	.null_is_zero = true,
	.cuts_numbers = true,
	.find_table = "SELECT 1, type = 'view' FROM sqlite_master WHERE type IN "
		      "('table', 'view') AND name = ?",
	.find_columns = "SELECT name, \"notnull\" AND dflt_value IS NULL AND NOT pk"
			" FROM pragma_table_info(?) ORDER BY cid",
	.open = open_conn,
	.exec = exec,
	.begin_snapshot = begin_snapshot,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.lock = lock,
	.unlock = unlock,
	.close = close_conn,
};
