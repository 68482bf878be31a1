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

/* What a word, or the value of an option, stands for: what complete/ offers for it. */
enum cmd_value {
	VALUE_OTHER = 0, /* of the member words those are usual, if there are any */
	VALUE_ONE_OF,    /* of words; another one is an error of usage */
	VALUE_NOUN,
	VALUE_VERB, /* of the noun before it */
	VALUE_FILE,
	VALUE_NODE,    /* its name in the configuration */
	VALUE_GROUP,   /* of addresses: its name or number */
	VALUE_TAG,     /* of addresses */
	VALUE_ADDRESS, /* stored, of the table "address" */
	/* Of secfilter's lists; of which kind is the group's tag: */
	VALUE_RULE_NEW, /* countries; the scanners known */
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

/* An option.  Tables of them end with a NULL name. */
struct cmd_opt {
	char letter; /* 0: it has only the long form */
	const char *name;
	/* What the usage line calls its value; NULL: it has none.  In brackets it may be
	 * left out, and is a number, so that no word is taken for it: "[seconds]". */
	const char *value;
	const char *help;
	enum cmd_value kind; /* of the value */
	const char *const *words;
	bool is_aside; /* it changes nothing of what a command does */
};

struct command {
	const char *name; /* the verb; NULL in a group that is one command */
	const char *summary;
	const struct cmd_arg *args;
	const struct cmd_opt *opts;
	const char *const *examples; /* without the program's name; NULL-terminated */

	/*
	 * Do it.  ERR_NO stands for the answer "no".  The text of any other error is
	 * printed by program/main.c.
	 */
	bool (*run)(struct app *app, const struct args *args, struct err *err);
};

struct command_group {
	const char *name; /* the noun */
	const char *summary;
	int tag; /* tells a command that several groups share which one was named */
	const struct command *commands; /* end with a NULL run */
	bool in_shell;                  /* a command of the interactive shell alone */
	bool hidden; /* for programs: neither help nor completion shows it */
};

/* All commands: what parsing, help and completion work from.  The program has one. */
struct command_table {
	const struct command_group *const *groups; /* NULL-terminated; help's order */
	const struct cmd_opt *options;             /* of every command */
};

#endif
