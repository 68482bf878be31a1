/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CLI_ARGS_H
#define SHIELDADM_CLI_ARGS_H

#include "base/str.h"
#include "cli/command.h"

/* A command line, taken apart by the tables. */
struct args {
	const struct command_table *table; /* it was parsed with; borrowed */
	const struct command_group *group; /* NULL: no noun was given */
	const struct command *command;     /* NULL: no verb was given */
	struct {
		const char **v;
		size_t len, cap;
	} words; /* what the command's cmd_args stand for */
	struct {
		struct arg_opt {
			const struct cmd_opt *opt;
			const char *value;
		} * v;
		size_t len, cap;
	} opts;
	/* How it ended: the option that is last and lacks its value, or NULL; whether
	 * "--" was met. */
	const struct cmd_opt *unfinished;
	bool only_words;
	/* The beginning of a noun or a verb stands for it, where it is the only one. */
	bool takes_short;
};

/*
 * Take argv[1..argc-1] apart by the table.  Options may stand anywhere; "--" ends them.
 * The texts stay borrowed from argv.  ERR_USAGE, with what would be right, for an unknown
 * word or option, for a value that is missing or none of those there are, and for words
 * too few or too many; args holds then what was understood.  --help is no error, whatever
 * else is missing.
 */
bool args_parse(struct args *args, const struct command_table *table, int argc,
	char **argv, struct err *err) MUST;

/* The same, with abbreviations: for people who type, not for what is kept. */
bool args_parse_short(struct args *args, const struct command_table *table, int argc,
	char **argv, struct err *err) MUST;
void args_clear(struct args *args);

/* Take those options that every command has from before, where args does not name them
 * itself. */
void args_inherit(struct args *args, const struct args *before);

/* Add the command line as one would type it: the command's own words and options, without
 * those that change nothing of what it does. */
void args_text(const struct args *args, struct str *text);

/* Take the next word: the noun, the verb, then those of the command.  ERR_USAGE for
 * a noun or a verb that there is not. */
bool args_take_word(struct args *args, const char *word, struct err *err) MUST;

/* The option of this name (len bytes), or of this letter when name is NULL, that the
 * command, if there is one yet, or every command has; NULL when there is none. */
const struct cmd_opt *args_find(
	const struct args *args, const char *name, size_t len, char letter);

/* The value of the option (the last one given), or NULL; "" for one without. */
const char *args_opt(const struct args *args, const char *name);
bool args_has(const struct args *args, const char *name);

/* The i-th value of an option that may be repeated, or NULL after the last. */
const char *args_opt_at(const struct args *args, const char *name, size_t i);

/* The i-th word, or NULL after the last. */
const char *args_word(const struct args *args, size_t i);

#endif
