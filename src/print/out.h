/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PRINT_OUT_H
#define SHIELDADM_PRINT_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/*
 * Data for stdout: lists of rows, in the format the user chose.
 *
 *	out_begin(out, "changes", columns);
 *	for each row: out_text(), out_int(), ..., one for each column in turn
 *	out_end(out);
 *
 * Text from outside is made harmless on the way: no byte of it can act on a
 * terminal.  Rows are written as they come, except in a table, whose columns are
 * as wide as they need to be, and on a terminal no wider than that.
 */
enum out_format { OUT_TABLE, OUT_JSON, OUT_CSV, OUT_PLAIN };

/* Which formats a column is for: people get words, programs get data. */
enum out_audience { OUT_ALL, OUT_PEOPLE, OUT_PROGRAMS };

/* How a table on a terminal shows a text that is too wide: cut with an ellipsis;
 * wrapped, as a sentence; or whole in a table as wide as needed, as a command that is
 * to be copied. */
enum out_fit { OUT_CUT, OUT_WRAP, OUT_WHOLE };

struct out_column {
	const char *name; /* key in JSON, heading in CSV, upper case in a table */
	enum out_audience audience;
	enum out_fit fit;
};

/* Of a list that is shown. */
#define OUT_COLUMNS_MAX 40

struct out;

/* The format of this name; ERR_USAGE for an unknown name. */
bool out_parse_format(enum out_format *format, const char *name, struct err *err) MUST;

/* has_color: whether a table may show an alarm in red as well as in words. */
struct out *out_new(enum out_format format, bool has_color);
void out_free(struct out *out);

/* Whether a table had to cut a text so far. */
bool out_has_cut(const struct out *out);

/* Whether the output is for people, who get the gist.  Programs get everything. */
bool out_is_for_people(const struct out *out);
/* The format, for callers that write more in one format than in others. */
enum out_format out_format(const struct out *out);

/* Several lists as one answer: in JSON one object with a list for each name.
 * Without it, a list is an array. */
void out_object_begin(struct out *out);
void out_object_end(struct out *out);

/* A list.  columns end with a NULL name and stay borrowed until out_end().
 * headings: whether a table has a first line with the columns' names. */
void out_begin(struct out *out, const char *name, const struct out_column *columns,
	bool headings);
void out_end(struct out *out);

/* Write one cell.  Every column needs one, also columns that the format leaves out.
 * NULL means no value: null in JSON, empty elsewhere. */
void out_text(struct out *out, const char *text);
void out_int(struct out *out, long long n);
void out_bool(struct out *out, bool is_true);

/* The same as out_text(), for an alarm. */
void out_alarm(struct out *out, const char *text);

/* A list within a cell; NULL-terminated. */
void out_texts(struct out *out, const char *const *texts);

/*
 * Rows by the million that have all but their first cell from a few sets: such a set
 * is made once, and a row is then copied together.  Not in a table, which shows no
 * such number of rows: out_can_repeat() is false.
 *
 * out_rest(): the cells that come next, all but the first of a row, are added to rest
 * as the format writes them, instead of being written.
 * out_row(): write the row of first and rest.  first is a text of plain letters, digits
 * and punctuation that no format quotes or escapes: len bytes.
 * out_flush(): write what is held back, to whoever reads it now.  ERR_SYSTEM, without
 * a text when nobody reads any more: the caller should come to an end then.
 */
bool out_can_repeat(const struct out *out);
void out_rest(struct out *out, struct str *rest);
void out_row(struct out *out, const char *first, size_t len, const struct str *rest);
bool out_flush(struct out *out, struct err *err) MUST;

/* JSON text without blanks between its parts: embedded in JSON, a text elsewhere.
 * NULL: no value. */
void out_value(struct out *out, const char *json);

/* The same outside of lists, for people: indented, on several lines, below a heading if
 * that is not NULL. */
void out_json_document(const char *heading, const char *json);

/* Write text of several lines.  What a terminal could act on is made visible; tabs
 * stay. */
void out_document(const char *text);

#endif
