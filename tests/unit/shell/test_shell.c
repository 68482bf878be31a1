/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the shell does without a terminal: abbreviations, what Tab writes, which lines
 * are remembered, and how lines become one set of changes.
 */
#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "cli/args.h"
#include "policy/address_parse.h"
#include "policy/change.h"
#include "program/groups.h"
#include "shell/history.h"
#include "shell/offer.h"

/* -- abbreviations -- */

static bool
parse(struct args *args, bool is_short, struct err *err, const char *a, const char *b)
{
	static char words[3][32];
	char *argv[] = { words[0], words[1], words[2] };

	snprintf(words[1], sizeof(words[1]), "%s", a);
	snprintf(words[2], sizeof(words[2]), "%s", b != NULL ? b : "");
	return is_short ? args_parse_short(
				  args, &program_commands, b != NULL ? 3 : 2, argv, err)
	                : args_parse(
				  args, &program_commands, b != NULL ? 3 : 2, argv, err);
}

static void
the_beginning_of_a_noun_and_of_a_verb_is_enough(void **state)
{
	struct err err = NO_ERR;
	struct args args;

	(void)state;
	assert_true(parse(&args, true, &err, "coun", "l"));
	assert_string_equal(args.group->name, "country");
	assert_string_equal(args.command->name, "list");
	args_clear(&args);
	assert_true(parse(&args, true, &err, "ua", "list"));
	assert_string_equal(args.group->name, "ua");
	args_clear(&args);
	assert_true(parse(&args, true, &err, "stat", NULL));
	assert_string_equal(args.group->name, "status");
	args_clear(&args);
}

static void
a_beginning_that_several_have_is_answered_with_them(void **state)
{
	struct err err = NO_ERR;
	struct args args;

	(void)state;
	assert_false(parse(&args, true, &err, "u", "list"));
	assert_int_equal(err.code, ERR_USAGE);
	assert_non_null(strstr(err.text, "'u' is ambiguous: ua, user"));
	args_clear(&args);
	assert_false(parse(&args, true, &err, "db", "xyz"));
	assert_non_null(strstr(err.text, "'db' has no 'xyz'"));
	args_clear(&args);
	assert_false(parse(&args, true, &err, "", NULL));
	args_clear(&args);
}

static void
a_command_line_takes_whole_words_only(void **state)
{
	struct err err = NO_ERR;
	struct args args;

	(void)state;
	assert_false(parse(&args, false, &err, "coun", "list"));
	assert_non_null(strstr(err.text, "unknown command 'coun'"));
	args_clear(&args);
	assert_false(parse(&args, false, &err, "ua", "li"));
	args_clear(&args);
}

static void
what_programs_use_is_meant_by_no_beginning(void **state)
{
	struct err err = NO_ERR;
	struct args args;

	(void)state;
	/* "complete" is hidden. */
	assert_true(!parse(&args, true, &err, "comp", NULL));
	args_clear(&args);
}

/* -- Tab -- */

static void
nouns_and_verbs_are_spelt_out_wherever_options_stand(void **state)
{
	char words[][16] = { "", "-o", "json", "coun", "--node", "x", "all", "US" };
	char *argv[8];
	const char *full[8] = { NULL };

	(void)state;
	for (size_t i = 0; i < 8; i++)
		argv[i] = words[i];
	offer_spell_out(&program_commands, full, 8, argv);
	assert_string_equal(full[2], "json");
	assert_string_equal(full[3], "country");
	assert_string_equal(full[5], "x");
	assert_string_equal(full[6], "allow");
	assert_string_equal(full[7], "US");
}

static void
item(struct offer *offer, const char *text)
{
	*LIST_ADD(offer) = (struct offer_item){
		.text = xstrdup(text), .help = xstrdup(""), .space = true
	};
}

static char *
insertion(const char *begun, const char *a, const char *b)
{
	struct offer offer = { .begun = xstrdup(begun) };
	char *text;

	item(&offer, a);
	if (b != NULL)
		item(&offer, b);
	text = offer_insertion(&offer);
	offer_clear(&offer);
	return text;
}

