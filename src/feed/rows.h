/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_ROWS_H
#define SHIELDADM_FEED_ROWS_H

#include "feed/format.h"

/*
 * Rows that a reader of one form has made, until they are given out.  Private to
 * src/feed.
 */
struct feed_kept {
	struct feed_row row; /* the fields are owned */
	char *why;           /* what is wrong with it; NULL: nothing */
	size_t set;          /* the number of its set, from 1; 0: it is in none */
};

/* A named set, and what the rules of the list do with the sources in it. */
struct feed_set {
	char *name;
	bool is_of_addresses; /* the list holds it, be it empty */
	bool is_excluded;     /* it is of something else */
	bool is_used, drops, drops_some, lets_in;
	bool is_chosen;
};

struct feed_rows {
	struct feed_kept *v;
	size_t len, cap;
	struct feed_set_list {
		struct feed_set *v;
		size_t len, cap;
	} sets;
	size_t set;        /* that of the next row */
	bool says_nothing; /* the publisher says that there is nothing to list */
};

/* The type of an exception from a network of the same set, as ipset calls it. */
#define FEED_NOMATCH "nomatch"

/* A row, whose fields the caller sets. */
struct feed_row *feed_rows_add(struct feed_rows *rows);

/* A row that cannot be read, and why. */
void feed_rows_refuse(struct feed_rows *rows, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A row that the list itself says is not meant. */
void feed_rows_leave_out(struct feed_rows *rows, const char *why);

void feed_rows_clear(struct feed_rows *rows);

#endif
