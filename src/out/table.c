/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables, with libsmartcols, which is loaded at the first one.
 */
#include <langinfo.h>
#include <libsmartcols.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/dl.h"
#include "base/xalloc.h"
#include "out/text.h"

/* What we need of it. */
#define SCOLS_FUNCTIONS(F)         \
	F(cell_set_color)          \
	F(line_get_cell)           \
	F(line_set_data)           \
	F(new_table)               \
	F(print_table)             \
	F(table_enable_colors)     \
	F(table_enable_noencoding) \
	F(table_enable_noheadings) \
	F(table_enable_nowrap)     \
	F(table_new_column)        \
	F(table_new_line)          \
	F(table_set_termforce)     \
	F(unref_table)

#define MEMBER(name) __typeof__(scols_##name) *name;
#define SYMBOL(name) { "scols_" #name, (void **)&lib.name },

static struct {
	SCOLS_FUNCTIONS(MEMBER)
} lib;

static const struct dl_symbol symbols[] = { SCOLS_FUNCTIONS(SYMBOL){ NULL, NULL } };

/* Without the library there is no table: false. */
static bool
load(void)
{
	static bool is_loaded;
	struct err err;

	if (is_loaded)
		return true;
	if (!dl_load(SMARTCOLS_SONAME, symbols, &err)) {
		fprintf(stderr, "shieldadm: %s: no columns\n", err.text);
		return false;
	}
	/* Texts are UTF-8, whatever the user's locale says of his terminal: without
	 * that no column has a width. */
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		setlocale(LC_CTYPE, "");
	return is_loaded = true;
}

static void
add_column(struct libscols_table *table, const char *name)
{
	struct str title = { 0 };

	for (; *name != '\0'; name++)
		str_addf(&title, "%c", *name == '_' ? ' ' : ascii_upper(*name));
	xmust(lib.table_new_column(table, str_get(&title), 0, 0));
	str_clear(&title);
}

static void
begin(struct out_list *list)
{
	struct libscols_table *table;

	if (!load())
		return;
	table = xmust(lib.new_table());
	lib.table_enable_noheadings(table, !list->headings);
	/* What could act on a terminal is escaped already; twice is unreadable.  But in
	 * another locale than UTF-8 the library (2.38) never ends with such text. */
	lib.table_enable_noencoding(table, strcmp(nl_langinfo(CODESET), "UTF-8") == 0);
	lib.table_enable_colors(table, list->has_color);
	/* Cut nothing: a value that cannot be read whole cannot be typed again. */
	lib.table_enable_nowrap(table, 1);
	lib.table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
	for (size_t i = 0; i < list->n_columns; i++)
		add_column(table, list->columns[i]->name);
	list->state = table;
}

static void
row(struct out_list *list, const struct out_cell *cells)
{
	struct libscols_line *line;

	if (list->state == NULL) {
		out_plain.row(list, cells);
		return;
	}
	line = xmust(lib.table_new_line(list->state, NULL));
	for (size_t i = 0; i < list->n_columns; i++) {
		struct str s = { 0 };
		text_add_cell(&s, &cells[i]);
		lib.line_set_data(line, i, str_get(&s));
		if (cells[i].is_alarm)
			lib.cell_set_color(lib.line_get_cell(line, i), "red");
		str_clear(&s);
	}
}

static void
end(struct out_list *list)
{
	if (list->state == NULL)
		return;
	if (list->rows > 0)
		lib.print_table(list->state);
	lib.unref_table(list->state);
}

const struct out_format_fns out_table = { .audience = OUT_PEOPLE,
	.object_begin = text_object,
	.object_end = text_object,
	.begin = begin,
	.row = row,
	.end = end };
