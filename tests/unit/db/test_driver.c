/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What src/db promises, asked of each kind of database in the same way: SQLite, and
 * the server that SHIELDADM_TEST_MYSQL names (a DBURL; its user must be allowed
 * everything, and its database is emptied).
 */
#include "db_fixture.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "base/str.h"

static const struct db_driver *driver;
static char folder[] = "/tmp/shieldadm-driver-XXXXXX";
static char *url;
static struct side side;
static struct db *db;

static int
setup(void **state)
{
	struct err err;
	struct db_table tables[DB_TABLES];

	(void)state;
	side_open(&side, driver, url);
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
	side_close(&side);
	return 0;
}

/* Rows as text, one a line: what a test compares whole. */
static bool
print_rule(const struct rule_row *row, void *ctx)
{
	str_addf(ctx, "%lld %lld %s\n", row->action, row->type,
		row->data != NULL ? row->data : "");
	return true;
}

static bool
print_address(const struct address_row *row, void *ctx)
{
	str_addf(ctx, "%lld %s %lld %lld %s\n", row->group, row->ip, row->mask, row->port,
		row->tag != NULL ? row->tag : "(null)");
	return true;
}

static void
assert_rules(const char *wanted)
{
	struct str text = { 0 };
	struct err err;

	if (!db_rule_each(db, print_rule, &text, &err))
		fail_msg("%s", err.text);
	assert_string_equal(str_get(&text), wanted);
	str_clear(&text);
}

static void
every_value_arrives_byte_for_byte(void **state)
{
	static const struct rule_row rows[] = {
		{ .data = "it's \"quoted\"" },
		{ .data = "back\\slash \\' \\0" },
		{ .data = "100% %s %n _" },
		{ .data = "'); DROP TABLE secfilter; --" },
		{ .data = "? ?1 :a @b $c" },
		{ .data = "caf\303\251" }, /* latin1 has it, too */
		{ .data = " leading and trailing " },
		{ .data = "tab\there\x01\x7f" },
		{ .data = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd"
			  "ef" },
	};
	const size_t n = sizeof(rows) / sizeof(*rows);
	struct err err;

	(void)state;
	must_lock(db);
	if (!insert_rows(db, rows, n, &err))
		fail_msg("%s", err.text);
	assert_int_equal(side_number(&side, "SELECT count(*) FROM secfilter"), n);
	for (size_t i = 0; i < n; i++) {
		struct db_param id = { .type = DB_INT, .number = (long long)i + 1 };
		char *text = NULL;

		assert_int_equal(
			driver->exec(side.conn, "SELECT data FROM secfilter WHERE id = ?",
				&id, 1, side_keep, &text, &err),
			DB_DONE);
		assert_string_equal(text, rows[i].data);
		free(text);
	}
}

static void
a_value_longer_than_its_column_is_stored_whole_or_not_at_all(void **state)
{
	static const struct rule_row rows[] = {
		{ .data = "good" },
		{ .data = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd"
			  "ef!" },
	};
	struct err err = { 0 };

	(void)state;
	must_lock(db);
	if (insert_rows(db, rows, 2, &err)) {
		assert_int_equal(
			side_number(&side, "SELECT length(data) FROM secfilter WHERE "
					   "data <> 'good'"),
			65);
	} else {
		assert_non_null(strstr(err.text, "data"));
		assert_rules("");
		assert_int_equal(side_number(&side, "SELECT count(*) FROM secfilter"), 0);
	}
}

static bool
print_tag(const char *tag, void *ctx)
{
	str_addf(ctx, "%s\n", tag);
	return true;
}

static bool
print_group(long long group, void *ctx)
{
	str_addf(ctx, "%lld\n", group);
	return true;
}

static void
assert_looked(bool ok, struct str *text, const char *wanted, const struct err *err)
{
	if (!ok)
		fail_msg("%s", err->text);
	assert_string_equal(str_get(text), wanted);
	str_clear(text);
}

