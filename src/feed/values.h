/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_VALUES_H
#define SHIELDADM_FEED_VALUES_H

#include "cli/args.h"

/*
 * The values a command is given: its words, where "-" stands for the lines of
 * stdin, and the lines of --file.  Empty lines and those that begin with '#' are
 * skipped, blanks at both ends too.
 */
struct value {
	char *text;
	const char *source; /* the file; NULL for a word */
	unsigned line;
};

struct value_list {
	struct value *v;
	size_t len, cap;
};

/* The option that goes with it. */
#define VALUES_FILE_OPT                                                           \
	{                                                                         \
		'f', "file", "file",                                              \
			"values from this file, one a line (# begins a comment)", \
			VALUE_FILE                                                \
	}

/* Of the first n_words words; ERR_USAGE when there is none at all. */
bool values_read(struct value_list *list, const struct args *args, size_t n_words,
	struct err *err) MUST;
void values_clear(struct value_list *list);

/* Put "file:12: " before the error of a value that came from there; return false. */
bool values_blame(const struct value *value, struct err *err);

#endif
