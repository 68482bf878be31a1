/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/args.h"

#include "unit.h"

#include <ctype.h>

#include "base/str.h"
#include "cli/help.h"
#include "cli/suggest.h"
#include "program/groups.h"

#define WORDS_MAX 16

/* A command line, split at blanks; quotes keep them, as a shell's do. */
struct line {
	char text[256];
	char *argv[WORDS_MAX + 1];
	int argc;
};

static void
split(struct line *line, const char *text)
{
	char *c = line->text;

	assert_true(strlen(text) < sizeof(line->text));
	memcpy(line->text, text, strlen(text) + 1);
	line->argc = 0;
	line->argv[line->argc++] = c;
	while (*c != '\0' && line->argc < WORDS_MAX) {
		char end = ' ';
		c += strcspn(c, " ");
		if (*c == '\0')
			break;
		*c++ = '\0';
		if (*c == '\'')
			end = *c++;
		line->argv[line->argc++] = c;
		if (end == '\'') {
			c += strcspn(c, "'");
			*c++ = '\0';
		}
	}
	line->argv[line->argc] = NULL;
}

static struct line line;

/* Take "shieldadm ..." apart, which succeeds. */
static struct args
parsed(const char *text)
{
	struct args args;
	struct err err = NO_ERR;

	split(&line, text);
	if (!args_parse(&args, &program_commands, line.argc, line.argv, &err))
		fail_msg("%s: %s", text, err.text);
	assert_no_error(&err);
	return args;
}

static void
assert_command(const struct args *args, const char *noun, const char *verb)
{
	assert_non_null(args->group);
	assert_string_equal(args->group->name, noun);
	if (verb == NULL) {
		assert_null(args->command);
		return;
	}
	assert_non_null(args->command);
	assert_string_equal(args->command->name != NULL ? args->command->name : "", verb);
}

/* -- what is understood -- */

static void
words_are_the_noun_the_verb_and_those_of_the_command(void **state)
{
	struct args args = parsed("shieldadm ua block friendly-scanner sipcli/");

	(void)state;
	assert_command(&args, "ua", "block");
	assert_int_equal(args.words.len, 2);
	assert_string_equal(args_word(&args, 0), "friendly-scanner");
	assert_string_equal(args_word(&args, 1), "sipcli/");
	assert_null(args_word(&args, 2));
	assert_int_equal(args.opts.len, 0);
	args_clear(&args);
	assert_null(args.command);
}

static void
a_group_that_is_one_command_has_no_verb(void **state)
{
	struct args args = parsed("shieldadm help ua block");

	(void)state;
	assert_command(&args, "help", "");
	assert_string_equal(args_word(&args, 0), "ua");
	assert_string_equal(args_word(&args, 1), "block");
	args_clear(&args);
}

static void
nothing_and_a_noun_alone_are_understood_for_help_to_answer(void **state)
{
	struct args args = parsed("shieldadm");

	(void)state;
	assert_null(args.group);
	args_clear(&args);
	args = parsed("shieldadm --version");
	assert_null(args.group);
	assert_true(args_has(&args, "version"));
	args_clear(&args);
	args = parsed("shieldadm ua");
	assert_command(&args, "ua", NULL);
	args_clear(&args);
}

