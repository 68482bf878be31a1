/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What only a server can do to us: deadlocks, cut connections, strange settings,
 * missing rights, lies.  Needs SHIELDADM_TEST_MYSQL, as test_driver.c; its server
 * must be reached over TCP on 127.0.0.1.  With SHIELDADM_TEST_MYSQL_CA, the file of
 * the CA of the server's certificate, TLS is tested, too.
 */
#include "db_fixture.h"

#include <pthread.h>
#include <sys/stat.h>

#include "base/str.h"
#include "db_proxy.h"

#define SECRET "s3c:r/et@%#?"

static const char *url;
static struct db_url parts;
static struct side side;
static struct db *db;
static struct proxy *proxy;

static int
setup(void **state)
{
	struct db_table tables[DB_TABLES];
	struct err err;

	(void)state;
	side_open(&side, &db_mysql, url);
	side_run(&side, "DROP TABLE IF EXISTS secfilter");
	side_run(&side, "DROP TABLE IF EXISTS address");
	side_run(&side, "DROP TABLE IF EXISTS shieldadm_ban");
	side_run(&side, "DROP TABLE IF EXISTS shieldadm_change");
	side_run(&side, "DROP TABLE IF EXISTS shieldadm_change_row");
	side_run(&side, "DROP TABLE IF EXISTS version");
	db = must_open(url);
	if (!db_init(db, tables, &err))
		fail_msg("%s", err.text);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	db_close(db);
	side_run(&side, "SET GLOBAL sql_mode = DEFAULT, GLOBAL read_only = 0");
	side_run(&side, "DROP USER IF EXISTS 'shieldadm_t'@'localhost', "
			"'shieldadm_t'@'127.0.0.1'");
	side_close(&side);
	if (proxy != NULL)
		proxy_stop(proxy);
	proxy = NULL;
	return 0;
}

static char *
proxy_url(void)
{
	return xasprintf("mysql://%s:%s@127.0.0.1:%u/%s", parts.user,
		parts.password != NULL ? parts.password : "", proxy->port,
		parts.database);
}

/* Be connected through the proxy. */
static void
use_proxy(void)
{
	char *where;

	proxy = proxy_start((int)parts.port, NULL);
	where = proxy_url();
	db_close(db);
	db = must_open(where);
	free(where);
}

/* The URL of a user who has the rights on the test's database, and the password
 * SECRET. */
static char *
make_user(const char *rights)
{
	static const char *const hosts[] = { "localhost", "127.0.0.1" };

	for (size_t i = 0; i < 2; i++) {
		char *create =
			xasprintf("CREATE USER 'shieldadm_t'@'%s' IDENTIFIED BY '%s'",
				hosts[i], SECRET);
		char *grant = xasprintf("GRANT %s ON `%s`.* TO 'shieldadm_t'@'%s'",
			rights, parts.database, hosts[i]);

		side_run(&side, create);
		side_run(&side, grant);
		free(create);
		free(grant);
	}
	return xasprintf("mysql://shieldadm_t:%s@127.0.0.1:%u/%s", SECRET, parts.port,
		parts.database);
}

/* The id of db's connection, as the server knows it: db has the lock. */
static void
kill_connection(void)
{
	char *kill = side_text(&side, "SELECT CONCAT('KILL ', IS_USED_LOCK("
				      "CONCAT('shieldadm:', DATABASE())))");

	assert_non_null(kill);
	side_run(&side, kill);
	free(kill);
}

static long long
count_rows(void)
{
	return side_number(&side, "SELECT count(*) FROM secfilter");
}

/* A work as db_transaction() asks for: what stands is left alone. */
#define ROWS 250

struct task {
	unsigned calls;
	void (*once)(void); /* called in the first call, after the rows */
	bool stands[ROWS];
};

static bool
mark(const struct rule_row *row, void *ctx)
{
	struct task *task = ctx;
	unsigned i;

	if (sscanf(row->data, "row-%u", &i) == 1 && i < ROWS)
		task->stands[i] = true;
	return true;
}

