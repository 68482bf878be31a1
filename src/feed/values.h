/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_VALUES_H
#define SHIELDADM_FEED_VALUES_H

#include "feed/format.h"

/*
 * The values that a command is given: its words, where "-" stands for the list on stdin,
 * and a list in a file.
 */
struct value {
	char *text;                 /* the first of the fields */
	char *fields[FEED_COLUMNS]; /* of a row of CSV or JSON; NULL where it has none */
	const char *source;         /* the file; NULL: it is a word */
	size_t line;
	bool is_line; /* the value is a whole line: a remark may be part of it */
	char *why;    /* what is wrong with the line; NULL: nothing, and text is set */
};

struct value_list {
	struct value *v;
	size_t len, cap;
};

/* file is NULL without one.  ERR_USAGE when there is no value at all; the list is empty
 * then.  Lines that are wrong are in the list, too. */
bool values_read(struct value_list *list, const struct feed_format *format,
	const char *const *words, size_t n_words, const char *file, struct err *err) MUST;
void values_clear(struct value_list *list);

/* Put "file:12: " before the error of a value that came from there; return false. */
bool values_blame(const struct value *value, struct err *err);

#endif
