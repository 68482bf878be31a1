/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/nearest.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"

/* Longer words, in bytes, are similar to nothing. */
#define WORD_MAX 64

/* The distance of words of which one begins with the other: more than any typing error.
 * */
#define BEGINS_ALIKE 3
#define BEGIN_MIN 3
#define FAR ((size_t)-1)

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool
same(char a, char b)
{
	return ascii_lower(a) == ascii_lower(b);
}

/* How many edits turn a into b: add, drop or change a letter, or swap two. */
static size_t
edits(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][WORD_MAX + 1];

	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *row = rows[i % 3], *above = rows[(i - 1) % 3],
		       *two = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = least(least(row[j - 1], above[j]) + 1,
				above[j - 1] + !same(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) &&
				same(a[i - 2], b[j - 1]))
				row[j] = least(row[j], two[j - 2] + 1);
		}
	}
	return rows[a_len % 3][b_len];
}

/* The same up to two edits, else FAR, which is found quickly. */
static size_t
slips(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t allowed = a_len > 4 ? 2 : 1, n;

	if (a_len > b_len + allowed || b_len > a_len + allowed)
		return FAR;
	n = edits(a, a_len, b, b_len);
	return n <= allowed ? n : FAR;
}

static bool
begins_alike(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t len = least(a_len, b_len);

	for (size_t i = 0; i < len; i++)
		if (!same(a[i], b[i]))
			return false;
	return len >= BEGIN_MIN;
}

void
nearest_init(struct nearest *nearest, const char *text, size_t len)
{
	*nearest = (struct nearest){ .word = text, .len = len };
}

void
nearest_consider(struct nearest *nearest, const char *candidate)
{
	size_t len = strlen(candidate), distance;

	if (len > WORD_MAX || nearest->len > WORD_MAX)
		return;
	distance = slips(nearest->word, nearest->len, candidate, len);
	if (distance == FAR) {
		if (!begins_alike(nearest->word, nearest->len, candidate, len))
			return;
		distance = BEGINS_ALIKE;
	}
	if (nearest->best != NULL && distance >= nearest->distance)
		return;
	nearest->best = candidate;
	nearest->distance = distance;
}

const char *
nearest_say(const struct nearest *nearest, const char *dashes)
{
	static char text[WORD_MAX + 32];

	if (nearest->best == NULL)
		return "";
	snprintf(text, sizeof(text), ": did you mean '%s%s'?", dashes, nearest->best);
	return text;
}