static void
is_inserted(const char *begun, const char *a, const char *b, const char *want)
{
	char *text = insertion(begun, a, b);

	if (want == NULL)
		assert_null(text);
	else
		assert_string_equal(text, want);
	free(text);
}

static void
tab_writes_what_all_have_in_common(void **state)
{
	(void)state;
	is_inserted("bl", "block", NULL, "block ");
	is_inserted("", "sipcli/1", "sipcli/2", "sipcli/");
	is_inserted("sipcli/", "sipcli/1", "sipcli/2", NULL);
	/* In quotes where a shell would need them. */
	is_inserted("Yea", "Yealink T46", NULL, "'Yealink T46' ");
	is_inserted("Yea", "Yealink T46", "Yealink T48", "'Yealink T4");
	is_inserted("it", "it's", NULL, "'it'\\''s' ");
	/* No character is cut in two. */
	is_inserted("M", "M\xc3\xbc", "M\xc3\xb6", NULL);
}

/* -- history -- */

static void
no_line_with_a_secret_is_remembered(void **state)
{
	static const char *const secret[] = { "", "  ", " ua list", "\tua list",
		"db init --url mysql://u:x@h/d", "rpc a.b --password=x",
		"rpc uac.reg auth_PassWord x", "rpc x the-secret", "rpc x api_token=1" };

	(void)state;
	for (size_t i = 0; i < sizeof(secret) / sizeof(secret[0]); i++)
		assert_false(history_may_keep(secret[i]));
	assert_true(history_may_keep("ua block 'friendly-scanner'"));
	assert_true(history_may_keep("addr add 192.0.2.1 carrier --tag me@home"));
	assert_true(history_may_keep("rpc core.version --node http://x/"));
}

static struct str seen;

static void
see(const char *text)
{
	str_addf(&seen, "%s|", text);
}

static const char *
read_back(void)
{
	str_clear(&seen);
	history_read(see);
	return str_get(&seen);
}

static int
make_folder(void **state)
{
	char *folder = xstrdup("/tmp/test_shell.XXXXXX"), *file;

	*state = mkdtemp(folder);
	file = xasprintf("%s/state/history", folder);
	setenv("SHIELDADM_HISTFILE", file, 1);
	free(file);
	return *state == NULL;
}

static int
remove_folder(void **state)
{
	char *command = xasprintf("rm -rf '%s'", (char *)*state);
	int status = system(command);

	str_clear(&seen);
	free(command);
	free(*state);
	return status;
}

