/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "print/grid.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "base/xalloc.h"
#include "print/text.h"
#include "print/width.h"

/* A narrower cut text says nothing.  A narrower sentence is hard to read. */
#define CUT_LEAST 8
#define WRAP_LEAST 20

static char *
title(const char *name)
{
	char *text = xstrdup(name);

	for (char *c = text; *c != '\0'; c++)
		*c = *c == '_' ? ' ' : ascii_upper(*c);
	return text;
}

struct grid *
grid_new(const struct out_list *list)
{
	struct grid *grid = xcalloc(1, sizeof(*grid));

	grid->n_columns = list->n_columns;
	grid->columns = list->columns;
	grid->headings = list->headings;
	grid->has_color = list->has_color;
	grid->titles = xcalloc(list->n_columns, sizeof(*grid->titles));
	for (size_t i = 0; i < list->n_columns; i++)
		grid->titles[i] = title(list->columns[i]->name);
	return grid;
}

void
grid_free(struct grid *grid)
{
	for (size_t i = 0; i < grid->n_columns; i++)
		free(grid->titles[i]);
	for (size_t i = 0; i < grid->cells.len; i++)
		free(grid->cells.v[i].text);
	free(grid->titles);
	free(grid->cells.v);
	free(grid);
}

void
grid_add(struct grid *grid, const struct out_cell *cells)
{
	for (size_t i = 0; i < grid->n_columns; i++) {
		struct str s = { 0 };
		text_add_cell(&s, &cells[i]);
		*LIST_ADD(&grid->cells) =
			(struct grid_cell){ .text = xstrdup(str_get(&s)),
				.is_alarm = cells[i].is_alarm,
				.is_number = cells[i].kind == OUT_IS_INT };
		str_clear(&s);
	}
}

size_t
grid_rows(const struct grid *grid)
{
	return grid->cells.len / grid->n_columns;
}

const struct grid_cell *
grid_cell(const struct grid *grid, size_t row, size_t column)
{
	return &grid->cells.v[row * grid->n_columns + column];
}

/* A cut number is a wrong number. */
static struct fit_column
column_needs(const struct grid *grid, size_t column)
{
	struct fit_column needs = { 0 };
	size_t numbers = 0;

	if (grid->headings)
		needs.width = width_of(grid->titles[column]);
	for (size_t row = 0; row < grid_rows(grid); row++) {
		const struct grid_cell *cell = grid_cell(grid, row, column);
		size_t width = width_of(cell->text);
		if (width > needs.width)
			needs.width = width;
		if (cell->is_number && width > numbers)
			numbers = width;
	}
	needs.least = grid->columns[column]->fit == OUT_WRAP ? WRAP_LEAST : CUT_LEAST;
	if (needs.least < numbers)
		needs.least = numbers;
	return needs;
}

bool
grid_fit(const struct grid *grid, size_t room, struct fit_column *widths)
{
	for (size_t i = 0; i < grid->n_columns; i++)
		widths[i] = column_needs(grid, i);
	return room == 0 || fit_columns(widths, grid->n_columns, room);
}
