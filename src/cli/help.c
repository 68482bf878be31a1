/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/help.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

/* Where the explanations begin. */
#define INDENT 26

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

static void
print_entry(const char *what, const char *text)
{
	printf("  %-*s%s%s\n", INDENT - 2, what, strlen(what) > INDENT - 3 ? " " : "",
		text);
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
	printf("%s\n\n  %s\n", command->summary, help_usage(group, command));
	if (command->args != NULL && command->args->name != NULL)
		printf("\nArguments:\n");
	for (const struct cmd_arg *a = command->args; a != NULL && a->name != NULL; a++)
		print_entry(a->name, a->help);
	print_options("Options", command->opts);
	if (command->examples != NULL)
		printf("\nExamples:\n");
	for (const char *const *e = command->examples; e != NULL && *e != NULL; e++)
		printf("  shieldadm %s\n", *e);
	printf("\nshieldadm help lists the options that all commands have.\n");
}

static void
print_group(const struct command_group *group)
{
	printf("%s: %s\n\n", group->name, group->summary);
	for (const struct command *c = group->commands; c->run != NULL; c++)
		print_entry(c->name, c->summary);
	printf("\nshieldadm %s <verb> --help tells more of one.\n", group->name);
}

static void
print_groups(bool in_shell)
{
	for (size_t i = 0; cli_groups[i] != NULL; i++)
		if (!cli_groups[i]->hidden && cli_groups[i]->in_shell == in_shell)
			print_entry(cli_groups[i]->name, cli_groups[i]->summary);
}

static void
print_all(void)
{
	printf("shieldadm hardens Kamailio: one command stores a rule, makes every node\n"
	       "enforce it, and proves it.\n\n"
	       "  shieldadm [options] <command> [<verb>] [arguments]\n\nCommands:\n");
	print_groups(false);
	printf("\nIn the shell:\n");
	print_groups(true);
	print_options("Options for all commands", cli_options);
	printf("\nshieldadm <command> --help tells more of one.\n");
}

void
help_print(const struct command_group *group, const struct command *command)
{
	if (command != NULL)
		print_command(group, command);
	else if (group != NULL)
		print_group(group);
	else
		print_all();
}
