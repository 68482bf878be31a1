/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MariaDB and MySQL.
 *
 * Compiled against either's client library, of which only what both have is
 * used.  It reads no my.cnf, answers no LOAD DATA LOCAL, and sends no password in
 * the clear.
 */
#include "db/driver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "db/mysql_lib.h"

/*
 * A value that is too long, or that the column's character set does not have, is an
 * error, whatever the server's own sql_mode is.  And who waits for another one's
 * lock hears so before the connection counts as lost.
 */
#define SESSION                                                              \
	"SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'," \
	" autocommit = 1, innodb_lock_wait_timeout = %u, lock_wait_timeout = %u"
/* The strongest that every server takes for writing: with less, one that logs
 * statements (binlog_format) refuses all changes. */
#define ISOLATION "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"
#define LOCK_WAIT_MAX 5 /* seconds */

/* A name of a lock is valid for the whole server and has 64 characters. */
#define LOCK_NAME "LEFT(CONCAT('shieldadm:', DATABASE()), 64)"

struct conn {
	MYSQL *my;
	struct mysql_kept kept;
	const struct db_url *url;
	const struct db_options *options;
};

static enum db_end
fail_conn(struct conn *conn, struct err *err)
{
	return mysql_fail(
		mysql_lib.mysql_errno(conn->my), mysql_lib.mysql_error(conn->my), err);
}

static enum db_end
query(struct conn *conn, const char *sql, struct err *err)
{
	return mysql_lib.mysql_query(conn->my, sql) == 0 ? DB_DONE : fail_conn(conn, err);
}

static bool
needs_tls(const struct conn *conn)
{
	return conn->options->tls == DB_TLS_VERIFY ||
	       (conn->options->tls == DB_TLS_AUTO && !db_url_is_local(conn->url));
}

/* Set explicitly in either case: the defaults differ between the versions. */
static void
set_tls(struct conn *conn)
{
#ifdef MARIADB_BASE_VERSION
	mysql_flag on = needs_tls(conn);

	mysql_lib.mysql_options(conn->my, MYSQL_OPT_SSL_ENFORCE, &on);
	mysql_lib.mysql_options(conn->my, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &on);
	/* Without TLS the server may not ask for the password itself. */
	if (!on)
		mysql_lib.mysql_options(conn->my, MARIADB_OPT_RESTRICTED_AUTH,
			"mysql_native_password,client_ed25519,caching_sha2_password");
#else
	unsigned mode = needs_tls(conn)                    ? SSL_MODE_VERIFY_IDENTITY
	                : conn->options->tls == DB_TLS_OFF ? SSL_MODE_DISABLED
	                                                   : SSL_MODE_PREFERRED;

	mysql_lib.mysql_options(conn->my, MYSQL_OPT_SSL_MODE, &mode);
#endif
	if (needs_tls(conn) && conn->options->tls_ca != NULL)
		mysql_lib.mysql_options(
			conn->my, MYSQL_OPT_SSL_CA, conn->options->tls_ca);
}

/* The time to wait for an answer, in the whole seconds that the library counts. */
static unsigned
timeout_seconds(const struct conn *conn)
{
	unsigned ms = conn->options->timeout_ms;

	return ms / 1000 + (ms % 1000 > 0);
}

