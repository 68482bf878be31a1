/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "print/fit.h"

/* The width of a column when none may be wider than cap. */
static size_t
capped(const struct fit_column *column, size_t cap)
{
	size_t least = column->least < column->width ? column->least : column->width;

	return column->width <= cap ? column->width : least > cap ? least : cap;
}

static size_t
total(const struct fit_column *columns, size_t n, size_t cap)
{
	size_t sum = n > 0 ? n - 1 : 0;

	for (size_t i = 0; i < n; i++)
		sum += capped(&columns[i], cap);
	return sum;
}

bool
fit_columns(struct fit_column *columns, size_t n, size_t room)
{
	size_t cap = room, spare;

	while (cap > 0 && total(columns, n, cap) > room)
		cap--;
	if (total(columns, n, cap) > room)
		return false;
	spare = room - total(columns, n, cap);
	for (size_t i = 0; i < n; i++) {
		size_t width = capped(&columns[i], cap);
		/* Spread what is left: it was too little to raise cap for all. */
		if (spare > 0 && width == cap && width < columns[i].width) {
			width++;
			spare--;
		}
		columns[i].width = width;
	}
	return true;
}
