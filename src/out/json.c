/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "out/escape.h"
#include "out/format.h"
#include "out/json_text.h"

/*
 * Rows are written one by one, so a list of any length needs the memory of one
 * row; that is why no library builds a tree here.
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

static void
row(struct out_list *list, const struct out_cell *cells)
{
	struct str s = { 0 };

	str_addf(&s, list->rows > 0 ? ",\n{" : "\n{");
	for (size_t i = 0; i < list->n_columns; i++) {
		str_addf(&s, "%s\"%s\":", i > 0 ? "," : "", cells[i].column->name);
		add_cell(&s, &cells[i]);
	}
	str_addf(&s, "}");
	fputs(str_get(&s), stdout);
	str_clear(&s);
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
	.end = end };
