/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "cli/help.h"
#include "cli/short.h"
#include "cli/suggest.h"

const char *
args_opt_at(const struct args *args, const char *name, size_t i)
{
	for (size_t j = 0; j < args->opts.len; j++)
		if (strcmp(args->opts.v[j].opt->name, name) == 0 && i-- == 0)
			return args->opts.v[j].value;
	return NULL;
}

const char *
args_opt(const struct args *args, const char *name)
{
	for (size_t j = args->opts.len; j > 0; j--)
		if (strcmp(args->opts.v[j - 1].opt->name, name) == 0)
			return args->opts.v[j - 1].value;
	return NULL;
}

bool
args_has(const struct args *args, const char *name)
{
	return args_opt(args, name) != NULL;
}

const char *
args_word(const struct args *args, size_t i)
{
	return i < args->words.len ? args->words.v[i] : NULL;
}

void
args_clear(struct args *args)
{
	free(args->words.v);
	free(args->opts.v);
	*args = (struct args){ 0 };
}

/* Find the option by name (len bytes), or by letter when name is NULL. */
static const struct cmd_opt *
find_in(const struct cmd_opt *opts, const char *name, size_t len, char letter)
{
	for (; opts != NULL && opts->name != NULL; opts++)
		if (name != NULL ? strncmp(opts->name, name, len) == 0 &&
					   opts->name[len] == '\0'
				 : opts->letter == letter)
			return opts;
	return NULL;
}

const struct cmd_opt *
args_find(const struct args *args, const char *name, size_t len, char letter)
{
	const struct cmd_opt *opt = NULL;

	if (args->command != NULL)
		opt = find_in(args->command->opts, name, len, letter);
	return opt != NULL ? opt : find_in(args->table->options, name, len, letter);
}

static void
keep_opt(struct args *args, const struct cmd_opt *opt, const char *value)
{
	*LIST_ADD(&args->opts) =
		(struct arg_opt){ .opt = opt, .value = value != NULL ? value : "" };
}

/* The options of a command are unknown before its noun and verb. */
static bool
no_such_option(const struct args *args, const char *word, size_t len, struct err *err)
{
	const char *near = suggest_option(args->table, args->command, word, len);

	return err_set(err, ERR_USAGE, "unknown option '--%.*s'%s%s", (int)len, word,
		args->command == NULL && near[0] == '\0'
			? "; options of a command stand behind it"
			: "",
		near);
}

/* Whether the next word is the option's value. */
static bool
takes_next(const struct cmd_opt *opt, const char *next)
{
	if (opt->value != NULL && opt->value[0] == '[')
		return next != NULL && next[0] >= '0' && next[0] <= '9';
	return opt->value != NULL;
}

static bool
parse_long(
	struct args *args, const char *word, const char *next, int *used, struct err *err)
{
	const char *equals = strchr(word, '=');
	size_t len = equals != NULL ? (size_t)(equals - word) : strlen(word);
	const struct cmd_opt *opt = args_find(args, word, len, '\0');

	if (opt == NULL)
		return no_such_option(args, word, len, err);
	if (opt->value == NULL && equals != NULL)
		return err_set(
			err, ERR_USAGE, "the option '--%s' has no value", opt->name);
	if (!takes_next(opt, next) || equals != NULL) {
		keep_opt(args, opt, equals != NULL ? equals + 1 : NULL);
		return true;
	}
	if (next == NULL) {
		args->unfinished = opt;
		return err_set(err, ERR_USAGE, "the option '--%s' needs a value: <%s>",
			opt->name, opt->value);
	}
	*used = 2;
	keep_opt(args, opt, next);
	return true;
}

/* "-nq", "-ojson", "-o json". */
static bool
parse_letters(
	struct args *args, const char *word, const char *next, int *used, struct err *err)
{
	for (; *word != '\0'; word++) {
		const struct cmd_opt *opt = args_find(args, NULL, 0, *word);
		if (opt == NULL)
			return err_set(err, ERR_USAGE, "unknown option '-%c'", *word);
		if (opt->value == NULL || (word[1] == '\0' && !takes_next(opt, next))) {
			keep_opt(args, opt, NULL);
			continue;
		}
		if (word[1] == '\0' && next == NULL) {
			args->unfinished = opt;
			return err_set(err, ERR_USAGE,
				"the option '-%c' needs a value: <%s>", *word,
				opt->value);
		}
		*used = word[1] == '\0' ? 2 : 1;
		keep_opt(args, opt, word[1] == '\0' ? next : word + 1);
		break;
	}
	return true;
}

static const struct command_group *
find_noun(const struct command_table *table, const char *word)
{
	for (size_t i = 0; table->groups[i] != NULL; i++)
		if (strcmp(table->groups[i]->name, word) == 0)
			return table->groups[i];
	return NULL;
}

static bool
take_noun(struct args *args, const char *word, struct err *err)
{
	const struct command_group *group = find_noun(args->table, word);

	err->code = 0;
	if (group == NULL && args->takes_short)
		group = short_noun(args->table, word, err);
	if (group != NULL) {
		args->group = group;
		if (group->commands[0].name == NULL)
			args->command = &group->commands[0];
		return true;
	}
	return err->code != 0
	               ? false
	               : err_set(err, ERR_USAGE,
				 "unknown command '%s'%s (shieldadm help lists them)",
				 word, suggest_noun(args->table, word));
}

