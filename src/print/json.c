/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "print/escape.h"
#include "print/format.h"
#include "print/json_text.h"

/*
 * Rows are written one by one, so a list of any length needs the memory of one row.
 * So no library builds a tree here.
 */
static void
object_begin(void)
{
	putchar('{');
}

static void
object_end(void)
{
	puts("}");
}

static void
begin(struct out_list *list)
{
	if (list->name != NULL)
		printf("%s\"%s\":", list->is_first ? "" : ",", list->name);
	putchar('[');
}

static void
add_texts(struct str *s, char *const *texts)
{
	str_addf(s, "[");
	for (size_t i = 0; texts[i] != NULL; i++) {
		if (i > 0)
			str_addf(s, ",");
		escape_add_json(s, texts[i]);
	}
	str_addf(s, "]");
}

static void
add_cell(struct str *s, const struct out_cell *cell)
{
	switch (cell->kind) {
	case OUT_NULL:
		str_addf(s, "null");
		break;
	case OUT_IS_TEXT:
		escape_add_json(s, cell->text);
		break;
	case OUT_IS_INT:
		str_addf(s, "%lld", cell->n);
		break;
	case OUT_IS_BOOL:
		str_addf(s, cell->n ? "true" : "false");
		break;
	case OUT_IS_TEXTS:
		add_texts(s, cell->texts);
		break;
	case OUT_IS_JSON:
		json_text_add(s, cell->text);
		break;
	}
}

/* Add what precedes the value of the first cell. */
static void
add_start(struct str *s, const struct out_list *list)
{
	str_addf(s, "%s\n{\"%s\":", list->rows > 0 ? "," : "", list->columns[0]->name);
}

/* Add what follows it. */
static void
add_rest(struct str *s, const struct out_list *list, const struct out_cell *cells)
{
	for (size_t i = 1; i < list->n_columns; i++) {
		str_addf(s, ",\"%s\":", list->columns[i]->name);
		add_cell(s, &cells[i]);
	}
	str_add(s, "}", 1);
}

static void
row(struct out_list *list, const struct out_cell *cells)
{
	struct str s = { 0 };

	add_start(&s, list);
	add_cell(&s, &cells[0]);
	add_rest(&s, list, cells);
	fputs(s.s, stdout);
	str_clear(&s);
}

static void
before(struct out_list *list, struct str *s)
{
	add_start(s, list);
	str_add(s, "\"", 1);
}

static void
rest(struct out_list *list, const struct out_cell *cells, struct str *s)
{
	str_add(s, "\"", 1);
	add_rest(s, list, cells);
}

static void
end(struct out_list *list)
{
	fputs(list->rows > 0 ? "\n]" : "]", stdout);
	if (list->name == NULL)
		putchar('\n');
}

const struct out_format_fns out_json = { .audience = OUT_PROGRAMS,
	.object_begin = object_begin,
	.object_end = object_end,
	.begin = begin,
	.row = row,
	.end = end,
	.before = before,
	.rest = rest };