static void
rules_are_looked_up_by_their_beginning_and_kind(void **state)
{
	static const struct rule_row rows[] = {
		{ .action = 0, .type = 0, .data = "sipcli/" },
		{ .action = 1, .type = 0, .data = "sipp" },
		{ .action = 1, .type = 0, .data = "Zoiper" },
		{ .action = 2, .type = 0, .data = "sip-dst" },
		{ .action = 0, .type = 4, .data = "sip-user" },
		{ .action = 0, .type = 0, .data = "100%_x" },
		{ .action = 0, .type = 0, .data = "100aax" },
		{ .action = 0, .type = 0, .data = "!bang" },
		{ .action = 0, .type = 0, .data = "back\\slash" },
	};
	static const struct {
		enum rule_kind kind;
		const char *start;
		size_t max;
		const char *wanted;
	} cases[] = {
		{ RULE_UA, "sip", 10, "0 0 sipcli/\n1 0 sipp\n" },
		{ RULE_UA, "SIP", 1, "0 0 sipcli/\n" },
		{ RULE_UA, "zoi", 10, "1 0 Zoiper\n" },
		{ RULE_DST, "", 10, "2 0 sip-dst\n" },
		{ RULE_USER, "s", 10, "0 4 sip-user\n" },
		{ RULE_UA, "100%", 10, "0 0 100%_x\n" },
		{ RULE_UA, "100_", 10, "" },
		{ RULE_UA, "!", 10, "0 0 !bang\n" },
		{ RULE_UA, "back\\s", 10, "0 0 back\\slash\n" },
		{ RULE_UA, "'", 10, "" },
		{ RULE_UA, "nothing", 10, "" },
	};
	struct err err;
	struct str text = { 0 };

	(void)state;
	must_lock(db);
	assert_true(insert_rows(db, rows, sizeof(rows) / sizeof(*rows), &err));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool ok = db_rule_look(db, cases[i].kind, cases[i].start, cases[i].max,
			print_rule, &text, &err);
		assert_looked(ok, &text, cases[i].wanted, &err);
	}
}

static void
rows_come_in_the_order_of_kamailios_index(void **state)
{
	static const struct rule_row rows[] = {
		{ .action = 1, .type = 1, .data = "US" },
		{ .action = 0, .type = 0, .data = "sipcli/" },
		{ .action = 2, .type = 0, .data = "900" },
		{ .action = 0, .type = 0, .data = "friendly-scanner" },
		{ .action = 0, .type = 3, .data = "1.1.1.1" },
	};
	struct err err;

	(void)state;
	must_lock(db);
	assert_true(insert_rows(db, rows, 5, &err));
	assert_rules("0 0 friendly-scanner\n0 0 sipcli/\n0 3 1.1.1.1\n1 1 US\n2 0 900\n");
}

static bool
address_work(struct db *with, void *ctx, struct err *err)
{
	static const struct address_row rows[] = {
		{ .group = 1,
			.ip = "1.1.1.1",
			.mask = 32,
			.port = 5060,
			.tag = "carrier's" },
		{ .group = 2147483647,
			.ip = "2001:db8::",
			.mask = 64,
			.port = 65535,
			.tag = NULL },
		{ .group = 2, .ip = "sip.example.com", .mask = 32, .port = 0, .tag = "" },
	};

	(void)ctx;
	return db_address_add(with, rows, 3, err);
}

static bool
address_del_work(struct db *with, void *ctx, struct err *err)
{
	(void)ctx;
	return db_address_del(with, (const long long[]){ 1, 3, 999 }, 3, err);
}

static void
addresses_tags_and_groups_are_looked_up(void **state)
{
	struct str text = { 0 };
	struct err err;

	(void)state;
	must_lock(db);
	assert_true(db_transaction(db, address_work, NULL, &err));
	assert_looked(db_address_look(db, "1.1", 9, print_address, &text, &err), &text,
		"1 1.1.1.1 32 5060 carrier's\n", &err);
	assert_looked(db_address_look(db, "2001:DB8::/6", 9, print_address, &text, &err),
		&text, "2147483647 2001:db8:: 64 65535 (null)\n", &err);
	assert_looked(
		db_address_look(db, "_", 9, print_address, &text, &err), &text, "", &err);
	assert_looked(db_tag_look(db, "C", 9, print_tag, &text, &err), &text,
		"carrier's\n", &err);
	assert_looked(
		db_group_look(db, 2, print_group, &text, &err), &text, "1\n2\n", &err);
}

static void
addresses_are_stored_read_and_deleted(void **state)
{
	struct str text = { 0 };
	struct err err;

	(void)state;
	must_lock(db);
	assert_true(db_transaction(db, address_work, NULL, &err));
	assert_true(db_address_each(db, print_address, &text, &err));
	assert_string_equal(str_get(&text), "1 1.1.1.1 32 5060 carrier's\n"
					    "2147483647 2001:db8:: 64 65535 (null)\n"
					    "2 sip.example.com 32 0 \n");
	str_clear(&text);
	assert_true(db_transaction(db, address_del_work, NULL, &err));
	assert_true(db_address_each(db, print_address, &text, &err));
	assert_string_equal(str_get(&text), "2147483647 2001:db8:: 64 65535 (null)\n");
	str_clear(&text);
}

