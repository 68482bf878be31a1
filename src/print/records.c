/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A table on a terminal that is too narrow for its columns.
 */
#include <stdio.h>
#include <string.h>

#include "print/grid.h"
#include "print/wrap.h"

/* The indent of continued lines without titles. */
#define INDENT 2

/* The least room for text: below that the indent is not subtracted. */
#define ROOM_LEAST 10

static void
print_text(const char *text, size_t len, bool is_red)
{
	printf(is_red ? "\033[31m%.*s\033[0m" : "%.*s", (int)len, text);
}

/* Print text in lines.  The cursor is in column indent. */
static void
print_lines(const char *text, size_t indent, size_t room, bool is_red)
{
	size_t columns = room > indent + ROOM_LEAST ? room - indent : ROOM_LEAST;

	while (*text != '\0') {
		size_t len = wrap_first(text, columns);
		print_text(text, len, is_red);
		text += len + strspn(text + len, " ");
		printf(*text == '\0' ? "\n" : "\n%*s", (int)indent, "");
	}
}

static size_t
widest_title(const struct grid *grid)
{
	size_t widest = 0;

	for (size_t i = 0; i < grid->n_columns; i++)
		if (strlen(grid->titles[i]) > widest)
			widest = strlen(grid->titles[i]);
	return widest;
}

/* A cell without a value has no line. */
static void
print_titled(const struct grid *grid, size_t row, size_t room)
{
	size_t indent = widest_title(grid) + 1;

	for (size_t i = 0; i < grid->n_columns; i++) {
		const struct grid_cell *cell = grid_cell(grid, row, i);
		if (cell->text[0] == '\0')
			continue;
		printf("%-*s", (int)indent, grid->titles[i]);
		print_lines(cell->text, indent, room, cell->is_alarm && grid->has_color);
	}
}

/* Without titles the cells form one text; an alarm colours all of it. */
static void
print_untitled(const struct grid *grid, size_t row, size_t room)
{
	struct str s = { 0 };
	bool is_alarm = false;

	for (size_t i = 0; i < grid->n_columns; i++) {
		const struct grid_cell *cell = grid_cell(grid, row, i);
		if (cell->text[0] == '\0')
			continue;
		str_addf(&s, "%s%s", s.len > 0 ? " " : "", cell->text);
		is_alarm = is_alarm || cell->is_alarm;
	}
	if (s.len > 0)
		print_lines(str_get(&s), INDENT, room, is_alarm && grid->has_color);
	str_clear(&s);
}

void
grid_print_records(const struct grid *grid, size_t room)
{
	for (size_t row = 0; row < grid_rows(grid); row++) {
		if (!grid->headings) {
			print_untitled(grid, row, room);
			continue;
		}
		if (row > 0)
			putchar('\n');
		print_titled(grid, row, room);
	}
}