static bool
add_missing(struct db *with, void *ctx, struct err *err)
{
	struct task *task = ctx;

	task->calls++;
	memset(task->stands, 0, sizeof(task->stands));
	if (!db_rule_each(with, mark, task, err))
		return false;
	for (unsigned i = 0; i < ROWS; i++) {
		char data[32];

		snprintf(data, sizeof(data), "row-%u", i);
		if (!task->stands[i] &&
			!db_rule_add(with, &(struct rule_row){ .data = data }, 1, err))
			return false;
	}
	if (task->calls == 1 && task->once != NULL)
		task->once();
	return true;
}

static void
assert_rows_once(void)
{
	assert_int_equal(count_rows(), ROWS);
	assert_int_equal(
		side_number(&side, "SELECT count(DISTINCT data) FROM secfilter"), ROWS);
}

static void
store_despite(enum proxy_fault fault)
{
	struct task task = { 0 };
	struct err err = { 0 };

	use_proxy();
	must_lock(db);
	proxy->fault = (int)fault;
	if (!db_transaction(db, add_missing, &task, &err))
		fail_msg("%s", err.text);
	assert_int_equal(proxy->fault, PROXY_NONE);
	assert_int_equal(task.calls, 2);
	assert_rows_once();
	/* The lock is there again, too. */
	kill_connection();
}

static void
a_commit_that_did_not_arrive_is_made_again(void **state)
{
	(void)state;
	store_despite(PROXY_CUT_BEFORE);
}

static void
a_commit_whose_answer_was_lost_stores_nothing_twice(void **state)
{
	(void)state;
	store_despite(PROXY_CUT_AFTER);
}

static void
a_session_left_hanging_is_ended_before_the_second_attempt(void **state)
{
	struct timespec start;

	(void)state;
	clock_gettime(CLOCK_MONOTONIC, &start);
	store_despite(PROXY_HOLD);
	assert_in_range(ms_since(&start), TIMEOUT_MS - 100, 2 * TIMEOUT_MS);
}

static void
an_outcome_that_cannot_be_learnt_is_told_as_such(void **state)
{
	struct task task = { 0 };
	struct err err = { 0 };

	(void)state;
	use_proxy();
	must_lock(db);
	proxy->is_down = true;
	proxy->fault = PROXY_CUT_AFTER;
	assert_refused(db_transaction(db, add_missing, &task, &err), &err,
		"stored whole or not at all");
	assert_int_equal(task.calls, 1);
	assert_rows_once();
	/* Nor is it locked any more, and nothing is sent without the lock. */
	assert_refused(db_transaction(db, add_missing, &task, &err), &err, "lock");
}

static void
a_connection_killed_in_the_middle_is_made_again(void **state)
{
	struct task task = { .once = kill_connection };
	struct err err = { 0 };

	(void)state;
	must_lock(db);
	if (!db_transaction(db, add_missing, &task, &err))
		fail_msg("%s", err.text);
	assert_int_equal(task.calls, 2);
	assert_rows_once();
}

static bool
ignore_rule(const struct rule_row *row, void *ctx)
{
	(void)row;
	(void)ctx;
	return true;
}

static void
an_idle_connection_is_made_again_but_not_while_it_is_the_lock(void **state)
{
	struct err err = { 0 };
	bool busy;

	(void)state;
	must_lock(db);
	kill_connection();
	assert_refused(db_rule_each(db, ignore_rule, NULL, &err), &err, "secfilter");
	db_unlock(db);
	assert_true(db_rule_each(db, ignore_rule, NULL, &err));

	must_lock(db);
	kill_connection();
	db_unlock(db);
	if (!db_lock(db, 1000, &busy, &err))
		fail_msg("%s", err.text);
	kill_connection();
}

/* The other side of a deadlock, which has changed more rows, so the server lets it
 * win. */
static void *
want_first_row(void *ctx)
{
	bool has_won = side_try(ctx, "UPDATE secfilter SET data = 'other' WHERE id = 1");

	db_mysql.rollback(((struct side *)ctx)->conn);
	return has_won ? ctx : NULL;
}

static struct side winner;
static pthread_t winner_thread;