static const struct command *
find_verb(const struct command_group *group, const char *word)
{
	for (const struct command *c = group->commands; c->run != NULL; c++)
		if (strcmp(c->name, word) == 0)
			return c;
	return NULL;
}

static bool
take_verb(struct args *args, const char *word, struct err *err)
{
	err->code = 0;
	args->command = find_verb(args->group, word);
	if (args->command == NULL && args->takes_short)
		args->command = short_verb(args->group, word, err);
	if (args->command != NULL)
		return true;
	return err->code != 0
	               ? false
	               : err_set(err, ERR_USAGE,
				 "'%s' has no '%s'%s (shieldadm help %s lists what it "
				 "has)",
				 args->group->name, word, suggest_verb(args->group, word),
				 args->group->name);
}

bool
args_take_word(struct args *args, const char *word, struct err *err)
{
	if (args->group == NULL)
		return take_noun(args, word, err);
	if (args->command == NULL)
		return take_verb(args, word, err);
	*LIST_ADD(&args->words) = word;
	return true;
}

static bool
check_words(const struct args *args, struct err *err)
{
	const struct cmd_arg *arg = args->command->args;
	size_t least = 0, most = 0;
	bool any = false;

	for (; arg != NULL && arg->name != NULL; arg++) {
		least += !arg->optional;
		most++;
		any = any || arg->many;
	}
	if (args->words.len >= least && (any || args->words.len <= most))
		return true;
	return err_set(err, ERR_USAGE, "%s; usage: %s",
		args->words.len < least ? "an argument is missing" : "too many arguments",
		help_usage(args->group, args->command));
}

/* Take the i-th word, and its value when it is an option with one. */
static bool
take(struct args *args, int argc, char **argv, int i, int *used, struct err *err)
{
	const char *word = argv[i], *next = i + 1 < argc ? argv[i + 1] : NULL;

	*used = 1;
	if (args->only_words || word[0] != '-' || word[1] == '\0')
		return args_take_word(args, word, err);
	if (strcmp(word, "--") == 0)
		return args->only_words = true;
	if (word[1] == '-')
		return parse_long(args, word + 2, next, used, err);
	return parse_letters(args, word + 1, next, used, err);
}

/* "invalid --output 'jsno', expected table, json, csv or plain: did you mean 'json'?" */
static bool
check_one_of(
	const char *what, const char *const *words, const char *word, struct err *err)
{
	struct str list = { 0 };

	for (size_t i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], word) == 0) {
			str_clear(&list);
			return true;
		}
		str_addf(&list, "%s%s",
			i == 0                 ? ""
			: words[i + 1] == NULL ? " or "
					       : ", ",
			words[i]);
	}
	err_set(err, ERR_USAGE, "invalid %s '%s', expected %s%s", what, word,
		str_get(&list), suggest_one_of(words, word));
	str_clear(&list);
	return false;
}

/* Check the words and values that have a fixed list. */
static bool
check_values(const struct args *args, struct err *err)
{
	const struct cmd_arg *arg = args->command != NULL ? args->command->args : NULL;
	char name[32];

	for (size_t i = 0; i < args->opts.len; i++) {
		const struct cmd_opt *opt = args->opts.v[i].opt;
		snprintf(name, sizeof(name), "--%s", opt->name);
		if (opt->kind == VALUE_ONE_OF &&
			!check_one_of(name, opt->words, args->opts.v[i].value, err))
			return false;
	}
	for (size_t i = 0; arg != NULL && arg->name != NULL && i < args->words.len;
		arg++, i++) {
		snprintf(name, sizeof(name), "<%s>", arg->name);
		if (arg->kind == VALUE_ONE_OF &&
			!check_one_of(name, arg->words, args->words.v[i], err))
			return false;
	}
	return true;
}

static bool
parse(struct args *args, int argc, char **argv, struct err *err)
{
	bool ok = true;
	struct err later;

	/* Go on after an error: a later -o tells how to print it. */
	for (int i = 1, used; i < argc; i += used)
		if (!take(args, argc, argv, i, &used, ok ? err : &later))
			ok = false;
	if (!ok || args_has(args, "help"))
		return ok;
	return check_values(args, err) &&
	       (args->command == NULL || check_words(args, err));
}

bool
args_parse(struct args *args, const struct command_table *table, int argc, char **argv,
	struct err *err)
{
	*args = (struct args){ .table = table };
	return parse(args, argc, argv, err);
}

bool
args_parse_short(struct args *args, const struct command_table *table, int argc,
	char **argv, struct err *err)
{
	*args = (struct args){ .table = table, .takes_short = true };
	return parse(args, argc, argv, err);
}

static bool
has_opt(const struct args *args, size_t n, const struct cmd_opt *opt)
{
	for (size_t i = 0; i < n; i++)
		if (args->opts.v[i].opt == opt)
			return true;
	return false;
}

static bool
is_for_all(const struct command_table *table, const struct cmd_opt *opt)
{
	const struct cmd_opt *other = table->options;

	while (other->name != NULL && other != opt)
		other++;
	return other == opt;
}

void
args_inherit(struct args *args, const struct args *before)
{
	size_t own = args->opts.len;

	for (size_t i = 0; i < before->opts.len; i++) {
		const struct arg_opt *opt = &before->opts.v[i];
		if (is_for_all(args->table, opt->opt) && !has_opt(args, own, opt->opt))
			*LIST_ADD(&args->opts) = *opt;
	}
}
