/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "setup/state.h"

#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "folder.h"

#define DATABASE "mysql://localhost/kamailio"

/* Answers to all questions. */
static void
fill(struct setup *setup)
{
	static const struct setup_facts facts = { .rules = NULL };
	struct str reply = { 0 };
	struct take take = { .reply = &reply };
	struct take_group carriers = { .number = 1, .name = "carrier" },
			  customers = { .number = 7, .name = "customer" };

	*setup = (struct setup){ .facts = &facts, .at = SETUP_CUSTOMERS };
	setup->answers.blocks_scanners = true;
	for (size_t i = 0; i < SETUP_CUSTOMERS; i++)
		setup->answers.is_answered[i] = true;
	take_agent(&take, &setup->answers.agents, "Bad Phone \"1\"");
	take_countries(&take, &setup->answers.countries, "US Canada");
	take_addresses(&take, &setup->answers.carriers, &carriers,
		"192.0.2.0/24 ACME \xe6\x9d\xb1\xe4\xba\xac, 2001:db8::/32");
	take_addresses(&take, &setup->answers.carriers, &carriers, "sip.example.com");
	take_addresses(&take, &setup->answers.customers, &customers, "198.51.100.7");
	assert_int_equal(take.n_refused, 0);
	str_clear(&reply);
}

static char *
formatted(const struct setup *setup)
{
	struct str text = { 0 };
	char *copy;

	state_format(&text, setup, DATABASE);
	copy = xstrdup(str_get(&text));
	str_clear(&text);
	return copy;
}

static void
what_was_written_is_read_back_whole(void **state)
{
	struct setup setup, read = { .facts = NULL };
	struct err err = NO_ERR;
	char *text, *again, *database = NULL;

	(void)state;
	for (int at = 0; at <= SETUP_QUESTIONS; at++) {
		fill(&setup);
		setup.at = (enum setup_id)at;
		text = formatted(&setup);
		if (!state_parse(&read, &database, text, &err))
			fail_msg("%s", err.text);
		assert_string_equal(database, DATABASE);
		assert_int_equal(read.at, at);
		again = formatted(&read);
		assert_string_equal(again, text);
		assert_int_equal(read.answers.customers.v[0].group, 7);
		free(again);
		free(text);
		free(database);
		database = NULL;
		answers_clear(&setup.answers);
	}
	answers_clear(&read.answers);
}

static void
every_cut_of_the_file_is_noticed_and_changes_nothing(void **state)
{
	struct setup setup, read = { .at = SETUP_AGENTS };
	char *text, *database = NULL;

	(void)state;
	fill(&setup);
	text = formatted(&setup);
	for (size_t len = 0; len < strlen(text); len++) {
		char *cut = xstrndup(text, len);
		struct err err = NO_ERR;
		if (state_parse(&read, &database, cut, &err))
			fail_msg("taken: %s", cut);
		assert_int_equal(err.code, ERR_USAGE);
		assert_int_equal(read.at, SETUP_AGENTS);
		assert_null(database);
		free(cut);
	}
	free(text);
	answers_clear(&setup.answers);
}

static void
no_other_byte_in_it_becomes_a_row_that_could_not_be_typed(void **state)
{
	struct setup setup, read = { .facts = NULL };
	size_t n_taken = 0;
	char *text;

	(void)state;
	fill(&setup);
	text = formatted(&setup);
	for (int i = 0; i < 20000; i++) {
		size_t at = random_below((unsigned)strlen(text));
		char before = text[at], *database = NULL;
		struct err err = NO_ERR;
		text[at] = (char)(1 + random_below(255));
		if (state_parse(&read, &database, text, &err)) {
			n_taken++;
			for (size_t j = 0; j < read.answers.carriers.len; j++) {
				struct address_row row =
					address_row(&read.answers.carriers.v[j]);
				struct address a;
				assert_true(address_from_row(&a, &row, &err));
			}
		}
		free(database);
		text[at] = before;
	}
	/* A tag may have any letters. */
	assert_true(n_taken > 0 && n_taken < 20000);
	free(text);
	answers_clear(&read.answers);
	answers_clear(&setup.answers);
}

