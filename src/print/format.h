/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PRINT_FORMAT_H
#define SHIELDADM_PRINT_FORMAT_H

#include "print/out.h"

/*
 * One output format.  Private to src/print.  To add one, write a file that exports a
 * struct out_format_fns and list it in out.c.
 */
enum out_kind {
	OUT_NULL,
	OUT_IS_TEXT,
	OUT_IS_INT,
	OUT_IS_BOOL,
	OUT_IS_TEXTS,
	OUT_IS_JSON
};

struct out_cell {
	const struct out_column *column;
	enum out_kind kind;
	bool is_alarm;
	char *text;   /* OUT_IS_TEXT, OUT_IS_JSON */
	long long n;  /* OUT_IS_INT, OUT_IS_BOOL */
	char **texts; /* OUT_IS_TEXTS; NULL-terminated */
};

/* The list that is being written. */
struct out_list {
	const char *name; /* its name in an object; NULL outside of one */
	const struct out_column *const *columns;
	size_t n_columns; /* the columns that this format shows */
	size_t rows;      /* written so far */
	bool headings, has_color;
	bool is_first; /* the first list of the object */
	bool is_cut;   /* set when a cell was cut */
	void *state;   /* the format's own, from begin() to end() */
};

struct out_format_fns {
	/* Whether the format is for people or for programs. */
	enum out_audience audience;
	void (*object_begin)(void);
	void (*object_end)(void);
	void (*begin)(struct out_list *list);
	/* Write a row of n_columns cells. */
	void (*row)(struct out_list *list, const struct out_cell *cells);
	void (*end)(struct out_list *list);
	/* For out_row(); NULL: the format does not have it.  Add what precedes the text
	 * of a row's first cell, and what follows it: the rest of the row, with
	 * cells[1] to the last. */
	void (*before)(struct out_list *list, struct str *s);
	void (*rest)(struct out_list *list, const struct out_cell *cells, struct str *s);
};

extern const struct out_format_fns out_table, out_json, out_csv, out_plain;

#endif