static bool
delete_two(struct db *with, void *ctx, struct err *err)
{
	unsigned *calls = ctx;

	++*calls;
	if (!db_rule_del(with, (const long long[]){ 1 }, 1, err))
		return false;
	if (*calls == 1) {
		assert_int_equal(
			pthread_create(&winner_thread, NULL, want_first_row, &winner), 0);
		while (side_number(&side,
			       "SELECT count(*) FROM information_schema.INNODB_TRX"
			       " WHERE trx_state = 'LOCK WAIT'") == 0)
			usleep(150000); /* the server makes it anew every 100 ms */
	}
	return db_rule_del(with, (const long long[]){ 2 }, 1, err);
}

static void
the_loser_of_a_deadlock_tries_again(void **state)
{
	struct rule_row *rows = make_rows(500);
	unsigned calls = 0;
	struct err err = { 0 };
	void *has_won;

	(void)state;
	must_lock(db);
	assert_true(insert_rows(db, rows, 500, &err));
	side_open(&winner, &db_mysql, url);
	assert_int_equal(winner.driver->begin(winner.conn, &err), DB_DONE);
	side_run(&winner, "UPDATE secfilter SET data = CONCAT('x', data) WHERE id > 1");
	if (!db_transaction(db, delete_two, &calls, &err))
		fail_msg("%s", err.text);
	pthread_join(winner_thread, &has_won);
	assert_non_null(has_won);
	side_close(&winner);
	assert_int_equal(calls, 2);
	assert_int_equal(count_rows(), 498);
	assert_int_equal(side_number(&side, "SELECT min(id) FROM secfilter"), 3);
	free_rows(rows, 500);
}

static bool
insert_then_delete(struct db *with, void *ctx, struct err *err)
{
	unsigned *calls = ctx;

	++*calls;
	return db_rule_add(with, &(struct rule_row){ .data = "new" }, 1, err) &&
	       db_rule_del(with, (const long long[]){ 1 }, 1, err);
}

static void
a_lock_that_never_comes_stores_nothing(void **state)
{
	unsigned calls = 0;
	struct err err = { 0 };

	(void)state;
	must_lock(db);
	assert_true(insert_rows(db, &(struct rule_row){ .data = "old" }, 1, &err));
	assert_int_equal(db_mysql.begin(side.conn, &err), DB_DONE);
	side_run(&side, "UPDATE secfilter SET data = 'theirs' WHERE id = 1");
	assert_refused(db_transaction(db, insert_then_delete, &calls, &err), &err,
		"Lock wait timeout");
	db_mysql.rollback(side.conn);
	assert_int_equal(calls, 2);
	/* Without a ROLLBACK of ours the first statement would still stand. */
	assert_int_equal(count_rows(), 1);
	assert_true(db_transaction(db, insert_then_delete, &calls, &err));
	assert_int_equal(count_rows(), 1);
}

static void
the_servers_sql_mode_makes_no_value_shorter(void **state)
{
	struct err err = { 0 };
	struct db *strict;

	(void)state;
	side_run(&side, "ALTER TABLE secfilter MODIFY data VARCHAR(10) NOT NULL");
	side_run(&side, "SET GLOBAL sql_mode = ''");
	strict = must_open(url);
	must_lock(strict);
	assert_refused(insert_rows(strict,
			       (const struct rule_row[]){ { .data = "short" },
				       { .data = "longer than ten" } },
			       2, &err),
		&err, "Data too long");
	db_close(strict);
	side_run(&side, "SET GLOBAL sql_mode = DEFAULT");
	assert_int_equal(count_rows(), 0);
}

static void
text_that_the_columns_character_set_lacks_is_refused(void **state)
{
	static const struct rule_row rows[] = { { .data = "ok" },
		{ .data = "\360\237\230\200" }, { .data = "\346\227\245\346\234\254" } };
	struct err err = { 0 };

	(void)state;
	side_run(&side, "ALTER TABLE secfilter CONVERT TO CHARACTER SET latin1");
	must_lock(db);
	assert_refused(insert_rows(db, rows, 3, &err), &err, "Incorrect string value");
	assert_int_equal(count_rows(), 0);

	side_run(&side, "ALTER TABLE secfilter CONVERT TO CHARACTER SET utf8mb4");
	assert_true(insert_rows(db, rows, 3, &err));
	assert_int_equal(
		side_number(&side, "SELECT count(*) FROM secfilter"
				   " WHERE HEX(data) IN ('F09F9880', 'E697A5E69CAC')"),
		2);
}

