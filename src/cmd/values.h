/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_VALUES_H
#define SHIELDADM_CMD_VALUES_H

#include "cli/args.h"
#include "feed/values.h"
#include "policy/rule.h"
#include "program/app.h"

/* The option that goes with a command's words. */
#define VALUES_FILE_OPT                                                           \
	{                                                                         \
		'f', "file", "file",                                              \
			"values from this file, one a line (# begins a comment)", \
			VALUE_FILE                                                \
	}

/* How lists of this kind are read. */
static inline const struct feed_format *
cmd_format(enum rule_kind kind)
{
	return rule_kind_is_text(kind) ? &feed_texts : &feed_words;
}

/* Read the first n_words words of the command line, and --file.  The first line that is
 * wrong is an error. */
bool cmd_values(struct value_list *list, const struct feed_format *format,
	const struct args *args, size_t n_words, struct err *err) MUST;

/* The same, but lines that are wrong are in the list, too: value_faults tells them. */
bool cmd_values_all(struct value_list *list, const struct feed_format *format,
	const struct args *args, size_t n_words, struct err *err) MUST;

/* The values of a list that cannot be used: all are told, and nothing is done. */
struct value_faults {
	size_t n;
	struct err first;
};

/* A value is wrong, as err says.  False for a word of the command line: err is the error
 * of the command then. */
bool value_faults_add(struct value_faults *faults, const struct app *app,
	const struct value *value, struct err *err) MUST;

/* ERR_USAGE, or what the only fault has, when there were any. */
bool value_faults_check(
	const struct value_faults *faults, size_t n_values, struct err *err) MUST;

/* Whether a row may be of the list "ua", "ip", ...: a row that a list of ours was printed
 * with says of which it is.  ERR_USAGE when it is another one. */
bool cmd_check_kind(
	char *const fields[FEED_COLUMNS], const char *wanted, struct err *err) MUST;

/* Whether a row of a list of ours has the contrary action.  ERR_USAGE when it has. */
bool cmd_check_action(
	char *const fields[FEED_COLUMNS], enum rule_action wanted, struct err *err) MUST;

#endif