/* Between two looks somebody else stores a row, if he can. */
static bool
look_twice(struct db *with, void *ctx, struct err *err)
{
	if (!db_rule_each(with, print_rule, ctx, err))
		return false;
	side_try(&side, "PRAGMA busy_timeout = 50");
	side_try(&side, "INSERT INTO address (ip_addr) VALUES ('192.0.2.1')");
	return db_address_each(with, print_address, ctx, err);
}

static void
a_snapshot_is_of_one_moment_and_over_at_its_end(void **state)
{
	struct str text = { 0 };
	struct err err;
	struct db *own;

	(void)state;
	/* Whatever level the server has as usual. */
	side_try(&side, "SET GLOBAL TRANSACTION ISOLATION LEVEL READ COMMITTED");
	own = must_open(url);
	side_try(&side, "SET GLOBAL TRANSACTION ISOLATION LEVEL REPEATABLE READ");
	assert_true(db_snapshot(own, look_twice, &text, &err));
	assert_string_equal(str_get(&text), "");
	side_run(&side, "DELETE FROM address");
	side_run(&side, "INSERT INTO address (ip_addr, tag) VALUES ('192.0.2.2', 'x')");
	assert_true(db_address_each(own, print_address, &text, &err));
	assert_string_equal(str_get(&text), "1 192.0.2.2 32 0 x\n");
	must_lock(own);
	assert_true(db_transaction(own, address_work, NULL, &err));
	str_clear(&text);
	db_close(own);
}

static bool
count_rule(const struct rule_row *row, void *ctx)
{
	(void)row;
	++*(size_t *)ctx;
	return true;
}

static bool
stop_at_three(const struct rule_row *row, void *ctx)
{
	(void)row;
	return ++*(size_t *)ctx < 3;
}

static bool
give_up(struct db *with, struct insertion *insertion, struct err *err)
{
	(void)with;
	(void)insertion;
	return err_set(err, ERR_GUARD, "changed my mind");
}

static void
a_transaction_stores_all_or_nothing(void **state)
{
	const size_t n = 1050; /* more than ten statements, the last one not full */
	struct rule_row *rows = make_rows(n);
	struct insertion failing = { .rows = rows, .n = n, .then = give_up };
	struct err err = { 0 };
	size_t seen = 0;

	(void)state;
	must_lock(db);
	assert_false(db_transaction(db, insert_work, &failing, &err));
	assert_int_equal(err.code, ERR_GUARD);
	assert_string_equal(err.text, "changed my mind");
	assert_int_equal(failing.calls, 1);
	assert_int_equal(side_number(&side, "SELECT count(*) FROM secfilter"), 0);

	assert_true(insert_rows(db, rows, n, &err));
	assert_int_equal(
		side_number(&side, "SELECT count(DISTINCT data) FROM secfilter"), n);
	assert_true(db_rule_each(db, count_rule, &seen, &err));
	assert_int_equal(seen, n);
	free_rows(rows, n);
}

static void
a_reader_that_has_enough_ends_the_reading_and_the_next_works(void **state)
{
	struct rule_row *rows = make_rows(500);
	struct err err;
	size_t seen = 0;

	(void)state;
	must_lock(db);
	assert_true(insert_rows(db, rows, 500, &err));
	assert_true(db_rule_each(db, stop_at_three, &seen, &err));
	assert_int_equal(seen, 3);
	seen = 0;
	assert_true(db_rule_each(db, count_rule, &seen, &err));
	assert_int_equal(seen, 500);
	free_rows(rows, 500);
}

static bool
delete_even(struct db *with, void *ctx, struct err *err)
{
	long long ids[250];

	(void)ctx;
	for (size_t i = 0; i < 250; i++)
		ids[i] = 2 * ((long long)i + 1);
	return db_rule_del(with, ids, 250, err);
}

static void
exactly_the_rows_with_the_ids_are_deleted(void **state)
{
	struct rule_row *rows = make_rows(500);
	struct err err;

	(void)state;
	must_lock(db);
	assert_true(insert_rows(db, rows, 500, &err));
	assert_true(db_transaction(db, delete_even, NULL, &err));
	assert_int_equal(side_number(&side, "SELECT count(*) FROM secfilter"), 250);
	assert_int_equal(
		side_number(&side, "SELECT count(*) FROM secfilter WHERE id % 2 = 0"), 0);
	free_rows(rows, 500);
}

