/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/rows.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/xalloc.h"

struct feed_row *
feed_rows_add(struct feed_rows *rows)
{
	struct feed_kept *kept = LIST_ADD(rows);

	kept->row.number = rows->len;
	kept->set = rows->set;
	return &kept->row;
}

void
feed_rows_refuse(struct feed_rows *rows, const char *fmt, ...)
{
	va_list args;

	feed_rows_add(rows);
	va_start(args, fmt);
	rows->v[rows->len - 1].why = xvasprintf(fmt, args);
	va_end(args);
}

void
feed_rows_leave_out(struct feed_rows *rows, const char *why)
{
	feed_rows_add(rows)->is_left_out = true;
	rows->v[rows->len - 1].why = xstrdup(why);
}

void
feed_rows_clear(struct feed_rows *rows)
{
	for (size_t i = 0; i < rows->len; i++) {
		for (int c = 0; c < FEED_COLUMNS; c++)
			free(rows->v[i].row.fields[c]);
		free(rows->v[i].why);
	}
	for (size_t i = 0; i < rows->sets.len; i++)
		free(rows->sets.v[i].name);
	free(rows->sets.v);
	free(rows->v);
	*rows = (struct feed_rows){ .v = NULL };
}