/* Blanks at the end are cut with a note only, strict mode or not. */
static void
a_value_stored_with_a_warning_is_taken_back(void **state)
{
	struct err err = { 0 };

	(void)state;
	side_run(&side, "ALTER TABLE secfilter MODIFY data VARCHAR(10) NOT NULL");
	must_lock(db);
	assert_refused(
		insert_rows(db, &(struct rule_row){ .data = "short          " }, 1, &err),
		&err, "warning");
	assert_int_equal(count_rows(), 0);
}

static void
a_table_without_transactions_is_known(void **state)
{
	struct db_table tables[DB_TABLES];
	struct err err;

	(void)state;
	side_run(&side, "ALTER TABLE secfilter ENGINE = MyISAM");
	assert_true(db_tables(db, tables, &err));
	assert_true(tables[0].exists);
	assert_false(tables[0].is_transactional);
	assert_true(tables[1].is_transactional);
}

static void
a_read_only_server_is_called_so(void **state)
{
	char *user = make_user("ALL");
	struct db *limited = must_open(user);
	struct err err = { 0 };

	(void)state;
	must_lock(limited);
	side_run(&side, "SET GLOBAL read_only = 1");
	assert_refused(insert_rows(limited, &(struct rule_row){ .data = "x" }, 1, &err),
		&err, "the server is read-only");
	side_run(&side, "SET GLOBAL read_only = 0");
	assert_int_equal(count_rows(), 0);
	assert_true(insert_rows(limited, &(struct rule_row){ .data = "x" }, 1, &err));
	db_close(limited);
	free(user);
}

static void
a_wrong_password_is_not_shown(void **state)
{
	char *wrong = xasprintf(
		"mysql://shieldadm_t:wr0ng@127.0.0.1:%u/%s", parts.port, parts.database);
	char *user = make_user("SELECT");
	char *other = xasprintf("mysql://shieldadm_t:%s@127.0.0.1:%u/no_such_database",
		SECRET, parts.port);

	(void)state;
	assert_no_open(&(struct db_options){ .url = wrong, .timeout_ms = TIMEOUT_MS },
		"Access denied", "wr0ng");
	assert_no_open(&(struct db_options){ .url = other, .timeout_ms = TIMEOUT_MS },
		"no_such_database", SECRET);
	db_close(must_open(user));
	free(wrong);
	free(user);
	free(other);
}

static void
a_right_that_is_missing_is_named(void **state)
{
	char *user = make_user("SELECT");
	struct db *limited = must_open(user);
	struct db_table tables[DB_TABLES];
	struct err err = { 0 };

	(void)state;
	must_lock(limited);
	assert_refused(insert_rows(limited, &(struct rule_row){ .data = "x" }, 1, &err),
		&err, "INSERT command denied");
	assert_true(db_init(limited, tables, &err)); /* all is there */
	side_run(&side, "DROP TABLE address");
	side_run(&side, "DELETE FROM version WHERE table_name = 'address'");
	assert_refused(db_init(limited, tables, &err), &err, "CREATE command denied");
	assert_non_null(
		strstr(err.text, "have it done with: CREATE TABLE `address` ( `id`"));
	assert_non_null(strstr(err.text, "`tag` VARCHAR(64) )"));
	db_close(limited);
	free(user);
}

static void
no_server_or_one_that_says_nothing_takes_no_longer_than_the_timeout(void **state)
{
	unsigned port;
	int listener = proxy_listen(&port);
	char *where = xasprintf("mysql://u:%s@127.0.0.1:%u/d", SECRET, port);
	struct db_options options = { .url = where, .timeout_ms = 2000 };
	struct timespec start;

	(void)state;
	clock_gettime(CLOCK_MONOTONIC, &start);
	assert_no_open(&options, "cannot open 'mysql://127.0.0.1:", SECRET);
	assert_in_range(ms_since(&start), 1500, 3500);
	close(listener);
	clock_gettime(CLOCK_MONOTONIC, &start);
	assert_no_open(&options, "cannot open 'mysql://127.0.0.1:", SECRET);
	assert_in_range(ms_since(&start), 0, 1000);
	free(where);
}

