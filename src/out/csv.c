/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "out/text.h"

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

static void
put_quoted(const char *text)
{
	if (text[strcspn(text, ",\"")] == '\0') {
		fputs(text, stdout);
		return;
	}
	putchar('"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			putchar('"');
		putchar(*text);
	}
	putchar('"');
}

static void
put_row(struct out_list *list, const struct out_cell *cells, char separator,
	void (*put)(const char *), const char *end)
{
	for (size_t i = 0; i < list->n_columns; i++) {
		struct str s = { 0 };
		text_add_cell(&s, &cells[i]);
		if (i > 0)
			putchar(separator);
		put(str_get(&s));
		str_clear(&s);
	}
	fputs(end, stdout);
}

static void
put_raw(const char *text)
{
	fputs(text, stdout);
}

static void
row_csv(struct out_list *list, const struct out_cell *cells)
{
	put_row(list, cells, ',', put_quoted, "\r\n");
}

static void
row_plain(struct out_list *list, const struct out_cell *cells)
{
	put_row(list, cells, '\t', put_raw, "\n");
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
	.end = end };

const struct out_format_fns out_plain = { .audience = OUT_PROGRAMS,
	.object_begin = text_object,
	.object_end = text_object,
	.begin = begin_plain,
	.row = row_plain,
	.end = end };
