/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CLI_COMMAND_H
#define SHIELDADM_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * What a command is.  Each file of cmd/ exports a struct command_group, a noun
 * with its verbs; program/groups.c lists them in the one struct command_table.  Parsing,
 * usage errors, --help, completion and the manual pages read that table and nothing else.
 */
struct app;
struct args;

/* What a word or an option's value means: complete/ offers candidates by it. */
enum cmd_value {
	VALUE_OTHER = 0, /* the member words, if set, has usual values */
	VALUE_ONE_OF,    /* one of the member words; others are a usage error */
	VALUE_NOUN,
	VALUE_VERB, /* of the noun before it */
	VALUE_FILE,
	VALUE_NODE,    /* its name in the configuration */
	VALUE_GROUP,   /* of addresses: its name or number */
	VALUE_TAG,     /* of addresses */
	VALUE_ADDRESS, /* of a stored row of table "address" */
	/* Of secfilter's lists; the group's tag tells the kind: */
	VALUE_RULE_NEW, /* countries, known scanners */
	VALUE_RULE,     /* stored */
	VALUE_UA,       /* a stored user agent, whatever the tag */
	VALUE_BAN,      /* banned address */
	VALUE_CHANGE,   /* its number in the history */
	VALUE_AUTH,     /* address with failed logins */
	VALUE_METHOD    /* of Kamailio's RPC */
};

/* A word after the verb. */
struct cmd_arg {
	const char *name; /* as the usage line shows it: "value" */
	const char *help;
	bool optional;
	bool many; /* one or more */
	enum cmd_value kind;
	const char *const *words; /* NULL-terminated */
};

/* An option.  Tables end with a NULL name. */
struct cmd_opt {
	char letter; /* 0: there is only the long form */
	const char *name;
	/* The name of its value in the usage line; NULL: it takes no value.  In
	 * brackets the value is an optional number: "[seconds]".  A number, so that no
	 * other word is taken for it. */
	const char *value;
	const char *help;
	enum cmd_value kind; /* of the value */
	const char *const *words;
	bool is_aside; /* it does not change what a command does */
};

struct command {
	const char *name; /* the verb; NULL in a group that is one command */
	const char *summary;
	const struct cmd_arg *args;
	const struct cmd_opt *opts;
	const char *const *examples; /* without the program's name; NULL-terminated */

	/*
	 * Run the command.  ERR_NO is the answer "no". program/main.c prints the text
	 * of any other error.
	 */
	bool (*run)(struct app *app, const struct args *args, struct err *err);
};

struct command_group {
	const char *name; /* the noun */
	const char *summary;
	int tag; /* tells commands that groups share which group was named */
	const struct command *commands; /* end with a NULL run */
	bool in_shell;                  /* only in the interactive shell */
	bool hidden; /* for programs: help and completion leave it out */
};

/* All commands: parsing, help and completion work from this.  The program has one. */
struct command_table {
	const struct command_group *const *groups; /* NULL-terminated; help's order */
	const struct cmd_opt *options;             /* of every command */
};

#endif