static void
a_value_that_may_be_left_out_is_a_number_or_missing(void **state)
{
	static const struct {
		const char *line, *value;
	} cases[] = {
		{ "shieldadm status --watch", "" },
		{ "shieldadm status --watch 5", "5" },
		{ "shieldadm status --watch=5", "5" },
		{ "shieldadm status --watch=often", "often" },
		{ "shieldadm status -w", "" },
		{ "shieldadm status -w5", "5" },
		{ "shieldadm status -w 5", "5" },
		{ "shieldadm status --watch -n", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct args args = parsed(cases[i].line);
		assert_string_equal(args.group->name, "status");
		assert_string_equal(args_opt(&args, "watch"), cases[i].value);
		assert_int_equal(args.words.len, 0);
		args_clear(&args);
	}
}

static void
the_options_of_all_commands_stand_anywhere(void **state)
{
	static const char *const lines[] = {
		"shieldadm -n -o json --node a ua block x y --node b",
		"shieldadm ua -n block --output=json --node=a x --node=b y",
		"shieldadm ua block x -no json y --node a --node b",
		"shieldadm --node a --node b ua block x y --dry-run -ojson",
		"shieldadm --output csv ua block --node a x --node b -no json y",
		"shieldadm ua --node a --node b block -n -o json -- x y",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct args args = parsed(lines[i]);
		assert_command(&args, "ua", "block");
		assert_true(args_has(&args, "dry-run"));
		assert_string_equal(args_opt(&args, "dry-run"), "");
		assert_false(args_has(&args, "force"));
		assert_null(args_opt(&args, "force"));
		assert_string_equal(args_opt(&args, "output"), "json");
		assert_string_equal(args_opt_at(&args, "node", 0), "a");
		assert_string_equal(args_opt_at(&args, "node", 1), "b");
		assert_null(args_opt_at(&args, "node", 2));
		assert_string_equal(args_opt(&args, "node"), "b");
		assert_int_equal(args.words.len, 2);
		assert_string_equal(args_word(&args, 0), "x");
		assert_string_equal(args_word(&args, 1), "y");
		args_clear(&args);
	}
}

static void
a_commands_own_options_stand_anywhere_behind_it(void **state)
{
	static const char *const lines[] = {
		"shieldadm addr add --port 5060 -t x 1.1.1.1 carrier",
		"shieldadm addr add 1.1.1.1 -p5060 carrier --tag=x",
		"shieldadm addr add 1.1.1.1 carrier -tx --port=5060",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct args args = parsed(lines[i]);
		assert_command(&args, "addr", "add");
		assert_string_equal(args_opt(&args, "port"), "5060");
		assert_string_equal(args_opt(&args, "tag"), "x");
		assert_string_equal(args_word(&args, 1), "carrier");
		args_clear(&args);
	}
}

static void
a_value_is_taken_as_it_stands(void **state)
{
	static const struct {
		const char *line, *value;
	} cases[] = {
		{ "shieldadm ua list --config=", "" },
		{ "shieldadm ua list --config=a=b", "a=b" },
		{ "shieldadm ua list --config --force", "--force" },
		{ "shieldadm ua list -c --", "--" },
		{ "shieldadm ua list -c -", "-" },
		{ "shieldadm ua list -c=a", "=a" },
		{ "shieldadm ua list -cno", "no" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct args args = parsed(cases[i].line);
		assert_string_equal(args_opt(&args, "config"), cases[i].value);
		assert_int_equal(args.opts.len, 1);
		assert_int_equal(args.words.len, 0);
		args_clear(&args);
	}
}

static void
behind_two_dashes_all_are_words_and_one_dash_always_is(void **state)
{
	struct args args = parsed("shieldadm ua block -n -- -o --force -- -");

	(void)state;
	assert_true(args_has(&args, "dry-run"));
	assert_int_equal(args.opts.len, 1);
	assert_int_equal(args.words.len, 4);
	assert_string_equal(args_word(&args, 0), "-o");
	assert_string_equal(args_word(&args, 1), "--force");
	assert_string_equal(args_word(&args, 2), "--");
	assert_string_equal(args_word(&args, 3), "-");
	args_clear(&args);
	args = parsed("shieldadm -- ua block -");
	assert_command(&args, "ua", "block");
	assert_string_equal(args_word(&args, 0), "-");
	args_clear(&args);
	/* An empty word is one too: the command says what is wrong with it. */
	args = parsed("shieldadm ua block ''");
	assert_int_equal(args.words.len, 1);
	assert_string_equal(args_word(&args, 0), "");
	args_clear(&args);
}

static void
help_is_no_error_whatever_else_is_missing(void **state)
{
	struct args args = parsed("shieldadm addr add --help");

	(void)state;
	assert_command(&args, "addr", "add");
	assert_true(args_has(&args, "help"));
	args_clear(&args);
	args = parsed("shieldadm -h help a b c d");
	assert_true(args_has(&args, "help"));
	args_clear(&args);
}

/* -- what is not -- */

static const struct {
	const char *line, *says;
} bad[] = {
	{ "shieldadm au", "unknown command 'au': did you mean 'ua'? (shieldadm help" },
	{ "shieldadm countri list",
		"unknown command 'countri': did you mean 'country'?" },
	{ "shieldadm fail2ban", "unknown command 'fail2ban' (shieldadm help lists" },
	{ "shieldadm ''", "unknown command '' (shieldadm help" },
	{ "shieldadm UA list", "unknown command 'UA'" },
	{ "shieldadm ua blok x",
		"'ua' has no 'blok': did you mean 'block'? (shieldadm help ua" },
	{ "shieldadm ua lsit", "'ua' has no 'lsit': did you mean 'list'?" },
	{ "shieldadm ua frobnicate",
		"'ua' has no 'frobnicate' (shieldadm help ua lists" },
	{ "shieldadm dst allow 00", "'dst' has no 'allow'" },
	{ "shieldadm ua block --scaners",
		"unknown option '--scaners': did you mean '--scanners'?" },
	{ "shieldadm ua block x --dryrun", "'--dryrun': did you mean '--dry-run'?" },
	{ "shieldadm ua block x --dryrun=1", "'--dryrun': did you mean '--dry-run'?" },
	{ "shieldadm ua list --frobnicate", "unknown option '--frobnicate'" },
	{ "shieldadm ua list --scanners", "unknown option '--scanners'" },
	{ "shieldadm --scanners ua block",
		"unknown option '--scanners'; options of a command stand behind it" },
	{ "shieldadm --forse ua block x", "'--forse': did you mean '--force'?" },
	{ "shieldadm ua list --forc", "'--forc': did you mean '--force'?" },
	{ "shieldadm ua list --=x", "unknown option '--'" },
	{ "shieldadm ua list -X", "unknown option '-X'" },
	{ "shieldadm ua list -nX", "unknown option '-X'" },
	{ "shieldadm ua list -5", "unknown option '-5'" },
	{ "shieldadm ua list -t x", "unknown option '-t'" }, /* of addr add */
	{ "shieldadm ua list --dry-run=yes", "the option '--dry-run' has no value" },
	{ "shieldadm ua list --node", "the option '--node' needs a value: <name>" },
	{ "shieldadm ua list -o", "the option '-o' needs a value: <format>" },
	{ "shieldadm ua list -no", "the option '-o' needs a value: <format>" },
	{ "shieldadm addr add", "an argument is missing; usage: shieldadm addr add " },
	{ "shieldadm ua list x", "too many arguments; usage: shieldadm ua list" },
	{ "shieldadm addr list a b", "too many arguments; usage: shieldadm addr list" },
	{ "shieldadm help ua block x", "too many arguments; usage: shieldadm help" },
};

static void
what_is_wrong_is_refused_with_what_would_be_right(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct args args;
		struct err err = NO_ERR;
		split(&line, bad[i].line);
		if (args_parse(&args, &program_commands, line.argc, line.argv, &err))
			fail_msg("%s: no error", bad[i].line);
		assert_error(&err, ERR_USAGE, bad[i].says);
		args_clear(&args);
	}
}

static void
an_error_leaves_what_was_understood_before_it(void **state)
{
	struct args args;
	struct err err = NO_ERR;

	(void)state;
	split(&line, "shieldadm ua -o json list --nosuch");
	assert_false(args_parse(&args, &program_commands, line.argc, line.argv, &err));
	assert_command(&args, "ua", "list");
	/* So that the error is told in the format that was asked for. */
	assert_string_equal(args_opt(&args, "output"), "json");
	args_clear(&args);
}

static void
a_suggestion_is_near_and_any_length_of_word_is_looked_at(void **state)
{
	char longer[500];

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_string_equal(
		suggest_noun(&program_commands, "contry"), ": did you mean 'country'?");
	assert_string_equal(
		suggest_noun(&program_commands, "cuontry"), ": did you mean 'country'?");
	assert_string_equal(
		suggest_noun(&program_commands, "countryy"), ": did you mean 'country'?");
	assert_string_equal(suggest_noun(&program_commands, "xyzzy"), "");
	assert_string_equal(suggest_noun(&program_commands, ""), "");
	assert_string_equal(suggest_noun(&program_commands, longer), "");
	assert_string_equal(
		suggest_option(&program_commands, NULL, longer, strlen(longer)), "");
	assert_string_equal(suggest_option(&program_commands, NULL, "quite=x", 5),
		": did you mean '--quiet'?");
}

/* -- the tables -- */

static void
assert_word(const char *of, const char *word)
{
	assert_non_null(word);
	assert_true(islower((unsigned char)word[0]));
	for (const char *c = word; *c != '\0'; c++)
		if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) &&
			*c != '-')
			fail_msg("'%s' of %s is no plain word", word, of);
}

