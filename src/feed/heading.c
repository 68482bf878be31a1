/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/heading.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "feed/cells.h"
#include "feed/mask.h"
#include "feed/words.h"

static void
find_columns(struct feed_table *t, char *const *cells, int n)
{
	for (int c = 0; c < FEED_COLUMNS; c++)
		t->at[c] = -1;
	t->also = -1;
	t->masks = 0;
	for (int i = 0; i < n; i++) {
		int c = feed_column(t->format, cells[i]);
		if (feed_mask_is_name(cells[i]))
			t->masks |= 1ull << i;
		if (c >= 0 && t->at[c] < 0)
			t->at[c] = i;
		else if (c == FEED_VALUE && t->also < 0)
			t->also = i;
	}
	/* A prefix is a mask beside an address only. */
	if (!t->format->is_strict && t->at[FEED_VALUE] < 0 &&
		t->format->kind == FEED_ADDRESSES && t->format->wanted == NULL) {
		t->at[FEED_VALUE] = t->at[FEED_MASK];
		t->at[FEED_MASK] = -1;
	}
}

/* Say which cell of a heading is unknown, or there twice. */
static bool
refuse_heading(const struct feed_table *t, char *const *cells, int n, struct err *err)
{
	struct str known = { 0 };

	for (int i = 0; i < n; i++) {
		int c = feed_column(t->format, cells[i]);
		if (c >= 0 && t->at[c] == i)
			continue;
		if (c >= 0)
			return err_set(err, ERR_USAGE,
				"'%s' names a column that is there already", cells[i]);
		feed_list_names(t->format, &known);
		err_set(err, ERR_USAGE,
			"unknown column '%s': the first line names some of %s", cells[i],
			str_get(&known));
		str_clear(&known);
		return false;
	}
	return true;
}

/* Whether the cells can be names of columns; a user agent may have a ',' in it. */
static bool
are_names(const struct feed_table *t, char *const *cells, int n)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ_- ";

	for (int i = 0; t->format->kind == FEED_TEXTS && i < n; i++)
		if (cells[i][strspn(cells[i], letters)] != '\0')
			return false;
	return true;
}

void
feed_heading_none(struct feed_table *t)
{
	find_columns(t, NULL, 0);
	t->at[FEED_VALUE] = 0;
}

bool
feed_heading_read(struct feed_table *t, const char *line, struct err *err)
{
	char *copy = xstrdup(line), *cells[CELLS_MAX];
	int n;

	t->separator = t->format->is_strict ? ',' : cells_separator(line);
	n = cells_split(copy, t->separator, cells);
	find_columns(t, cells, are_names(t, cells, n) ? n : 0);
	t->n_cells = n;
	if (t->format->is_strict)
		t->is_broken = n == 0 ? !err_set(err, ERR_USAGE, "a quote has no end")
		                      : !refuse_heading(t, cells, n, err);
	else if (t->format->wanted != NULL && t->at[FEED_VALUE] < 0)
		t->is_broken = !err_set(err, ERR_USAGE,
			"it has no column '%s' in its heading", t->format->wanted);
	t->has_unknown_heading = n > 1 && t->at[FEED_VALUE] < 0;
	for (int i = 0; i < n; i++)
		if (words_is_address(cells[i]))
			t->has_unknown_heading = false;
	free(copy);
	return t->format->is_strict || t->at[FEED_VALUE] >= 0;
}
