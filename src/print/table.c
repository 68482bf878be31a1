/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables with libsmartcols, which is loaded at the first table.  On a terminal they
 * are as wide as the terminal.  Cutting and wrapping is done here, because the library
 * knows neither an ellipsis nor words.
 */
#include <langinfo.h>
#include <libsmartcols.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/dl.h"
#include "base/terminal.h"
#include "base/xalloc.h"
#include "print/grid.h"
#include "print/text.h"
#include "print/width.h"
#include "print/wrap.h"

/* The functions that we use. */
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

/* False when the library is missing. */
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
	/* The library measures by the locale, but the texts are always UTF-8. */
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		setlocale(LC_CTYPE, "");
	return is_loaded = true;
}

static void
begin(struct out_list *list)
{
	if (load())
		list->state = grid_new(list);
}

static void
row(struct out_list *list, const struct out_cell *cells)
{
	if (list->state == NULL)
		out_plain.row(list, cells);
	else
		grid_add(list->state, cells);
}

static struct libscols_table *
new_table(const struct grid *grid, const struct fit_column *widths)
{
	struct libscols_table *table = xmust(lib.new_table());
	struct str title = { 0 };

	lib.table_enable_noheadings(table, !grid->headings);
	/* Our texts are escaped already; escaped twice they are unreadable.  In a
	 * locale other than UTF-8 the library (2.38) loops forever on UTF-8 text, so
	 * there it escapes. */
	lib.table_enable_noencoding(table, strcmp(nl_langinfo(CODESET), "UTF-8") == 0);
	lib.table_enable_colors(table, grid->has_color);
	/* The texts fit, or stdout is not a terminal: nothing to cut. */
	lib.table_enable_nowrap(table, 1);
	lib.table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
	for (size_t i = 0; i < grid->n_columns; i++) {
		title.len = 0;
		width_add_cut(&title, grid->titles[i], widths[i].width);
		xmust(lib.table_new_column(table, str_get(&title), 0, 0));
	}
	str_clear(&title);
	return table;
}

/* Add the next line of a cell's text to s. *rest is the remaining text. *is_cut is set
 * when text is lost. */
static void
next_line(struct str *s, const char **rest, const struct out_column *column, size_t width,
	bool *is_cut)
{
	size_t len = strlen(*rest);

	if (column->fit != OUT_WRAP) {
		*is_cut = *is_cut || width_of(*rest) > width;
		width_add_cut(s, *rest, width);
	} else {
		len = wrap_first(*rest, width);
		str_add(s, *rest, len);
		len += strspn(*rest + len, " ");
	}
	*rest += len;
}

/* A row has as many lines as its longest cell. */
static void
add_row(struct libscols_table *table, const struct grid *grid, size_t row,
	const struct fit_column *widths, bool *is_cut)
{
	const char *rests[OUT_COLUMNS_MAX];
	bool is_more;

	for (size_t i = 0; i < grid->n_columns; i++)
		rests[i] = grid_cell(grid, row, i)->text;
	do {
		struct libscols_line *line = xmust(lib.table_new_line(table, NULL));
		is_more = false;
		for (size_t i = 0; i < grid->n_columns; i++) {
			struct str s = { 0 };
			if (rests[i][0] != '\0')
				next_line(&s, &rests[i], grid->columns[i],
					widths[i].width, is_cut);
			lib.line_set_data(line, i, str_get(&s));
			if (grid_cell(grid, row, i)->is_alarm && s.len > 0)
				lib.cell_set_color(lib.line_get_cell(line, i), "red");
			is_more = is_more || rests[i][0] != '\0';
			str_clear(&s);
		}
	} while (is_more);
}

/* A text that is to be copied stays on one line, however wide. */
static bool
has_whole(const struct grid *grid)
{
	for (size_t i = 0; i < grid->n_columns; i++)
		if (grid->columns[i]->fit == OUT_WHOLE)
			return true;
	return false;
}

static void
print(struct out_list *list, const struct grid *grid)
{
	struct fit_column widths[OUT_COLUMNS_MAX];
	struct libscols_table *table;
	size_t room = has_whole(grid) ? 0 : terminal_columns(STDOUT_FILENO);

	if (!grid_fit(grid, room, widths)) {
		grid_print_records(grid, room);
		return;
	}
	table = new_table(grid, widths);
	for (size_t i = 0; i < grid_rows(grid); i++)
		add_row(table, grid, i, widths, &list->is_cut);
	lib.print_table(table);
	lib.unref_table(table);
}

static void
end(struct out_list *list)
{
	struct grid *grid = list->state;

	if (grid == NULL)
		return;
	if (list->rows > 0)
		print(list, grid);
	grid_free(grid);
}

const struct out_format_fns out_table = { .audience = OUT_PEOPLE,
	.object_begin = text_object,
	.object_end = text_object,
	.begin = begin,
	.row = row,
	.end = end };
