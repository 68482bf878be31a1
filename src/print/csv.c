/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "print/text.h"

/*
 * CSV by RFC 4180 (every text quoted where it needs to be, lines end with CR LF)
 * and plain: fields separated by a tab, no headings, for cut and while read.
 */
static void
begin_csv(struct out_list *list)
{
	for (size_t i = 0; i < list->n_columns; i++)
		printf("%s%s", i > 0 ? "," : "", list->columns[i]->name);
	fputs("\r\n", stdout);
}

static void
begin_plain(struct out_list *list)
{
	(void)list;
}

/* Blanks at an end are part of a field, and readers take them off where it has no quotes.
 */
static bool
needs_quotes(const char *text)
{
	size_t len = strlen(text);

	return text[strcspn(text, ",\"")] != '\0' ||
	       (len > 0 && (text[0] == ' ' || text[len - 1] == ' '));
}

static void
add_quoted(struct str *s, const struct out_cell *cell)
{
	struct str text = { 0 };

	text_add_cell(&text, cell);
	if (!needs_quotes(str_get(&text))) {
		str_add(s, str_get(&text), text.len);
	} else {
		str_add(s, "\"", 1);
		for (const char *c = text.s; *c != '\0'; c++)
			str_add(s, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
		str_add(s, "\"", 1);
	}
	str_clear(&text);
}

/* Write the cells from this one on; the first of a row has no separator. */
static void
add_cells(struct str *s, const struct out_list *list, const struct out_cell *cells,
	size_t from, const char *separator,
	void (*add)(struct str *, const struct out_cell *), const char *end)
{
	for (size_t i = from; i < list->n_columns; i++) {
		if (i > 0)
			str_add(s, separator, 1);
		add(s, &cells[i]);
	}
	str_add(s, end, strlen(end));
}

static void
add_csv(struct str *s, struct out_list *list, const struct out_cell *cells, size_t from)
{
	add_cells(s, list, cells, from, ",", add_quoted, "\r\n");
}

static void
add_plain(struct str *s, struct out_list *list, const struct out_cell *cells, size_t from)
{
	add_cells(s, list, cells, from, "\t", text_add_cell, "\n");
}

static void
row_csv(struct out_list *list, const struct out_cell *cells)
{
	struct str s = { 0 };

	add_csv(&s, list, cells, 0);
	fputs(s.s, stdout);
	str_clear(&s);
}

static void
row_plain(struct out_list *list, const struct out_cell *cells)
{
	struct str s = { 0 };

	add_plain(&s, list, cells, 0);
	fputs(s.s, stdout);
	str_clear(&s);
}

static void
before(struct out_list *list, struct str *s)
{
	(void)list;
	(void)s;
}

static void
rest_csv(struct out_list *list, const struct out_cell *cells, struct str *s)
{
	add_csv(s, list, cells, 1);
}

static void
rest_plain(struct out_list *list, const struct out_cell *cells, struct str *s)
{
	add_plain(s, list, cells, 1);
}

static void
end(struct out_list *list)
{
	(void)list;
}

const struct out_format_fns out_csv = { .audience = OUT_PROGRAMS,
	.object_begin = text_object,
	.object_end = text_object,
	.begin = begin_csv,
	.row = row_csv,
	.end = end,
	.before = before,
	.rest = rest_csv };

const struct out_format_fns out_plain = { .audience = OUT_PROGRAMS,
	.object_begin = text_object,
	.object_end = text_object,
	.begin = begin_plain,
	.row = row_plain,
	.end = end,
	.before = before,
	.rest = rest_plain };