/* A value that may be left out stands in brackets. */
static void
assert_value(const char *of, const char *value)
{
	char word[32];
	size_t len = strlen(value);

	if (value[0] != '[') {
		assert_word(of, value);
		return;
	}
	assert_true(len > 2 && len < sizeof(word) && value[len - 1] == ']');
	snprintf(word, sizeof(word), "%.*s", (int)len - 2, value + 1);
	assert_word(of, word);
}

/* The columns of a terminal, and of them those in front of an explanation. */
#define WIDTH 80
#define INDENT 26

/* One line without a full stop that fits into the columns that there are. */
static void
assert_summary(const char *of, const char *text, size_t columns)
{
	if (text == NULL || text[0] == '\0')
		fail_msg("%s has no summary", of);
	if (strchr(text, '\n') != NULL || text[strlen(text) - 1] == '.')
		fail_msg("'%s' of %s is no summary", text, of);
	if (strlen(text) > columns)
		fail_msg("'%s' of %s is wider than a terminal", text, of);
}

static const struct cmd_opt *
same_option(const struct cmd_opt *opts, const struct cmd_opt *opt)
{
	for (; opts != NULL && opts->name != NULL && opts != opt; opts++)
		if (strcmp(opts->name, opt->name) == 0 ||
			(opt->letter != '\0' && opts->letter == opt->letter))
			return opts;
	return NULL;
}