static void
set_options(struct conn *conn)
{
	unsigned seconds = timeout_seconds(conn);
	unsigned no = 0;

	mysql_lib.mysql_options(conn->my, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
	mysql_lib.mysql_options(conn->my, MYSQL_OPT_READ_TIMEOUT, &seconds);
	mysql_lib.mysql_options(conn->my, MYSQL_OPT_WRITE_TIMEOUT, &seconds);
	mysql_lib.mysql_options(conn->my, MYSQL_OPT_LOCAL_INFILE, &no);
	mysql_lib.mysql_options(conn->my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	set_tls(conn);
}

static bool
set_session(struct conn *conn, struct err *err)
{
	unsigned wait = timeout_seconds(conn);
	char sql[sizeof(SESSION) + 32];

	wait = wait > LOCK_WAIT_MAX ? LOCK_WAIT_MAX : wait > 1 ? wait - 1 : 1;
	snprintf(sql, sizeof(sql), SESSION, wait, wait);
	return query(conn, sql, err) == DB_DONE && query(conn, ISOLATION, err) == DB_DONE;
}

static bool
connect_server(struct conn *conn, struct err *err)
{
	const struct db_url *url = conn->url;
	const char *host = *url->host != '\0' ? url->host : "localhost";

	conn->my = mysql_lib.mysql_init(NULL);
	if (conn->my == NULL)
		return err_set(err, ERR_DB, "the client library has no memory");
	set_options(conn);
	if (mysql_lib.mysql_real_connect(conn->my, host, url->user, url->password,
		    url->database, url->port, NULL, 0) == NULL)
		return fail_conn(conn, err) == DB_DONE;
	if (needs_tls(conn) && mysql_lib.mysql_get_ssl_cipher(conn->my) == NULL)
		return err_set(err, ERR_DB, "the server does not encrypt the connection");
	return set_session(conn, err);
}

static void
close_conn(void *p)
{
	struct conn *conn = p;

	if (conn != NULL && conn->my != NULL) {
		mysql_drop_kept(&conn->kept);
		mysql_lib.mysql_close(conn->my);
	}
	free(conn);
}

static bool
open_conn(void **conn, const struct db_url *url, const struct db_options *options,
	struct err *err)
{
	struct conn *opened;

	if (!mysql_lib_load(err))
		return false;
	opened = xcalloc(1, sizeof(*opened));
	opened->url = url;
	opened->options = options;
	if (!connect_server(opened, err)) {
		close_conn(opened);
		return false;
	}
	*conn = opened;
	return true;
}

static enum db_end
exec(void *p, const char *sql, const struct db_param *params, size_t n, db_row_fn *row,
	void *ctx, struct err *err)
{
	struct conn *conn = p;

	return mysql_exec(conn->my, &conn->kept, sql, params, n, row, ctx, err);
}

static enum db_end
begin(void *conn, struct err *err)
{
	return query(conn, "START TRANSACTION", err);
}

static enum db_end
commit(void *conn, struct err *err)
{
	return query(conn, "COMMIT", err);
}

static void
rollback(void *p)
{
	struct conn *conn = p;

	/* When it fails the connection is gone, and the transaction with it. */
	mysql_lib.mysql_query(conn->my, "ROLLBACK");
}

/* Keep the number that is a query's only value; -1 for NULL. */
static bool
keep_number(const char *const *values, void *ctx)
{
	*(long long *)ctx = values[0] != NULL ? strtoll(values[0], NULL, 10) : -1;
	return true;
}

static enum db_end
lock(void *p, unsigned wait_ms, bool *got, struct err *err)
{
	struct conn *conn = p;
	/* Waiting in the server keeps the order of those who wait, but must not
	 * outlast the time after which an answer counts as lost. */
	bool waits = wait_ms >= 1000 && conn->options->timeout_ms >= 3000;
	struct db_param seconds = { .type = DB_INT, .number = waits ? 1 : 0 };
	long long answer = -1;
	enum db_end end = exec(conn, "SELECT GET_LOCK(" LOCK_NAME ", ?)", &seconds, 1,
		keep_number, &answer, err);

	if (end == DB_DONE && answer < 0) {
		err_set(err, ERR_DB, "the server has no GET_LOCK()");
		end = DB_FAILED;
	}
	*got = end == DB_DONE && answer == 1;
	return end;
}

static void
unlock(void *p)
{
	struct err ignored; /* the lock ends with the connection at the latest */

	(void)exec(p, "DO RELEASE_LOCK(" LOCK_NAME ")", NULL, 0, NULL, NULL, &ignored);
}

/*
 * The server may not have noticed that the connection with this id is gone, and
 * still have its transaction and the lock.  Asked only when it has the lock, so no
 * other program's connection is killed by mistake, whatever server answers.
 */
static void
end_session(struct conn *conn, unsigned long id)
{
	struct err ignored;
	long long holder = -1;
	char sql[64];

	if (exec(conn, "SELECT IS_USED_LOCK(" LOCK_NAME ")", NULL, 0, keep_number,
		    &holder, &ignored) != DB_DONE ||
		holder < 0 || (unsigned long)holder != id)
		return;
	snprintf(sql, sizeof(sql), "KILL %lu", id);
	(void)query(conn, sql, &ignored);
}

static bool
reopen(void *p, struct err *err)
{
	struct conn *conn = p;
	unsigned long id = mysql_lib.mysql_thread_id(conn->my);

	mysql_drop_kept(&conn->kept);
	mysql_lib.mysql_close(conn->my);
	if (!connect_server(conn, err))
		return err_wrap(err, "cannot connect again");
	end_session(conn, id);
	return true;
}

/* With ISOLATION it is one for all reads. */
static const char *const begin_snapshot[] = {
	"START TRANSACTION WITH CONSISTENT SNAPSHOT",
	NULL,
};

const struct db_driver db_mysql = {
	.scheme = "mysql",
	.find_table = "SELECT COALESCE(e.TRANSACTIONS = 'YES', 0), t.TABLE_TYPE = 'VIEW'"
		      " FROM information_schema.TABLES t"
		      " LEFT JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE"
		      " WHERE t.TABLE_SCHEMA = DATABASE() AND t.TABLE_NAME = ?",
	.find_columns =
		"SELECT COLUMN_NAME, IS_NULLABLE = 'NO' AND COLUMN_DEFAULT IS NULL "
		"AND EXTRA NOT LIKE '%auto_increment%' AND EXTRA NOT LIKE "
		"'%generated%' FROM information_schema.COLUMNS"
		" WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?"
		" ORDER BY ORDINAL_POSITION",
	.open = open_conn,
	.reopen = reopen,
	.exec = exec,
	.begin_snapshot = begin_snapshot,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.lock = lock,
	.unlock = unlock,
	.close = close_conn,
};