static void
no_rows_at_all_is_no_error(void **state)
{
	struct err err;

	(void)state;
	must_lock(db);
	assert_true(insert_rows(db, NULL, 0, &err));
	assert_rules("");
}

/* A table that others made: without limits, and with NULL everywhere. */
static void
rows_that_no_rule_of_ours_makes_are_read_whole(void **state)
{
	struct str wanted = { 0 };
	char text[3001];

	(void)state;
	memset(text, 'x', 3000);
	text[3000] = '\0';
	side_run(&side, "DROP TABLE secfilter");
	side_run(&side,
		"CREATE TABLE secfilter (id INTEGER, action INTEGER, type INTEGER,"
		" data TEXT)");
	side_run(&side, "INSERT INTO secfilter VALUES (NULL, NULL, NULL, NULL)");
	str_addf(&wanted,
		"INSERT INTO secfilter VALUES (1, 7, -9, 'short'),"
		" (2, 7, -8, '%s'), (3, 7, -7, 'last')",
		text);
	side_run(&side, str_get(&wanted));
	str_clear(&wanted);
	/* What Kamailio's own driver makes of a NULL differs: db/driver.h. */
	if (strcmp(db_scheme(db), "sqlite") == 0)
		str_addf(&wanted, "0 0 ");
	else
		str_addf(&wanted, "%lld %lld ", RULE_NULL, RULE_NULL);
	str_addf(&wanted, "\n7 -9 short\n7 -8 %s\n7 -7 last\n", text);
	assert_rules(str_get(&wanted));
	str_clear(&wanted);
}

static void
a_missing_table_is_named_with_what_makes_it(void **state)
{
	struct err err = { 0 };
	struct db_table tables[DB_TABLES];
	size_t seen = 0;

	(void)state;
	side_run(&side, "DROP TABLE secfilter");
	assert_refused(db_rule_each(db, count_rule, &seen, &err), &err,
		"table 'secfilter' does not exist in '");
	assert_non_null(strstr(err.text, "run: shieldadm db init"));
	must_lock(db);
	assert_refused(insert_rows(db, &(struct rule_row){ .data = "x" }, 1, &err), &err,
		"table 'secfilter' does not exist");
	/* The version row stays, and db_init() adds no second one. */
	assert_true(db_init(db, tables, &err));
	assert_false(tables[0].exists);
	assert_int_equal(tables[0].version, 1);
	assert_true(tables[1].exists);
	assert_rules("");
	assert_int_equal(side_number(&side, "SELECT count(*) FROM version"), 6);
}

static void
init_says_what_was_there_and_is_done_once(void **state)
{
	struct db_table tables[DB_TABLES];
	struct err err;

	(void)state;
	side_run(&side, "DROP TABLE version");
	side_run(&side, "DROP TABLE secfilter");
	side_run(&side, "DROP TABLE address");
	side_run(&side, "DROP TABLE shieldadm_ban");
	side_run(&side, "DROP TABLE shieldadm_change");
	side_run(&side, "DROP TABLE shieldadm_change_row");
	assert_true(db_tables(db, tables, &err));
	assert_string_equal(tables[0].name, "secfilter");
	assert_string_equal(tables[1].name, "address");
	assert_string_equal(tables[2].name, "shieldadm_ban");
	assert_false(tables[0].is_optional || tables[1].is_optional);
	assert_true(tables[2].is_optional);
	for (size_t i = 0; i < DB_TABLES; i++) {
		assert_false(tables[i].exists);
		assert_int_equal(tables[i].version, -1);
	}
	assert_true(db_init(db, tables, &err));
	assert_false(tables[0].exists);
	assert_true(db_init(db, tables, &err));
	for (size_t i = 0; i < DB_TABLES; i++) {
		assert_true(tables[i].exists);
		assert_true(tables[i].is_transactional);
		assert_int_equal(tables[i].version, tables[i].version_wanted);
	}
	assert_int_equal(tables[0].version, 1);
	assert_int_equal(tables[1].version, 6);
	assert_int_equal(side_number(&side, "SELECT count(*) FROM version"), 6);
}

