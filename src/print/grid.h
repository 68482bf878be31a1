/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PRINT_GRID_H
#define SHIELDADM_PRINT_GRID_H

#include "print/fit.h"
#include "print/format.h"

/*
 * The rows of a table, kept until the last: only then the widths of the columns are
 * known.  The texts are harmless to a terminal.
 */
struct grid_cell {
	char *text; /* "" for no value */
	bool is_alarm, is_number;
};

struct grid {
	size_t n_columns;
	const struct out_column *const *columns; /* borrowed */
	char **titles;                           /* as a table shows them */
	bool headings, has_color;
	struct {
		struct grid_cell *v; /* row by row */
		size_t len, cap;
	} cells;
};

struct grid *grid_new(const struct out_list *list);
void grid_free(struct grid *grid);

/* Add a row of n_columns cells. */
void grid_add(struct grid *grid, const struct out_cell *cells);

size_t grid_rows(const struct grid *grid);
const struct grid_cell *grid_cell(const struct grid *grid, size_t row, size_t column);

/* Compute the width of each column for a terminal of room columns (0: no limit); widths
 * has n_columns.  False when they do not fit: widths then holds what they need. */
bool grid_fit(const struct grid *grid, size_t room, struct fit_column *widths);

/* Print each row as a record, one line for each cell behind its title: for a terminal
 * that is too narrow for the table.  Nothing is cut. */
void grid_print_records(const struct grid *grid, size_t room);

#endif
