/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <langinfo.h>
#include <libsmartcols.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/xalloc.h"
#include "out/text.h"

static void
add_column(struct libscols_table *table, const char *name)
{
	struct str title = { 0 };

	for (; *name != '\0'; name++)
		str_addf(&title, "%c", *name == '_' ? ' ' : ascii_upper(*name));
	xmust(scols_table_new_column(table, str_get(&title), 0, 0));
	str_clear(&title);
}

static void
begin(struct out_list *list)
{
	struct libscols_table *table = xmust(scols_new_table());

	scols_table_enable_noheadings(table, !list->headings);
	/* What could act on a terminal is escaped already; twice is unreadable.  But in
	 * another locale than UTF-8 the library (2.38) never ends with such text. */
	scols_table_enable_noencoding(table, strcmp(nl_langinfo(CODESET), "UTF-8") == 0);
	scols_table_enable_colors(table, list->has_color);
	/* Cut nothing: a value that cannot be read whole cannot be typed again. */
	scols_table_enable_nowrap(table, 1);
	scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
	for (size_t i = 0; i < list->n_columns; i++)
		add_column(table, list->columns[i]->name);
	list->state = table;
}

static void
row(struct out_list *list, const struct out_cell *cells)
{
	struct libscols_line *line = xmust(scols_table_new_line(list->state, NULL));

	for (size_t i = 0; i < list->n_columns; i++) {
		struct str s = { 0 };
		text_add_cell(&s, &cells[i]);
		scols_line_set_data(line, i, str_get(&s));
		if (cells[i].is_alarm)
			scols_cell_set_color(scols_line_get_cell(line, i), "red");
		str_clear(&s);
	}
}

static void
end(struct out_list *list)
{
	if (list->rows > 0)
		scols_print_table(list->state);
	scols_unref_table(list->state);
}

const struct out_format_fns out_table = { .audience = OUT_PEOPLE,
	.object_begin = text_object,
	.object_end = text_object,
	.begin = begin,
	.row = row,
	.end = end };