static void
init_finishes_what_was_interrupted_but_vouches_for_no_foreign_table(void **state)
{
	struct db_table tables[DB_TABLES];
	struct err err = { 0 };

	(void)state;
	side_run(&side, "DELETE FROM version WHERE table_name = 'address'");
	assert_true(db_init(db, tables, &err));
	assert_int_equal(tables[1].version, -1);
	assert_int_equal(side_number(&side, "SELECT table_version FROM version"
					    " WHERE table_name = 'address'"),
		6);

	side_run(&side, "DROP TABLE address");
	side_run(&side, "CREATE TABLE address (id INTEGER, owner TEXT)");
	side_run(&side, "DELETE FROM version WHERE table_name = 'address'");
	assert_refused(db_init(db, tables, &err), &err, "table 'address'");
	assert_int_equal(
		side_number(&side,
			"SELECT count(*) FROM version WHERE table_name = 'address'"),
		0);
}

/* Another process that has the lock until it is killed. */
static pid_t
start_holder(void)
{
	int ready[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		struct db *own = NULL;
		struct err err;
		bool busy;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (db_open(&own,
			    &(struct db_options){ .url = url, .timeout_ms = TIMEOUT_MS },
			    &err) &&
			db_lock(own, 1000, &busy, &err) && write(ready[1], "", 1) == 1)
			for (;;)
				pause();
		_exit(1);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

static void
the_lock_is_one_shieldadms_and_ends_with_it(void **state)
{
	pid_t holder = start_holder();
	struct timespec start;
	struct err err = { 0 };
	bool busy = false;
	size_t seen = 0;

	(void)state;
	clock_gettime(CLOCK_MONOTONIC, &start);
	assert_refused(db_lock(db, 1500, &busy, &err), &err, "another shieldadm");
	assert_true(busy);
	assert_in_range(ms_since(&start), 1500, 2500);
	clock_gettime(CLOCK_MONOTONIC, &start);
	assert_false(db_lock(db, 0, &busy, &err));
	assert_true(busy);
	assert_in_range(ms_since(&start), 0, 500);

	/* It hinders nobody who does not ask for it. */
	assert_true(db_rule_each(db, count_rule, &seen, &err));
	side_run(&side,
		"INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'kamctl')");

	kill(holder, SIGKILL);
	waitpid(holder, NULL, 0);
	must_lock(db);
	/* And with the one who unlocks it. */
	db_unlock(db);
	holder = start_holder();
	kill(holder, SIGKILL);
	waitpid(holder, NULL, 0);
}

static void
without_the_lock_nothing_is_changed(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_refused(insert_rows(db, &(struct rule_row){ .data = "x" }, 1, &err), &err,
		"lock");
	assert_rules("");
}

/* Twenty processes, each reading the rows' number and adding one row with it: every
 * number must be there once. */
static bool
number_work(struct db *with, void *ctx, struct err *err)
{
	size_t seen = 0;
	char data[32];

	(void)ctx;
	if (!db_rule_each(with, count_rule, &seen, err))
		return false;
	snprintf(data, sizeof(data), "%zu", seen);
	return db_rule_add(with, &(struct rule_row){ .data = data }, 1, err);
}

static void
number_rows(int rounds)
{
	struct db *own = NULL;
	struct err err;
	bool busy;

	if (!db_open(&own, &(struct db_options){ .url = url, .timeout_ms = 10000 }, &err))
		_exit(1);
	for (int i = 0; i < rounds; i++) {
		if (!db_lock(own, 60000, &busy, &err) ||
			!db_transaction(own, number_work, NULL, &err))
			_exit(2);
		db_unlock(own);
	}
	_exit(0);
}

static void
many_at_once_lose_and_double_nothing(void **state)
{
	enum { PROCESSES = 20, ROUNDS = 5 };
	pid_t pids[PROCESSES];

	(void)state;
	for (size_t i = 0; i < PROCESSES; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			number_rows(ROUNDS);
	}
	for (size_t i = 0; i < PROCESSES; i++) {
		int status = -1;

		waitpid(pids[i], &status, 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(side_number(&side, "SELECT count(DISTINCT data) FROM secfilter"),
		PROCESSES * ROUNDS);
	assert_int_equal(
		side_number(&side, "SELECT count(*) FROM secfilter"), PROCESSES * ROUNDS);
}

/* Kamailio's own file, statement by statement. */
static void
run_file(const char *path)
{
	FILE *file = fopen(path, "r");
	struct str sql = { 0 };
	char line[512];

	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		str_addf(&sql, "%s", line);
		if (strstr(line, ";") == NULL)
			continue;
		side_run(&side, str_get(&sql));
		str_clear(&sql);
	}
	str_clear(&sql);
	fclose(file);
}

/* How the database describes its tables, blanks and case left out: SQLite keeps the
 * statement as it was written. */
static char *
describe(const char *table)
{
	bool is_mysql = driver == &db_mysql;
	char *sql = xasprintf(
		is_mysql ? "SELECT GROUP_CONCAT(CONCAT_WS(',', COLUMN_NAME,"
			   " COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA,"
			   " COLLATION_NAME) ORDER BY ORDINAL_POSITION)"
			   " FROM information_schema.COLUMNS"
			   " WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '%s'"
			 : "SELECT group_concat(sql) FROM (SELECT sql FROM"
			   " sqlite_master WHERE tbl_name = '%s' ORDER BY name)",
		table);
	char *text = side_text(&side, sql), *to = text;

	free(sql);
	for (const char *from = text; *from != '\0'; from++) {
		if (strchr(" \n\t\"`", *from) == NULL)
			*to++ = *from;
	}
	*to = '\0';
	return text;
}

/* A number that differs when an index does. */
static long long
index_sum(const char *table)
{
	char *sql;
	long long n;

	if (driver != &db_mysql)
		return 0; /* part of describe() */
	sql = xasprintf(
		"SELECT SUM(CRC32(CONCAT_WS(',', INDEX_NAME, NON_UNIQUE, SEQ_IN_INDEX,"
		" COLUMN_NAME, SUB_PART))) FROM information_schema.STATISTICS"
		" WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '%s'",
		table);
	n = side_number(&side, sql);
	free(sql);
	return n;
}

static long long
stored_version(const char *table)
{
	char *sql = xasprintf(
		"SELECT table_version FROM version WHERE table_name = '%s'", table);
	long long n = side_number(&side, sql);

	free(sql);
	return n;
}

/* Kamailio's tables, and the files that make them; that of "address" makes the table
 * "trusted" as well. */
static const char *const kamailio_tables[] = { "version", "secfilter", "address" };
static const char *const kamailio_files[] = { "standard", "secfilter", "permissions" };

/* The caller frees it. */
static char *
kamailio_file(size_t i)
{
	return xasprintf("/usr/share/kamailio/%s/%s-create.sql",
		driver == &db_mysql ? "mysql" : "db_sqlite", kamailio_files[i]);
}

/* Drop the tables that are there and make them from Kamailio's own files. */
static void
make_kamailios_tables(void)
{
	side_run(&side, "DROP TABLE IF EXISTS trusted");
	for (size_t i = 0; i < 3; i++) {
		char *drop = xasprintf("DROP TABLE %s", kamailio_tables[i]);

		side_run(&side, drop);
		free(drop);
	}
	for (size_t i = 0; i < 3; i++) {
		char *path = kamailio_file(i);

		run_file(path);
		free(path);
	}
	side_run(&side, "DROP TABLE trusted");
	side_run(&side, "DELETE FROM version WHERE table_name = 'trusted'");
}

/* All three tables as text: columns, indexes, versions.  The caller frees it. */
static char *
describe_all(void)
{
	struct str text = { 0 };

	for (size_t i = 0; i < 3; i++) {
		char *columns = describe(kamailio_tables[i]);

		str_addf(&text, "%s: %s, indexes %lld, version %lld\n",
			kamailio_tables[i], columns, index_sum(kamailio_tables[i]),
			stored_version(kamailio_tables[i]));
		free(columns);
	}
	return text.s;
}

static void
the_tables_equal_kamailios_own(void **state)
{
	char *ours, *theirs, *path = kamailio_file(0);
	bool is_installed = access(path, R_OK) == 0;

	(void)state;
	free(path);
	if (!is_installed) {
		print_message("Kamailio's own SQL files are not installed\n");
		skip();
	}
	ours = describe_all();
	make_kamailios_tables();
	theirs = describe_all();
	assert_string_equal(ours, theirs);
	assert_int_equal(side_number(&side, "SELECT count(*) FROM version"), 3);
	free(ours);
	free(theirs);
}

static bool
print_ban(const struct ban_row *row, void *ctx)
{
	str_addf(ctx, "%s %lld %s|%s %lld\n", row->key, row->until, row->reason, row->who,
		row->made);
	return true;
}

/* The records that run at the time now are these. */
static void
assert_bans(long long now, const char *wanted)
{
	struct str text = { 0 };
	struct err err;

	if (!db_ban_each(db, now, print_ban, &text, &err))
		fail_msg("%s", err.text);
	assert_string_equal(str_get(&text), wanted);
	str_clear(&text);
}

/* What a test does in its transaction; nothing of it when it fails. */
struct bans_work {
	const struct ban_row *add;
	size_t n_add;
	const char *const *del;
	size_t n_del;
	long long expire;
	bool flush, fails;
};

static bool
do_bans(struct db *database, void *ctx, struct err *err)
{
	const struct bans_work *w = ctx;

	return (!w->flush || db_ban_flush(database, err)) &&
	       db_ban_expire(database, w->expire, err) &&
	       db_ban_del(database, w->del, w->n_del, err) &&
	       db_ban_add(database, w->add, w->n_add, err) &&
	       (!w->fails || err_set(err, ERR_DB, "on purpose"));
}

static bool
change_bans_by(const struct bans_work *w, struct err *err)
{
	struct bans_work copy = *w;
	bool is_good;

	must_lock(db);
	is_good = db_transaction(db, do_bans, &copy, err);
	db_unlock(db);
	return is_good;
}

static void
records_of_bans_come_back_as_they_were_made(void **state)
{
	static const struct ban_row rows[] = {
		{ "203.0.113.9", "scan \xc3\xbc\xf0\x9f\x98\x80 'q'", "root@edge",
			4000000000, 1700000000 },
		{ "2001:db8::1", "", "root@edge", 20, 10 },
		{ "198.51.100.1", "x", "y", 9000000000, 1 },
	};
	static const char *const keys[] = { "198.51.100.1", "192.0.2.1", "2001:db8::1" };
	struct str found = { 0 };
	struct err err;

	(void)state;
	assert_true(change_bans_by(&(struct bans_work){ .add = rows, .n_add = 3 }, &err));
	assert_bans(19,
		"203.0.113.9 4000000000 scan \xc3\xbc\xf0\x9f\x98\x80 'q'|root@edge "
		"1700000000\n2001:db8::1 20 |root@edge 10\n"
		"198.51.100.1 9000000000 x|y 1\n");
	assert_bans(20,
		"203.0.113.9 4000000000 scan \xc3\xbc\xf0\x9f\x98\x80 'q'|root@edge "
		"1700000000\n198.51.100.1 9000000000 x|y 1\n");
	assert_true(db_ban_find(db, keys, 3, print_ban, &found, &err));
	assert_non_null(strstr(str_get(&found), "198.51.100.1 9000000000 x|y 1\n"));
	assert_non_null(strstr(str_get(&found), "2001:db8::1 20 |root@edge 10\n"));
	assert_null(strstr(str_get(&found), "203.0.113.9"));
	str_clear(&found);
	assert_looked(db_ban_look(db, 20, "2", 9, print_ban, &found, &err), &found,
		"203.0.113.9 4000000000 scan \xc3\xbc\xf0\x9f\x98\x80 'q'|root@edge "
		"1700000000\n",
		&err);
	assert_looked(db_ban_look(db, 19, "2001:DB", 9, print_ban, &found, &err), &found,
		"2001:db8::1 20 |root@edge 10\n", &err);
	assert_looked(db_ban_look(db, 19, "", 1, print_ban, &found, &err), &found,
		"198.51.100.1 9000000000 x|y 1\n", &err);
}

static void
records_of_bans_are_deleted_by_key_by_end_and_all(void **state)
{
	static const struct ban_row rows[] = { { "203.0.113.1", "", "w", 50, 1 },
		{ "203.0.113.2", "", "w", 51, 1 }, { "203.0.113.3", "", "w", 90, 1 } };
	static const char *const key[] = { "203.0.113.3", "203.0.113.77" };
	struct err err;

	(void)state;
	assert_true(change_bans_by(&(struct bans_work){ .add = rows, .n_add = 3 }, &err));
	assert_false(
		change_bans_by(&(struct bans_work){ .expire = 50, .fails = true }, &err));
	assert_bans(0, "203.0.113.1 50 |w 1\n203.0.113.2 51 |w 1\n203.0.113.3 90 |w 1\n");
	assert_true(change_bans_by(&(struct bans_work){ .expire = 50 }, &err));
	assert_bans(0, "203.0.113.2 51 |w 1\n203.0.113.3 90 |w 1\n");
	assert_true(change_bans_by(&(struct bans_work){ .del = key, .n_del = 2 }, &err));
	assert_bans(0, "203.0.113.2 51 |w 1\n");
	/* A second record for a key is refused as a whole. */
	assert_false(
		change_bans_by(&(struct bans_work){ .add = rows, .n_add = 2 }, &err));
	assert_bans(0, "203.0.113.2 51 |w 1\n");
	assert_true(change_bans_by(&(struct bans_work){ .flush = true }, &err));
	assert_bans(0, "");
}

static void
thousands_of_records_are_found_by_their_keys(void **state)
{
	enum { N = 2345 };
	static struct ban_row rows[N];
	static const char *keys[N];
	size_t found = 0;
	struct str text = { 0 };
	struct err err;

	(void)state;
	for (int i = 0; i < N; i++) {
		keys[i] = xasprintf("203.0.%d.%d", i / 250, i % 250);
		rows[i] = (struct ban_row){ keys[i], "", "w", 100, 1 };
	}
	assert_true(change_bans_by(&(struct bans_work){ .add = rows, .n_add = N }, &err));
	assert_true(db_ban_find(db, keys, N, print_ban, &text, &err));
	for (const char *c = str_get(&text); *c != '\0'; c++)
		found += *c == '\n';
	assert_int_equal(found, N);
	str_clear(&text);
	assert_true(
		change_bans_by(&(struct bans_work){ .del = keys, .n_del = N - 1 }, &err));
	assert_bans(0, "203.0.9.94 100 |w 1\n");
	for (int i = 0; i < N; i++)
		free((void *)(uintptr_t)keys[i]);
}

static void
without_their_table_there_are_no_bans_and_that_can_be_asked(void **state)
{
	struct db_table tables[DB_TABLES];
	bool exists = false;
	struct err err;

	(void)state;
	assert_true(db_has_bans(db, &exists, &err));
	assert_true(exists);
	side_run(&side, "DROP TABLE shieldadm_ban");
	assert_true(db_has_bans(db, &exists, &err));
	assert_false(exists);
	must_lock(db);
	assert_true(db_init(db, tables, &err));
	assert_false(tables[2].exists);
	assert_true(db_has_bans(db, &exists, &err));
	assert_true(exists);
}

static int
run_all(const char *name)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		TEST(every_value_arrives_byte_for_byte),
		TEST(a_value_longer_than_its_column_is_stored_whole_or_not_at_all),
		TEST(rules_are_looked_up_by_their_beginning_and_kind),
		TEST(addresses_tags_and_groups_are_looked_up),
		TEST(rows_come_in_the_order_of_kamailios_index),
		TEST(addresses_are_stored_read_and_deleted),
		TEST(a_snapshot_is_of_one_moment_and_over_at_its_end),
		TEST(a_transaction_stores_all_or_nothing),
		TEST(a_reader_that_has_enough_ends_the_reading_and_the_next_works),
		TEST(exactly_the_rows_with_the_ids_are_deleted),
		TEST(no_rows_at_all_is_no_error),
		TEST(rows_that_no_rule_of_ours_makes_are_read_whole),
		TEST(a_missing_table_is_named_with_what_makes_it),
		TEST(init_says_what_was_there_and_is_done_once),
		TEST(init_finishes_what_was_interrupted_but_vouches_for_no_foreign_table),
		TEST(the_lock_is_one_shieldadms_and_ends_with_it),
		TEST(without_the_lock_nothing_is_changed),
		TEST(many_at_once_lose_and_double_nothing),
		TEST(the_tables_equal_kamailios_own),
		TEST(records_of_bans_come_back_as_they_were_made),
		TEST(records_of_bans_are_deleted_by_key_by_end_and_all),
		TEST(thousands_of_records_are_found_by_their_keys),
		TEST(without_their_table_there_are_no_bans_and_that_can_be_asked),
	};

	return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}

static int
run_sqlite(void)
{
	char *path;
	FILE *file;
	int failed;

	if (mkdtemp(folder) == NULL)
		return 1;
	path = xasprintf("%s/kamailio.sqlite", folder);
	url = xasprintf("sqlite:///%s", path);
	file = fopen(path, "w");
	if (file == NULL || fclose(file) != 0)
		return 1;
	driver = &db_sqlite;
	failed = run_all("sqlite");
	/* Nothing but the database is left in its folder. */
	unlink(path);
	if (rmdir(folder) != 0) {
		perror(folder);
		failed++;
	}
	free(path);
	free(url);
	return failed;
}

int
main(void)
{
	int failed = run_sqlite();

	url = getenv("SHIELDADM_TEST_MYSQL");
	if (url == NULL) {
		print_message("mysql: skipped, SHIELDADM_TEST_MYSQL is not set\n");
		return failed;
	}
	driver = &db_mysql;
	return failed + run_all("mysql");
}
