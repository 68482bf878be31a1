/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_CELLS_H
#define SHIELDADM_FEED_CELLS_H

/*
 * The cells of a line of CSV; pure, in place.  Private to src/feed.
 */
#define CELLS_BLANKS " \t\r"

/* Further columns are ignored. */
#define CELLS_MAX 64

/* Take the blanks off both ends. */
char *cells_trim(char *text);

/* Take the double quotes off; "" within them is one.  NULL when they have no end, or
 * something follows it. */
char *cells_unquote(char *text);

/* Take single quotes off both ends. */
char *cells_unquote_single(char *text);

/* The cells, without blanks and quotes.  A separator within quotes does not count.  0: a
 * quote is wrong. */
int cells_split(char *line, char separator, char *cells[CELLS_MAX]);

/* The first of ',', ';' and tab that the line has; '\0': it has none. */
char cells_separator(const char *line);

#endif