static void
the_file_is_the_users_alone(void **state)
{
	struct stat st;

	(void)state;
	history_add("ua list");
	assert_int_equal(stat(getenv("SHIELDADM_HISTFILE"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	/* Also when somebody has loosened it. */
	assert_int_equal(chmod(getenv("SHIELDADM_HISTFILE"), 0644), 0);
	history_add("status");
	assert_int_equal(stat(getenv("SHIELDADM_HISTFILE"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_string_equal(read_back(), "ua list|status|");
}

static void
a_link_is_not_written_through(void **state)
{
	char *target = xasprintf("%s/target", (char *)*state);

	history_add("first");
	assert_int_equal(unlink(getenv("SHIELDADM_HISTFILE")), 0);
	assert_int_equal(symlink(target, getenv("SHIELDADM_HISTFILE")), 0);
	history_add("second");
	assert_string_equal(read_back(), "");
	assert_int_equal(access(target, F_OK), -1);
	free(target);
}

static void
several_shells_lose_no_line_of_each_other(void **state)
{
	size_t lines = 0;

	(void)state;
	for (int i = 0; i < 4; i++)
		if (fork() == 0) {
			for (int j = 0; j < 50; j++) {
				history_add("ua block some-scanner-or-other");
				if (j % 10 == 0)
					history_read(see);
			}
			_exit(0);
		}
	while (wait(NULL) > 0)
		continue;
	for (const char *c = read_back(); *c != '\0'; c++)
		lines += *c == '|';
	assert_int_equal(lines, 200);
}

static void
the_file_is_bounded_and_its_end_is_what_stays(void **state)
{
	char line[600];
	struct stat st;
	size_t lines = 0;

	(void)state;
	for (int i = 0; i < 1500; i++) {
		snprintf(line, sizeof(line), "%0500d", i);
		history_add(line);
	}
	for (const char *c = read_back(); *c != '\0'; c++)
		lines += *c == '|';
	assert_in_range(lines, 400, HISTORY_MAX);
	assert_int_equal(stat(getenv("SHIELDADM_HISTFILE"), &st), 0);
	assert_in_range(st.st_size, 1, 256 * 1024);
	snprintf(line, sizeof(line), "%0500d|", 1499);
	assert_string_equal(seen.s + seen.len - strlen(line), line);
	/* And every line is whole. */
	assert_int_equal(seen.len % 501, 0);
}

/* -- a set of several lines -- */

static void
add_rule(struct change_set *set, enum change_op op, enum rule_action action,
	const char *value)
{
	struct rule rule = { .kind = RULE_UA, .action = action };

	rule.value = kept_text("%s", value);
	change_add_rule(set, op, &rule);
}

static void
add_address(
	struct change_set *set, enum change_op op, const char *text, unsigned long group)
{
	struct address a;
	struct err err;

	assert_true(address_parse(&a, text, &err));
	a.group = group;
	change_add_address(set, op, &a);
}

static void
lines_become_one_set(void **state)
{
	struct change_set all = { 0 }, more = { 0 };
	struct err err = NO_ERR;

	(void)state;
	add_rule(&more, CHANGE_ADD, RULE_BLOCK, "foo");
	add_rule(&more, CHANGE_REMOVE, RULE_BLOCK, "bar");
	add_address(&more, CHANGE_REMOVE, "192.0.2.1", 1);
	assert_true(change_set_merge(&all, &more, &err));
	change_set_clear(&more);
	/* Moved from one group to another; blocked and allowed: both can be. */
	add_address(&more, CHANGE_ADD, "192.0.2.1", 2);
	add_rule(&more, CHANGE_ADD, RULE_ALLOW, "foo");
	assert_true(change_set_merge(&all, &more, &err));
	assert_int_equal(all.rules.len, 3);
	assert_int_equal(all.addresses.len, 2);
	change_set_clear(&more);
	change_set_clear(&all);
}

static void
what_an_earlier_line_says_is_not_said_the_other_way_round(void **state)
{
	struct change_set all = { 0 }, more = { 0 };
	struct err err = NO_ERR;

	(void)state;
	add_rule(&all, CHANGE_ADD, RULE_ALLOW, "foo");
	add_address(&all, CHANGE_REMOVE, "192.0.2.0/24", 0);
	add_rule(&more, CHANGE_ADD, RULE_BLOCK, "innocent");
	add_rule(&more, CHANGE_REMOVE, RULE_BLOCK, "FOO");
	assert_false(change_set_merge(&all, &more, &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_non_null(strstr(err.text, "'FOO' is to be added by an earlier line"));
	assert_int_equal(all.rules.len, 1);
	change_set_clear(&more);
	add_address(&more, CHANGE_ADD, "192.0.2.0/24", 1);
	assert_false(change_set_merge(&all, &more, &err));
	assert_non_null(strstr(err.text, "192.0.2.0/24' is to be removed"));
	assert_int_equal(all.addresses.len, 1);
	change_set_clear(&more);
	change_set_clear(&all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_beginning_of_a_noun_and_of_a_verb_is_enough),
		cmocka_unit_test(a_beginning_that_several_have_is_answered_with_them),
		cmocka_unit_test(a_command_line_takes_whole_words_only),
		cmocka_unit_test(what_programs_use_is_meant_by_no_beginning),
		cmocka_unit_test(nouns_and_verbs_are_spelt_out_wherever_options_stand),
		cmocka_unit_test(tab_writes_what_all_have_in_common),
		cmocka_unit_test(no_line_with_a_secret_is_remembered),
		cmocka_unit_test_setup_teardown(
			the_file_is_the_users_alone, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			a_link_is_not_written_through, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(several_shells_lose_no_line_of_each_other,
			make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			the_file_is_bounded_and_its_end_is_what_stays, make_folder,
			remove_folder),
		cmocka_unit_test(lines_become_one_set),
		cmocka_unit_test(
			what_an_earlier_line_says_is_not_said_the_other_way_round),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
