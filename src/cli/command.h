/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CLI_COMMAND_H
#define SHIELDADM_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * What a command is.  Each file of cmd/ exports a struct command_group, a noun
 * with its verbs; cli/groups.c lists them.  Parsing, usage errors, --help and
 * whatever else tells of commands read these tables and nothing else.
 */
struct app;
struct args;

/* A word after the verb. */
struct cmd_arg {
	const char *name; /* as the usage line shows it: "value" */
	const char *help;
	bool optional;
	bool many; /* one or more */
};

/* An option.  Tables of them end with a NULL name. */
struct cmd_opt {
	char letter; /* 0: it has only the long form */
	const char *name;
	/* What the usage line calls its value; NULL: it has none.  In brackets it may be
	 * left out, and is a number, so that no word is taken for it: "[seconds]". */
	const char *value;
	const char *help;
};

struct command {
	const char *name; /* the verb; NULL in a group that is one command */
	const char *summary;
	const struct cmd_arg *args;
	const struct cmd_opt *opts;
	const char *const *examples; /* without the program's name; NULL-terminated */

	/*
	 * Do it.  ERR_NO stands for the answer "no".  The text of any other error is
	 * printed by main.c.
	 */
	bool (*run)(struct app *app, const struct args *args, struct err *err);
};

struct command_group {
	const char *name; /* the noun */
	const char *summary;
	int tag; /* tells a command that several groups share which one was named */
	const struct command *commands; /* end with a NULL run */
};

/* All groups, NULL-terminated, in the order in which help shows them. */
extern const struct command_group *const cli_groups[];

/* The options that every command has. */
extern const struct cmd_opt cli_options[];

#endif
