/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings/write.h"

#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "folder.h"
#include "settings/settings.h"

#define NODE "\n[node a]\nrpc = ctl:/run/a\n"

struct test {
	char *folder, *file;
	struct err err;
};

static int
setup(void **state)
{
	struct test *t = xcalloc(1, sizeof(*t));

	t->folder = folder_make("write");
	if (t->folder == NULL)
		return -1;
	t->file = xasprintf("%s/a/b/shieldadm.conf", t->folder);
	t->err = NO_ERR;
	unsetenv("SHIELDADM_CONFIG");
	*state = t;
	return 0;
}

static int
teardown(void **state)
{
	struct test *t = *state;
	int result = folder_remove(t->folder);

	free(t->file);
	free(t);
	return result;
}

static char *
text_of(const char *path)
{
	char *text = xcalloc(1, 4096);
	FILE *file = fopen(path, "re");

	assert_non_null(file);
	(void)!fread(text, 1, 4095, file);
	fclose(file);
	return text;
}

static void
put(const char *path, const char *text, mode_t mode)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	fclose(file);
	assert_int_equal(chmod(path, mode), 0);
}

/* Folders of the test hold what they should, and no file that was left behind. */
static void
assert_alone(const char *path)
{
	char *command = xasprintf("test $(ls -A \"$(dirname '%s')\" | wc -l) = 1", path);

	assert_int_equal(system(command), 0);
	free(command);
}

static void
a_new_file_is_for_the_user_alone_and_a_configuration(void **state)
{
	struct test *t = *state;
	struct settings settings;
	struct stat st;
	mode_t old = umask(0);

	assert_true(settings_write_add(t->file, NODE, &t->err));
	umask(old);
	assert_int_equal(stat(t->file, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true(settings_read(&settings, t->file, &t->err));
	assert_int_equal(settings.nodes.len, 1);
	assert_no_error(&t->err);
	settings_clear(&settings);
	assert_alone(t->file);
}

static void
what_stands_in_it_stays_and_what_is_added_comes_behind(void **state)
{
	struct test *t = *state;
	char *text;

	assert_true(settings_write_add(t->file, "", &t->err));
	put(t->file, "; mine\n[groups]\nx = 9", 0600);
	assert_true(settings_write_add(t->file, NODE, &t->err));
	text = text_of(t->file);
	assert_string_equal(text, "; mine\n[groups]\nx = 9\n" NODE);
	free(text);
}

static void
a_file_that_was_open_to_others_is_not_when_a_password_comes_into_it(void **state)
{
	struct test *t = *state;
	struct stat st;

	assert_true(settings_write_add(t->file, "", &t->err));
	assert_int_equal(chmod(t->file, 0644), 0);
	assert_true(settings_write_add(
		t->file, "[database]\nurl = mysql://a:geheim@b/c\n", &t->err));
	assert_int_equal(stat(t->file, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

static void
what_would_be_no_configuration_leaves_the_file_as_it_was(void **state)
{
	static const char *const bad[] = { "[node b]\nsip = udp:x:1\n", "nonsense\n",
		"[database]\nnonsense = 1\n", "[groups]\nx = 0\n" };
	struct test *t = *state;
	char *text;

	assert_true(settings_write_add(t->file, NODE, &t->err));
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct err err = NO_ERR;
		char *before = text_of(t->file);
		if (settings_write_add(t->file, bad[i], &err))
			fail_msg("written: %s", bad[i]);
		assert_error(
			&err, ERR_USAGE, "the result would not be a valid configuration");
		text = text_of(t->file);
		assert_string_equal(text, before);
		free(text);
		free(before);
		assert_alone(t->file);
	}
}

static void
a_line_that_the_file_cannot_hold_is_refused_without_showing_it(void **state)
{
	struct test *t = *state;
	char *url = xcalloc(1, 300), *text;

	memset(url, 'x', 250);
	text = xasprintf("[database]\nurl = mysql://a:geheim%s@b/c\n", url);
	assert_false(settings_write_add(t->file, text, &t->err));
	assert_null(strstr(t->err.text, "geheim"));
	assert_int_not_equal(access(t->file, F_OK), 0);
	free(text);
	free(url);
}

static void
a_symbolic_link_stays_one(void **state)
{
	struct test *t = *state;
	char *link = xasprintf("%s/link", t->folder);
	struct stat st;

	assert_true(settings_write_add(t->file, "", &t->err));
	assert_int_equal(symlink(t->file, link), 0);
	assert_true(settings_write_add(link, NODE, &t->err));
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_alone(t->file);
	free(link);
}

static void
a_folder_that_cannot_be_made_is_told(void **state)
{
	struct test *t = *state;
	char *below;

	assert_true(settings_write_add(t->file, "", &t->err));
	below = xasprintf("%s/x/shieldadm.conf", t->file);
	assert_false(settings_write_add(below, NODE, &t->err));
	assert_int_equal(t->err.code, ERR_SYSTEM);
	free(below);
}

static void
it_goes_where_it_will_be_looked_for(void **state)
{
	char *path;

	(void)state;
	path = settings_write_path("/named");
	assert_string_equal(path, "/named");
	free(path);
	setenv("SHIELDADM_CONFIG", "/variable", 1);
	path = settings_write_path(NULL);
	assert_string_equal(path, "/variable");
	free(path);
	unsetenv("SHIELDADM_CONFIG");
	setenv("HOME", "/home/x", 1);
	path = settings_write_path(NULL);
	assert_string_equal(path, geteuid() == 0
					  ? SETTINGS_SYSTEM_FILE
					  : "/home/x/.config/shieldadm/shieldadm.conf");
	free(path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_new_file_is_for_the_user_alone_and_a_configuration),
		TEST(what_stands_in_it_stays_and_what_is_added_comes_behind),
		TEST(a_file_that_was_open_to_others_is_not_when_a_password_comes_into_it),
		TEST(what_would_be_no_configuration_leaves_the_file_as_it_was),
		TEST(a_line_that_the_file_cannot_hold_is_refused_without_showing_it),
		TEST(a_symbolic_link_stays_one),
		TEST(a_folder_that_cannot_be_made_is_told),
		TEST(it_goes_where_it_will_be_looked_for),
	};

	return cmocka_run_group_tests_name("conf write", tests, NULL, NULL);
}