/* What is called so is completed as that. */
static void
assert_kind(const char *of, const char *name, enum cmd_value kind)
{
	if (name != NULL && strcmp(name, "file") == 0 && kind != VALUE_FILE)
		fail_msg("%s: a <file> is no VALUE_FILE", of);
	if (name != NULL && strcmp(name, "group") == 0 && kind != VALUE_GROUP)
		fail_msg("%s: a <group> is no VALUE_GROUP", of);
}

static void
check_options(const char *of, const struct cmd_opt *opts)
{
	for (const struct cmd_opt *o = opts; o != NULL && o->name != NULL; o++) {
		assert_word(of, o->name);
		assert_summary(o->name, o->help, WIDTH - INDENT);
		if (o->value != NULL)
			assert_value(o->name, o->value);
		assert_true((o->kind == VALUE_ONE_OF) <= (o->words != NULL));
		assert_kind(o->name, o->value, o->kind);
		assert_true(o->kind == VALUE_OTHER || o->value != NULL);
		if (o->letter != '\0' && !isalpha((unsigned char)o->letter))
			fail_msg("-%c of %s is no letter", o->letter, of);
		if (same_option(opts, o) != NULL)
			fail_msg("--%s of %s stands there twice", o->name, of);
		if (opts != program_commands.options &&
			same_option(program_commands.options, o) != NULL)
			fail_msg("--%s of %s hides one that all commands have", o->name,
				of);
	}
}

/* Only one can take all words that are left. */
static void
check_args(const char *of, const struct cmd_arg *args)
{
	unsigned many = 0;

	for (; args != NULL && args->name != NULL; args++) {
		assert_word(of, args->name);
		assert_summary(args->name, args->help, WIDTH - INDENT);
		many += args->many;
		assert_kind(of, args->name, args->kind);
		assert_true((args->kind == VALUE_ONE_OF) <= (args->words != NULL));
	}
	if (many > 1)
		fail_msg("%s takes two lists of words", of);
}

/* Each example is a command line of the command that it stands with. */
static void
check_examples(const struct command_group *group, const struct command *command)
{
	const char *const *example = command->examples;

	if (example == NULL && !group->hidden)
		fail_msg("%s %s has no example", group->name,
			command->name != NULL ? command->name : "");
	for (; example != NULL && *example != NULL; example++) {
		char text[200];
		struct args args;
		snprintf(text, sizeof(text), "shieldadm %s", *example);
		args = parsed(text);
		assert_ptr_equal(args.group, group);
		assert_ptr_equal(args.command, command);
		args_clear(&args);
	}
}

