/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_TABLE_H
#define SHIELDADM_FEED_TABLE_H

#include <stdbool.h>

#include "feed/format.h"

/*
 * One line of a list that is not JSON; pure.  Private to src/feed: feed/reader.h says
 * what the dialect is.
 */
struct feed_table {
	const struct feed_format *format;
	bool is_begun; /* a row or a heading was read */
	bool is_known; /* where the value stands */
	bool has_heading;
	bool has_unknown_heading; /* so it does not tell which of two addresses is meant
	                           */
	bool is_broken;           /* the heading is wrong, so no line can be read */
	char separator;           /* '\0': plain lines */
	int at[FEED_COLUMNS];     /* of the columns; -1 without such a column */
	int also;                 /* a second column of values, or -1 */
	unsigned long long masks; /* a bit for each column that may hold masks */
	int n_cells;              /* of the heading */
	char *rest;               /* of a line: addresses that are still to be given */
	char rest_separator;
};

enum feed_line {
	FEED_ROW,
	FEED_NOTHING, /* an empty line, a comment, a heading */
	FEED_WRONG    /* err tells why; is_broken: so are all lines */
};

/* Take the line apart, in place; it ends with a NUL.  fields are borrowed from it; NULL
 * where there is none. */
enum feed_line feed_table_line(struct feed_table *table, char *line,
	char *fields[FEED_COLUMNS], struct err *err);

/* The next address of the same line; false when there is none. */
bool feed_table_more(struct feed_table *table, char *fields[FEED_COLUMNS]);

/* The caller has read the first line itself: it was an address alone. */
void feed_table_plain(struct feed_table *table);

#endif
