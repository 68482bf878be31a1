/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "base/terminal.h"
#include "base/xalloc.h"
#include "print/wrap.h"

/* The column of the explanations. */
#define INDENT 26
#define INDENT_NARROW 6
#define INDENT_USAGE 6

#define WIDTH_MAX 80
#define ROOM_FOR_BOTH 60

void
help_add_value(struct str *usage, const struct cmd_opt *opt)
{
	if (opt->value[0] == '[')
		str_addf(usage, "[<%.*s>]", (int)strlen(opt->value) - 2, opt->value + 1);
	else
		str_addf(usage, "<%s>", opt->value);
}

void
help_add_args(struct str *usage, const struct cmd_arg *arg)
{
	for (const struct cmd_arg *a = arg; a != NULL && a->name != NULL; a++)
		str_addf(usage, "%s%s<%s>%s%s", a == arg ? "" : " ",
			a->optional ? "[" : "", a->name, a->many ? "..." : "",
			a->optional ? "]" : "");
}

/* "--file <file>", "--watch [<seconds>]", "--scanners". */
static void
add_option(struct str *s, const struct cmd_opt *opt)
{
	str_addf(s, "--%s", opt->name);
	if (opt->value == NULL)
		return;
	str_addf(s, " ");
	help_add_value(s, opt);
}

const char *
help_usage(const struct command_group *group, const struct command *command)
{
	static struct str usage;

	usage.len = 0;
	str_addf(&usage, "shieldadm %s", group->name);
	if (command->name != NULL)
		str_addf(&usage, " %s", command->name);
	for (const struct cmd_opt *o = command->opts; o != NULL && o->name != NULL; o++) {
		str_addf(&usage, " [");
		add_option(&usage, o);
		str_addf(&usage, "]");
	}
	if (command->args != NULL && command->args->name != NULL)
		str_addf(&usage, " ");
	help_add_args(&usage, command->args);
	return str_get(&usage);
}

/* How wide a line may be: as the terminal, but eighty columns at most. */
static size_t
line_width(void)
{
	size_t columns = terminal_columns(STDOUT_FILENO);

	return columns == 0 || columns > WIDTH_MAX ? WIDTH_MAX : columns;
}

/* Print text from column "at" on, and further lines from column "indent" on. */
static void
print_lines(const char *text, size_t at, size_t indent)
{
	struct str s = { 0 };

	wrap_add(&s, text, at, indent, line_width());
	puts(str_get(&s));
	str_clear(&s);
}

/* In a narrow terminal the explanation has a line of its own. */
static void
print_entry(const char *what, const char *text)
{
	size_t indent = line_width() < ROOM_FOR_BOTH ? INDENT_NARROW : INDENT;
	size_t at = 2 + strlen(what);

	printf("  %s", what);
	if (indent == INDENT_NARROW)
		printf("\n%*s", (int)(at = indent), "");
	else
		at += (size_t)printf("%*s", at < indent ? (int)(indent - at) : 1, "");
	print_lines(text, at, indent);
}

static void
print_options(const char *title, const struct cmd_opt *opts)
{
	if (opts == NULL || opts->name == NULL)
		return;
	printf("\n%s:\n", title);
	for (; opts->name != NULL; opts++) {
		struct str s = { 0 };
		if (opts->letter != '\0')
			str_addf(&s, "-%c, ", opts->letter);
		add_option(&s, opts);
		print_entry(str_get(&s), opts->help);
		str_clear(&s);
	}
}

static void
print_command(const struct command_group *group, const struct command *command)
{
	print_lines(command->summary, 0, 0);
	printf("\n  ");
	print_lines(help_usage(group, command), 2, INDENT_USAGE);
	if (command->args != NULL && command->args->name != NULL)
		printf("\nArguments:\n");
	for (const struct cmd_arg *a = command->args; a != NULL && a->name != NULL; a++)
		print_entry(a->name, a->help);
	print_options("Options", command->opts);
	if (command->examples != NULL)
		printf("\nExamples:\n");
	for (const char *const *e = command->examples; e != NULL && *e != NULL; e++)
		printf("  shieldadm %s\n", *e);
	putchar('\n');
	print_lines("shieldadm help lists the options that all commands have.", 0, 0);
}

static void
print_group(const struct command_group *group)
{
	char *text;

	printf("%s: ", group->name);
	print_lines(group->summary, strlen(group->name) + 2, 0);
	putchar('\n');
	for (const struct command *c = group->commands; c->run != NULL; c++)
		print_entry(c->name, c->summary);
	text = xasprintf("shieldadm %s <verb> --help tells more of one.", group->name);
	putchar('\n');
	print_lines(text, 0, 0);
	free(text);
}

static void
print_groups(const struct command_table *table, bool in_shell)
{
	for (size_t i = 0; table->groups[i] != NULL; i++)
		if (!table->groups[i]->hidden && table->groups[i]->in_shell == in_shell)
			print_entry(table->groups[i]->name, table->groups[i]->summary);
}

static void
print_all(const struct command_table *table)
{
	print_lines("shieldadm hardens Kamailio: one command stores a rule, makes every "
		    "node enforce it, and proves it.",
		0, 0);
	printf("\n  ");
	print_lines("shieldadm [<options>] <command> [<verb>] [<arguments>]", 2,
		INDENT_USAGE);
	printf("\nCommands:\n");
	print_groups(table, false);
	printf("\nIn the shell:\n");
	print_groups(table, true);
	print_options("Options for all commands", table->options);
	putchar('\n');
	print_lines("shieldadm <command> --help tells more of one, man "
		    "shieldadm-<command> all of it.",
		0, 0);
}

void
help_print(const struct command_table *table, const struct command_group *group,
	const struct command *command)
{
	if (command != NULL)
		print_command(group, command);
	else if (group != NULL)
		print_group(group);
	else
		print_all(table);
}