static void
what_is_wrong_with_it_is_told(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "", "its first line is missing" },
		{ "hello\nend\n", "its first line is missing" },
		{ "shieldadm-setup 2\nfor\tx\nend\n", "of another version" },
		{ "shieldadm-setup 1\nfor\tx\n", "its end is missing" },
		{ "shieldadm-setup 1\nend\n", "no database is named" },
		{ "shieldadm-setup 1\nfor\tx\nwhat\nend\n", "line 3 has no text" },
		{ "shieldadm-setup 1\nfor\tx\nwhat\tever\nend\n",
			"line 3: 'what' means nothing here" },
		{ "shieldadm-setup 1\nfor\tx\ncountry\tXX\nend\n", "line 3: 'XX'" },
		{ "shieldadm-setup 1\nfor\tx\nagent\tab\nend\n",
			"line 3: 'ab' is short" },
		{ "shieldadm-setup 1\nfor\tx\ncarrier\t1.1.1.300\t1\tx\nend\n",
			"line 3: '1.1.1.300' is not an IP address" },
		{ "shieldadm-setup 1\nfor\tx\ncarrier\t192.0.2.1/32\t0\tx\nend\n",
			"line 3" },
		{ "shieldadm-setup 1\nfor\tx\ncarrier\t192.0.2.1\nend\n",
			"line 3: an address has a group and a tag" },
		{ "shieldadm-setup 1\nfor\tx\nat\tnowhere\nend\n",
			"there is no question 'nowhere'" },
		{ "shieldadm-setup 1\nfor\tx\nscanners\tperhaps\nend\n",
			"neither yes nor no" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct setup read = { .facts = NULL };
		struct err err = NO_ERR;
		char *database = NULL;
		if (state_parse(&read, &database, cases[i].text, &err))
			fail_msg("taken: %s", cases[i].text);
		assert_error(&err, ERR_USAGE, cases[i].says);
		assert_null(database);
	}
}

/* -- the file -- */

struct folder {
	char *path, *file;
};

static int
setup_folder(void **state)
{
	struct folder *f = xcalloc(1, sizeof(*f));

	f->path = folder_make("state");
	if (f->path == NULL)
		return -1;
	f->file = xasprintf("%s/a/b/setup", f->path);
	*state = f;
	return 0;
}

static int
teardown_folder(void **state)
{
	struct folder *f = *state;
	char *b = xasprintf("%s/a/b", f->path), *a = xasprintf("%s/a", f->path);

	unlink(f->file);
	rmdir(b);
	rmdir(a);
	/* Nothing else is left in them. */
	assert_int_equal(rmdir(f->path), 0);
	free(a);
	free(b);
	free(f->path);
	free(f->file);
	free(f);
	return 0;
}

static void
the_file_is_for_the_user_alone_whatever_the_umask(void **state)
{
	struct folder *f = *state;
	mode_t old = umask(0);
	struct err err = NO_ERR;
	struct stat st;
	char *text = NULL, *folder = xasprintf("%s/a", f->path);
	long long when = 0;

	assert_true(state_write(f->file, "one", &err));
	assert_true(state_write(f->file, "two", &err));
	umask(old);
	assert_int_equal(stat(f->file, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(stat(folder, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_true(state_read(f->file, &text, &when, &err));
	assert_string_equal(text, "two");
	assert_true(when > 0);
	assert_no_error(&err);
	free(text);
	free(folder);
}

static void
what_is_no_file_of_ours_is_not_read(void **state)
{
	struct folder *f = *state;
	struct err err = NO_ERR;
	char *text = NULL;
	long long when;

	assert_false(state_read(f->file, &text, &when, &err));
	assert_int_equal(err.code, ERR_ABSENT);
	assert_true(state_write(f->file, "x", &err));
	assert_int_equal(unlink(f->file), 0);
	assert_int_equal(mkfifo(f->file, 0600), 0);
	assert_false(state_read(f->file, &text, &when, &err));
	assert_error(&err, ERR_USAGE, "it was not written by setup");
	assert_int_equal(unlink(f->file), 0);
	assert_int_equal(symlink("/etc/passwd", f->file), 0);
	assert_false(state_read(f->file, &text, &when, &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_null(text);
}

static void
a_file_that_cannot_be_written_is_told(void **state)
{
	struct folder *f = *state;
	struct err err = NO_ERR;
	char *below;

	assert_true(state_write(f->file, "x", &err));
	below = xasprintf("%s/setup", f->file);
	assert_false(state_write(below, "x", &err));
	assert_error(&err, ERR_SYSTEM, "cannot write");
	free(below);
}

static void
it_lies_in_the_users_state_folder(void **state)
{
	char *path;

	(void)state;
	setenv("HOME", "/home/x", 1);
	unsetenv("XDG_STATE_HOME");
	path = state_path();
	assert_string_equal(path, "/home/x/.local/state/shieldadm/setup");
	free(path);
	setenv("XDG_STATE_HOME", "/var/x", 1);
	path = state_path();
	assert_string_equal(path, "/var/x/shieldadm/setup");
	free(path);
	setenv("XDG_STATE_HOME", "relative", 1);
	path = state_path();
	assert_string_equal(path, "/home/x/.local/state/shieldadm/setup");
	free(path);
	unsetenv("HOME");
	assert_null(state_path());
}

int
main(void)
{
#define FILE_TEST(f) cmocka_unit_test_setup_teardown(f, setup_folder, teardown_folder)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read_back_whole),
		cmocka_unit_test(every_cut_of_the_file_is_noticed_and_changes_nothing),
		cmocka_unit_test(
			no_other_byte_in_it_becomes_a_row_that_could_not_be_typed),
		cmocka_unit_test(what_is_wrong_with_it_is_told),
		FILE_TEST(the_file_is_for_the_user_alone_whatever_the_umask),
		FILE_TEST(what_is_no_file_of_ours_is_not_read),
		FILE_TEST(a_file_that_cannot_be_written_is_told),
		cmocka_unit_test(it_lies_in_the_users_state_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
