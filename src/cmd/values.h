/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_VALUES_H
#define SHIELDADM_CMD_VALUES_H

#include "cli/args.h"
#include "feed/values.h"
#include "policy/rule.h"

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

/* Read the first n_words words of the command line, and --file. */
static inline MUST bool
cmd_values(struct value_list *list, const struct feed_format *format,
	const struct args *args, size_t n_words, struct err *err)
{
	return values_read(
		list, format, args->words.v, n_words, args_opt(args, "file"), err);
}

#endif