static void
what_is_no_mysql_server_is_an_error(void **state)
{
	static const char *const greetings[] = {
		"HTTP/1.1 400 Bad Request\r\n\r\n",
		"\377\377\377\0\377\377\377\377\377\377",
		"\1\0\0\0\377",
		"\1\0\0\0\12",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(greetings) / sizeof(*greetings); i++) {
		unsigned port;
		int listener = proxy_listen(&port);
		char *where = xasprintf("mysql://u:p@127.0.0.1:%u/d", port);
		pid_t pid = fork();

		if (pid == 0) {
			int client = accept(listener, NULL, NULL);

			proxy_send(client, greetings[i], i == 0 ? 28 : i == 1 ? 10 : 5);
			_exit(0);
		}
		assert_no_open(&(struct db_options){ .url = where, .timeout_ms = 2000 },
			"cannot open", NULL);
		waitpid(pid, NULL, 0);
		close(listener);
		free(where);
	}
}

static void
a_server_that_asks_for_a_local_file_gets_nothing(void **state)
{
	char file[] = "/tmp/shieldadm-secret-XXXXXX";
	int fd = mkstemp(file);
	struct db *fooled = NULL;
	struct err err = { 0 };
	char *where;

	(void)state;
	assert_int_equal(write(fd, "the secret", 10), 10);
	close(fd);
	proxy = proxy_start((int)parts.port, file);
	where = proxy_url();
	proxy->fault = PROXY_ASK_FILE;
	assert_false(db_open(&fooled,
		&(struct db_options){ .url = where, .timeout_ms = TIMEOUT_MS }, &err));
	print_message("%s\n", err.text);
	assert_int_equal(proxy->fault, PROXY_NONE);
	assert_null(memmem(proxy->answer, proxy->answer_len, "the secret", 10));
	unlink(file);
	free(where);
}

static void
tls_asked_for_is_tls_checked(void **state)
{
	const char *ca = getenv("SHIELDADM_TEST_MYSQL_CA");
	struct db_options options = {
		.url = url, .timeout_ms = TIMEOUT_MS, .tls = DB_TLS_VERIFY
	};
	struct db *safe = NULL;
	struct err err = { 0 };

	(void)state;
	/* No TLS at all, or a certificate that nobody vouches for. */
	assert_no_open(&options, "no trusted TLS connection", parts.password);
	if (ca == NULL) {
		print_message("SHIELDADM_TEST_MYSQL_CA is not set\n");
		return;
	}
	options.tls_ca = ca;
	if (!db_open(&safe, &options, &err))
		fail_msg("%s", err.text);
	db_close(safe);
	options.tls_ca = "/no/such/file";
	assert_no_open(&options, "no trusted TLS connection", parts.password);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		TEST(a_commit_that_did_not_arrive_is_made_again),
		TEST(a_commit_whose_answer_was_lost_stores_nothing_twice),
		TEST(a_session_left_hanging_is_ended_before_the_second_attempt),
		TEST(an_outcome_that_cannot_be_learnt_is_told_as_such),
		TEST(a_connection_killed_in_the_middle_is_made_again),
		TEST(an_idle_connection_is_made_again_but_not_while_it_is_the_lock),
		TEST(the_loser_of_a_deadlock_tries_again),
		TEST(a_lock_that_never_comes_stores_nothing),
		TEST(the_servers_sql_mode_makes_no_value_shorter),
		TEST(text_that_the_columns_character_set_lacks_is_refused),
		TEST(a_value_stored_with_a_warning_is_taken_back),
		TEST(a_table_without_transactions_is_known),
		TEST(a_read_only_server_is_called_so),
		TEST(a_wrong_password_is_not_shown),
		TEST(a_right_that_is_missing_is_named),
		TEST(no_server_or_one_that_says_nothing_takes_no_longer_than_the_timeout),
		TEST(what_is_no_mysql_server_is_an_error),
		TEST(a_server_that_asks_for_a_local_file_gets_nothing),
		TEST(tls_asked_for_is_tls_checked),
	};
	struct err err;
	int failed;

	url = getenv("SHIELDADM_TEST_MYSQL");
	if (url == NULL) {
		print_message("skipped, SHIELDADM_TEST_MYSQL is not set\n");
		return 0;
	}
	if (!db_url_parse(&parts, url, &err)) {
		print_message("%s\n", err.text);
		return 1;
	}
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	db_url_clear(&parts);
	return failed;
}
