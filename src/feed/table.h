/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_TABLE_H
#define SHIELDADM_FEED_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * A list, line by line, as people keep them: plain lines, or CSV separated by ',', ';' or
 * tabs, with a heading or without, whose first column is taken then.  What follows the
 * first word of a plain line is a remark, but for the other end of a range, "a - b".
 * A field does not go over the end of its line.
 */
enum feed_column {
	FEED_VALUE, /* ip, address, network, prefix, value, ... */
	FEED_MASK,
	FEED_PORT,
	FEED_GROUP,
	FEED_TAG
};
#define FEED_COLUMNS 5

struct feed_table {
	bool has_texts; /* values may have blanks and separators in them, as user agents:
	                 * only a heading makes CSV of it then, and a plain line is all
	                 * value */
	const char *wanted; /* the heading of the column of values; NULL: any usual one */
	bool is_begun;      /* a line was read that is no remark */
	bool has_heading;
	char separator;       /* '\0': plain lines */
	int at[FEED_COLUMNS]; /* of the columns; -1: there is none */
};

enum feed_line {
	FEED_ROW,
	FEED_NOTHING, /* an empty line, a remark, a heading */
	FEED_WRONG    /* err tells why */
};

/* The first line was looked at by others, and is plain. */
void feed_table_plain(struct feed_table *table);

/* Take the line apart, in place; it ends with a NUL.  fields[] are borrowed from it; NULL
 * where there is none. */
enum feed_line feed_table_line(struct feed_table *table, char *line,
	char *fields[FEED_COLUMNS], struct err *err);

#endif
