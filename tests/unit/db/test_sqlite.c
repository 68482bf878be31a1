/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What only an SQLite file can suffer from: its place, its rights, and the other
 * programs that have it open.
 */
#include "db_fixture.h"

#include <grp.h>
#include <signal.h>
#include <sys/stat.h>

#define NOBODY 65534

static char folder[64];
static char *path, *url;

static int
setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/shieldadm-sqlite-XXXXXX");
	assert_non_null(mkdtemp(folder));
	path = xasprintf("%s/kamailio.sqlite", folder);
	url = xasprintf("sqlite:///%s", path);
	return 0;
}

static int
teardown(void **state)
{
	static const char *const suffixes[] = { "", "-shm", "-wal", "-journal" };

	(void)state;
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
		char *file = xasprintf("%s%s", path, suffixes[i]);

		unlink(file);
		free(file);
	}
	/* Nothing but SQLite's own files may be left in the folder. */
	assert_int_equal(rmdir(folder), 0);
	free(path);
	free(url);
	return 0;
}

static struct db *
create(void)
{
	struct db *db = NULL;
	struct db_table tables[DB_TABLES];
	struct err err;

	if (!db_open(&db,
		    &(struct db_options){
			    .url = url, .timeout_ms = 1000, .create = true },
		    &err) ||
		!db_init(db, tables, &err))
		fail_msg("%s", err.text);
	return db;
}

static void
a_missing_file_is_made_only_when_asked_for(void **state)
{
	struct db_options options = { .url = url, .timeout_ms = 1000 };

	(void)state;
	assert_no_open(&options, "shieldadm db init", NULL);
	assert_int_equal(access(path, F_OK), -1);
	db_close(create());
	assert_int_equal(access(path, F_OK), 0);
	db_close(must_open(url));
}

static void
a_new_file_belongs_to_whom_its_folder_belongs(void **state)
{
	struct stat st;

	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(chown(folder, NOBODY, NOBODY), 0);
	db_close(create());
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_uid, NOBODY);
	assert_int_equal(st.st_gid, NOBODY);
}

/* Root's WAL and its index would lock out the user that Kamailio runs as. */
static void
journals_belong_to_whom_the_database_belongs(void **state)
{
	struct db *db = create();
	struct side side;
	struct err err;
	struct stat st;
	char *wal = xasprintf("%s-wal", path), *shm = xasprintf("%s-shm", path);

	(void)state;
	if (geteuid() != 0)
		skip();
	db_close(db);
	assert_int_equal(chown(path, NOBODY, NOBODY), 0);
	side_open(&side, &db_sqlite, url);
	side_run(&side, "PRAGMA journal_mode = WAL");
	side_close(&side);
	db = must_open(url);
	must_lock(db);
	assert_true(insert_rows(db, &(struct rule_row){ .data = "x" }, 1, &err));
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(st.st_uid, NOBODY);
	assert_int_equal(stat(shm, &st), 0);
	assert_int_equal(st.st_uid, NOBODY);
	db_close(db);
	free(wal);
	free(shm);
}

static void
what_is_no_database_is_refused(void **state)
{
	struct db_options options = { .url = url, .timeout_ms = 1000, .create = true };
	FILE *file = fopen(path, "w");
	char *in_folder = xasprintf("sqlite:///%s", folder);
	char *nowhere = xasprintf("sqlite:///%s/no/such.sqlite", folder);
	struct db *db = NULL;
	struct err err = { 0 };

	(void)state;
	assert_non_null(file);
	for (int i = 0; i < 1000; i++)
		fputs("this is no database\n", file);
	fclose(file);
	assert_no_open(&options, "not a database", NULL);
	options.url = in_folder;
	assert_no_open(&options, "it is not a file", NULL);
	options.url = nowhere;
	assert_no_open(&options, "No such file or directory", NULL);
	options.url = "sqlite:///relative.sqlite";
	assert_false(db_open(&db, &options, &err));
	assert_int_equal(err.code, ERR_USAGE);
	free(in_folder);
	free(nowhere);
}

static bool
ignore_rule(const struct rule_row *row, void *ctx)
{
	(void)row;
	(void)ctx;
	return true;
}

