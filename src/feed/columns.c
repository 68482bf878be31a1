/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/columns.h"

#include <string.h>

#include "feed/cells.h"
#include "feed/entry.h"
#include "feed/mask.h"
#include "feed/pair.h"
#include "feed/words.h"

char *
feed_columns_cut_comment(char *line)
{
	for (char *c = line; *c != '\0'; c++)
		if ((*c == '#' || *c == ';') && c > line &&
			strchr(CELLS_BLANKS, c[-1]) != NULL)
			*c = '\0';
	return cells_trim(line);
}

/* A second address beside the one in cell i; NULL without one. */
static const char *
second_address(const struct feed_table *t, char *const *cells, int n, int i)
{
	if (!t->has_unknown_heading)
		return i + 1 < n && feed_pair_ascends(cells[i], cells[i + 1])
		               ? cells[i + 1]
		               : NULL;
	for (int other = 0; other < n; other++)
		if (other != i && words_is_address(cells[other]))
			return cells[other];
	return NULL;
}

/* Without a heading, what the cells hold tells what they mean. */
static bool
take_next_cells(const struct feed_table *t, char *const *cells, int n, char **fields,
	struct err *err)
{
	int i = t->at[FEED_VALUE];
	bool has_next = i >= 0 && i + 1 < n && words_is_address(cells[i + 1]);
	const char *second;

	if (t->has_heading || t->format->kind != FEED_ADDRESSES ||
		(!has_next && !t->has_unknown_heading))
		return true;
	if (has_next && i + 2 < n &&
		feed_pair_is_network(cells[i], cells[i + 1], cells[i + 2])) {
		fields[FEED_MASK] = cells[i + 2];
		return true;
	}
	if (has_next && !feed_check_pair(cells[i], cells[i + 1], err))
		return false;
	second = i >= 0 && i < n && words_is_address(cells[i])
	                 ? second_address(t, cells, n, i)
	                 : NULL;
	return second == NULL ||
	       err_set(err, ERR_USAGE,
		       "it has two addresses, %s and %s: a first line has to name the "
		       "columns, such as start,end or ip,target",
		       cells[i], second);
}

/* The value of a line whose heading has two columns of values. */
static bool
choose_value(const struct feed_table *t, char *const *cells, int n, char **fields,
	struct err *err)
{
	char *value = fields[FEED_VALUE], *other;

	if (t->also < 0 || t->also >= n || t->format->kind != FEED_ADDRESSES)
		return true;
	other = cells[t->also];
	if (!words_is_address(other) || feed_netmask_bits(other) > 0 ||
		(value != NULL && strcmp(value, other) == 0))
		return true;
	if (value != NULL && words_is_address(value) && feed_netmask_bits(value) < 0)
		return err_set(err, ERR_USAGE,
			"two of its columns hold an address, '%s' and '%s': --column "
			"names the one that is meant",
			value, other);
	fields[FEED_VALUE] = other;
	return true;
}

/* The mask of the value, where its column is not the one that is called so. */
static bool
take_mask(const struct feed_table *t, char *const *cells, int n, char **fields,
	struct err *err)
{
	int at = t->at[FEED_VALUE];

	if (t->format->kind != FEED_ADDRESSES ||
		(fields[FEED_MASK] != NULL && fields[FEED_MASK][0] != '\0'))
		return true;
	for (int i = 0; i < n; i++)
		if ((t->masks & 1ull << i) != 0 && cells[i] != fields[FEED_VALUE] &&
			feed_mask_is_one(cells[i])) {
			fields[FEED_MASK] = cells[i];
			return true;
		}
	if (t->has_heading || at < 0 || at + 1 >= n ||
		(t->separator == '\t' && !t->has_unknown_heading) ||
		!feed_mask_may_be_one(cells[at], cells[at + 1]))
		return true;
	return err_set(err, ERR_USAGE,
		"%s and %s may be a network: a first line has to name the columns, such "
		"as "
		"ip,mask or ip,count",
		cells[at], cells[at + 1]);
}

/* A cell that says that the address is let in, whatever its column is called. */
static void
take_word(const struct feed_table *t, char *const *cells, int n, char **fields)
{
	for (int i = 0; t->format->kind == FEED_ADDRESSES && i < n; i++)
		if ((fields[FEED_TYPE] == NULL || fields[FEED_TYPE][0] == '\0') &&
			feed_entry_cell_lets_in(cells[i]))
			fields[FEED_TYPE] = cells[i];
}

/* The value of a cell: an address with a note, a word with a comment, or a text. */
static bool
take_cell(struct feed_table *t, char **fields, struct err *err)
{
	char *rest = NULL, *next;

	if (t->format->kind == FEED_WORDS)
		fields[FEED_VALUE] = feed_columns_cut_comment(fields[FEED_VALUE]);
	if (t->format->kind != FEED_ADDRESSES) {
		fields[FEED_VALUE] = cells_unquote_single(fields[FEED_VALUE]);
		return true;
	}
	fields[FEED_VALUE] = words_take(fields[FEED_VALUE], &rest);
	next = words_next_address(',', rest);
	if (next == NULL || !words_is_address(fields[FEED_VALUE]))
		return true;
	/* A list of one column. */
	if (t->n_cells == 1) {
		t->rest = next;
		t->rest_separator = ',';
		return true;
	}
	return err_set(err, ERR_USAGE, "one of its cells holds two addresses");
}

static bool
check_cells(const struct feed_table *t, int n, struct err *err)
{
	bool is_exact = t->format->is_strict ||
	                (t->has_heading && t->format->kind != FEED_ADDRESSES);

	if (n == 0)
		return err_set(err, ERR_USAGE, "a quote has no end");
	return !is_exact || n <= t->n_cells ||
	       err_set(err, ERR_USAGE, "it has more cells than the first line");
}

static void
find_value(struct feed_table *t, char *const *cells, int n)
{
	for (int i = 0; !t->is_known && i < n; i++)
		if (words_is_address(cells[i])) {
			t->at[FEED_VALUE] = i;
			t->is_known = true;
		}
}

bool
feed_columns_take(struct feed_table *t, char *line, char **fields, struct err *err)
{
	char *cells[CELLS_MAX];
	int n = cells_split(line, t->separator, cells);

	if (!check_cells(t, n, err))
		return false;
	find_value(t, cells, n);
	for (int c = 0; c < t->format->n_columns; c++)
		fields[c] = t->at[c] >= 0 && t->at[c] < n ? cells[t->at[c]] : NULL;
	if (t->format->is_strict)
		return true;
	if (!take_next_cells(t, cells, n, fields, err) ||
		!choose_value(t, cells, n, fields, err) ||
		!take_mask(t, cells, n, fields, err))
		return false;
	take_word(t, cells, n, fields);
	if (fields[FEED_VALUE] == NULL || fields[FEED_VALUE][0] == '\0')
		return err_set(err, ERR_USAGE, "there is no value in its column");
	return take_cell(t, fields, err);
}
