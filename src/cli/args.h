/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CLI_ARGS_H
#define SHIELDADM_CLI_ARGS_H

#include "base/str.h"
#include "cli/command.h"

/* A parsed command line. */
struct args {
	const struct command_table *table; /* that parsed it; borrowed */
	const struct command_group *group; /* NULL: no noun was given */
	const struct command *command;     /* NULL: no verb was given */
	struct {
		const char **v;
		size_t len, cap;
	} words; /* the command's arguments */
	struct {
		struct arg_opt {
			const struct cmd_opt *opt;
			const char *value;
		} * v;
		size_t len, cap;
	} opts;
	/* For completion: the last option when its value is missing, or NULL; whether
	 * "--" was met. */
	const struct cmd_opt *unfinished;
	bool only_words;
	/* A noun or verb may be abbreviated where it stays unique. */
	bool takes_short;
};

/*
 * Parse argv[1..argc-1].  Options may stand anywhere; "--" ends them.  Texts stay
 * borrowed from argv.  ERR_USAGE, with a suggestion, for an unknown word or option, a
 * missing or invalid value, and too few or too many words; args then holds what was
 * understood.  With --help nothing else may be missing.
 */
bool args_parse(struct args *args, const struct command_table *table, int argc,
	char **argv, struct err *err) MUST;

/* The same, with abbreviations: for people who type, not for scripts. */
bool args_parse_short(struct args *args, const struct command_table *table, int argc,
	char **argv, struct err *err) MUST;
void args_clear(struct args *args);

/* Take the options of every command over from before, where args does not set them. */
void args_inherit(struct args *args, const struct args *before);

/* Add the command line to text, as a person would type it.  Options that do not change
 * what the command does (is_aside) are left out. */
void args_text(const struct args *args, struct str *text);

/* Take the next word: the noun, the verb, then an argument.  ERR_USAGE for an unknown
 * noun or verb. */
bool args_take_word(struct args *args, const char *word, struct err *err) MUST;

/* Find an option of the command, or of every command, by name (len bytes), or by letter
 * when name is NULL. NULL: unknown. */
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