static void
check_usage(const struct command_group *group, const struct command *command)
{
	const char *usage = help_usage(group, command);

	assert_int_equal(strncmp(usage, "shieldadm ", 10), 0);
	assert_non_null(strstr(usage, group->name));
	if (command->name != NULL)
		assert_non_null(strstr(usage, command->name));
	for (const struct cmd_opt *o = command->opts; o != NULL && o->name != NULL; o++)
		assert_non_null(strstr(usage, o->name));
	for (const struct cmd_arg *a = command->args; a != NULL && a->name != NULL; a++)
		assert_non_null(strstr(usage, a->name));
}

static void
the_tables_are_whole(void **state)
{
	(void)state;
	check_options("all commands", program_commands.options);
	for (size_t i = 0; program_commands.groups[i] != NULL; i++) {
		const struct command_group *g = program_commands.groups[i];
		assert_word("the program", g->name);
		assert_summary(g->name, g->summary, WIDTH - INDENT);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(
				g->name, program_commands.groups[j]->name);
		assert_non_null(g->commands[0].run);
		for (const struct command *c = g->commands; c->run != NULL; c++) {
			/* Without a name it is the only one. */
			if (c->name == NULL) {
				assert_true(c == g->commands && c[1].run == NULL);
				assert_summary(g->name, c->summary, WIDTH);
			} else {
				assert_word(g->name, c->name);
				assert_summary(c->name, c->summary, WIDTH - INDENT);
			}
			for (const struct command *b = g->commands; b != c; b++)
				assert_string_not_equal(b->name, c->name);
			check_args(g->name, c->args);
			check_options(g->name, c->opts);
			check_examples(g, c);
			check_usage(g, c);
		}
	}
}

static void
usage_is_made_of_the_table(void **state)
{
	static const struct cmd_arg some_args[] = { { .name = "address" },
		{ .name = "group", .optional = true },
		{ .name = "value", .optional = true, .many = true }, { 0 } };
	static const struct cmd_arg many[] = { { .name = "file", .many = true }, { 0 } };
	static const struct cmd_opt opts[] = { { 't', "tag", "text", "" },
		{ 0, "all", NULL, "" }, { 0 } };
	static const struct command_group group = { .name = "noun" };

	(void)state;
	assert_string_equal(help_usage(&group, &(struct command){ .name = "verb",
						       .args = some_args,
						       .opts = opts }),
		"shieldadm noun verb [--tag <text>] [--all] <address> [<group>] "
		"[<value>...]");
	assert_string_equal(help_usage(&group, &(struct command){ .args = many }),
		"shieldadm noun <file>...");
	assert_string_equal(
		help_usage(&group, &(struct command){ .name = "v" }), "shieldadm noun v");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_the_noun_the_verb_and_those_of_the_command),
		cmocka_unit_test(a_group_that_is_one_command_has_no_verb),
		cmocka_unit_test(
			nothing_and_a_noun_alone_are_understood_for_help_to_answer),
		cmocka_unit_test(a_value_that_may_be_left_out_is_a_number_or_missing),
		cmocka_unit_test(the_options_of_all_commands_stand_anywhere),
		cmocka_unit_test(a_commands_own_options_stand_anywhere_behind_it),
		cmocka_unit_test(a_value_is_taken_as_it_stands),
		cmocka_unit_test(behind_two_dashes_all_are_words_and_one_dash_always_is),
		cmocka_unit_test(help_is_no_error_whatever_else_is_missing),
		cmocka_unit_test(what_is_wrong_is_refused_with_what_would_be_right),
		cmocka_unit_test(an_error_leaves_what_was_understood_before_it),
		cmocka_unit_test(
			a_suggestion_is_near_and_any_length_of_word_is_looked_at),
		cmocka_unit_test(the_tables_are_whole),
		cmocka_unit_test(usage_is_made_of_the_table),
	};

	return cmocka_run_group_tests_name("args", tests, NULL, NULL);
}