static void
another_program_is_waited_for_no_longer_than_the_timeout(void **state)
{
	struct db *db = create();
	struct side other;
	struct timespec start;
	struct err err = { 0 };

	(void)state;
	side_open(&other, &db_sqlite, url);
	must_lock(db);

	/* A reader hinders the commit only; a writer the beginning as well. */
	side_run(&other, "BEGIN IMMEDIATE");
	clock_gettime(CLOCK_MONOTONIC, &start);
	assert_refused(insert_rows(db, &(struct rule_row){ .data = "x" }, 1, &err), &err,
		"another program had it locked for 1000 ms");
	assert_in_range(ms_since(&start), 900, 1900);
	assert_true(db_rule_each(db, ignore_rule, NULL, &err));
	side_run(&other, "ROLLBACK");

	side_run(&other, "BEGIN EXCLUSIVE");
	assert_refused(db_rule_each(db, ignore_rule, NULL, &err), &err,
		"another program had it locked");
	side_run(&other, "ROLLBACK");

	side_run(&other, "BEGIN");
	assert_int_equal(side_number(&other, "SELECT count(*) FROM secfilter"), 0);
	assert_refused(insert_rows(db, &(struct rule_row){ .data = "x" }, 1, &err), &err,
		"another program had it locked");
	side_run(&other, "ROLLBACK");
	assert_int_equal(side_number(&other, "SELECT count(*) FROM secfilter"), 0);

	assert_true(insert_rows(db, &(struct rule_row){ .data = "x" }, 1, &err));
	assert_int_equal(side_number(&other, "SELECT count(*) FROM secfilter"), 1);
	side_close(&other);
	db_close(db);
}

/* Opening and writing in a process that is not root: root may write everywhere.
 * The child's answer is 0 when it was refused with wanted in the text. */
static void
refused_for_nobody(const char *wanted)
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		struct db *db = NULL;
		struct err err = { 0 };
		bool busy;

		if (setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0)
			_exit(3);
		if (!db_open(&db, &(struct db_options){ .url = url, .timeout_ms = 500 },
			    &err) ||
			!db_lock(db, 100, &busy, &err) ||
			!insert_rows(db, &(struct rule_row){ .data = "x" }, 1, &err)) {
			print_message("%s\n", err.text);
			_exit(strstr(err.text, wanted) != NULL && err.code == ERR_DB ? 0
										     : 1);
		}
		_exit(2);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
}

static void
a_file_or_folder_that_is_not_writable_is_said_to_be_so(void **state)
{
	struct side side;

	(void)state;
	if (geteuid() != 0)
		skip();
	db_close(create());
	assert_int_equal(chmod(folder, 0777), 0);
	assert_int_equal(chmod(path, 0444), 0);
	refused_for_nobody("the file is not writable");
	assert_int_equal(chmod(path, 0666), 0);
	assert_int_equal(chmod(folder, 0755), 0);
	refused_for_nobody("the file and its folder must be writable");
	assert_int_equal(chmod(path, 0600), 0);
	refused_for_nobody("unable to open database file");
	side_open(&side, &db_sqlite, url);
	assert_int_equal(side_number(&side, "SELECT count(*) FROM secfilter"), 0);
	side_close(&side);
}

static bool
die(struct db *db, struct insertion *insertion, struct err *err)
{
	(void)db;
	(void)insertion;
	(void)err;
	kill(getpid(), SIGKILL);
	return true;
}

static void
a_process_killed_within_a_transaction_leaves_the_database_whole(void **state)
{
	struct rule_row *rows = make_rows(1000);
	struct insertion insertion = { .rows = rows, .n = 1000, .then = die };
	struct side side;
	struct err err;
	pid_t pid;
	char *text;

	(void)state;
	db_close(create());
	pid = fork();
	if (pid == 0) {
		struct db *db = must_open(url);

		must_lock(db);
		_exit(db_transaction(db, insert_work, &insertion, &err));
	}
	waitpid(pid, NULL, 0);
	side_open(&side, &db_sqlite, url);
	assert_int_equal(side_number(&side, "SELECT count(*) FROM secfilter"), 0);
	text = side_text(&side, "PRAGMA integrity_check");
	assert_string_equal(text, "ok");
	free(text);
	side_close(&side);
	free_rows(rows, 1000);
}

/* Two names of one file are one database, also for the lock. */
static void
a_link_to_the_file_has_the_same_lock(void **state)
{
	struct db *db = create(), *linked;
	char *link_path = xasprintf("/tmp/shieldadm-link-%ld", (long)getpid());
	char *link_url = xasprintf("sqlite:///%s", link_path);
	struct err err = { 0 };
	bool busy = false;

	(void)state;
	assert_int_equal(symlink(path, link_path), 0);
	linked = must_open(link_url);
	must_lock(db);
	assert_false(db_lock(linked, 0, &busy, &err));
	assert_true(busy);
	db_close(linked);
	db_close(db);
	unlink(link_path);
	free(link_url);
	free(link_path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		TEST(a_missing_file_is_made_only_when_asked_for),
		TEST(a_new_file_belongs_to_whom_its_folder_belongs),
		TEST(journals_belong_to_whom_the_database_belongs),
		TEST(what_is_no_database_is_refused),
		TEST(another_program_is_waited_for_no_longer_than_the_timeout),
		TEST(a_file_or_folder_that_is_not_writable_is_said_to_be_so),
		TEST(a_process_killed_within_a_transaction_leaves_the_database_whole),
		TEST(a_link_to_the_file_has_the_same_lock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
