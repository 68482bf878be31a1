/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_FORMAT_H
#define SHIELDADM_FEED_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/*
 * What a list holds, and what its columns are called; pure.
 */
enum feed_kind {
	FEED_ADDRESSES, /* a value ends at a blank, a comma, a semicolon or a '#' */
	FEED_WORDS,     /* a value ends at a '#' or ';' behind a blank */
	FEED_TEXTS      /* a value is the whole line: user agents have '#' and ';' */
};

/* The columns of a list of addresses; the other kinds have FEED_VALUE, FEED_TYPE and
 * FEED_KIND.  Those from FEED_END to FEED_SIMULATED are for src/feed, which reads the
 * others by them. */
enum feed_column {
	FEED_VALUE,
	FEED_MASK,
	FEED_PORT,
	FEED_GROUP,
	FEED_TAG,
	FEED_TIME, /* how long an entry is meant to last */
	FEED_END,  /* the last address of a range that begins with the value */
	FEED_SCOPE,
	FEED_TYPE,
	FEED_SIMULATED,
	FEED_STORED, /* the very text of a table, as shieldadm lists it */
	FEED_KIND,   /* the list of shieldadm that it is from */
	FEED_LET_IN  /* "true": it is on a whitelist; for src/feed */
};
#define FEED_COLUMNS 13 /* a format with columns of its own has no more */

/* The names of one column, or of one member of a JSON object; in any case. */
#define FEED_NAMES_MAX 24
typedef const char *const feed_names[FEED_NAMES_MAX];

/* What the entries are wanted for.  An entry may say of itself that it is banned, or let
 * in: what says the contrary is left out. */
enum feed_purpose {
	FEED_TO_LOOK_UP,
	FEED_TO_BAN,
	FEED_TO_ALLOW,
	FEED_AS_IT_SAYS /* the caller reads FEED_TYPE */
};

struct feed_format {
	enum feed_kind kind;
	enum feed_purpose purpose;
	feed_names *names; /* of each column; the first column is that of the values */
	int n_columns;
	const char *wanted; /* the only name of the column of values; NULL: its names */
	const char *set;    /* the only set of a firewall's that is meant; NULL: any */
	bool is_strict;     /* a name that is not in names is an error */
	bool is_stream;     /* each line of JSON is a row as soon as it is there */
};

extern const struct feed_format feed_addresses, feed_words, feed_texts;

/* The column of this name; -1 when there is none. */
int feed_column(const struct feed_format *format, const char *name);

/* "ip, mask, port and tag": the first name of each column. */
void feed_list_names(const struct feed_format *format, struct str *text);

/* Whether a line is empty, or a comment. */
bool feed_says_nothing(const char *line);

/* One value of a list, with what stands beside it. */
struct feed_row {
	size_t number; /* of its line, or of the value among those of JSON; from 1 */
	char *fields[FEED_COLUMNS]; /* NULL where the list has no such column */
	bool is_line;     /* the value is a whole line: a remark may be part of it */
	bool is_left_out; /* not an error: the list says that the entry is not meant */
	bool is_let_in;   /* an exception from the bans of the list; fields are set */
};

/* The address of a row and its mask, as one text; without a mask that leaves one address.
 * The caller frees it. */
char *feed_address_text(char *const fields[FEED_COLUMNS]);

#endif
