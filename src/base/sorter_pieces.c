/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A radix sort in place, byte by byte, like policy/pack_sort.c.  But records have
 * different lengths, and 8-byte pieces are moved instead of records.
 */
#include "base/sorter_pieces.h"

#include <string.h>

/* Insertion sort is faster for so few. */
#define FEW 24
/* The bucket of a byte; records that end there come first. */
#define BUCKETS 257

int
piece_compare(const unsigned char *a, size_t a_len, const unsigned char *b, size_t b_len)
{
	int d = memcmp(a, b, a_len < b_len ? a_len : b_len);

	return d != 0 ? d : (a_len > b_len) - (a_len < b_len);
}

/* The pieces have equal bytes before at. */
static int
compare(const unsigned char *text, const struct piece *a, const struct piece *b,
	size_t at)
{
	return piece_compare(
		text + a->at + at, a->len - at, text + b->at + at, b->len - at);
}

static void
sort_few(const unsigned char *text, struct piece *v, size_t n, size_t at)
{
	for (size_t i = 1; i < n; i++) {
		struct piece one = v[i];
		size_t j = i;
		for (; j > 0 && compare(text, &one, &v[j - 1], at) < 0; j--)
			v[j] = v[j - 1];
		v[j] = one;
	}
}

static size_t
bucket(const unsigned char *text, const struct piece *piece, size_t at)
{
	return at < piece->len ? text[piece->at + at] + 1u : 0;
}

/* How many first bytes all pieces share; at of them are known. */
static size_t
common(const unsigned char *text, const struct piece *v, size_t n, size_t at)
{
	size_t end = v[0].len;

	for (size_t i = 1; i < n && end > at; i++) {
		size_t len = v[i].len < end ? v[i].len : end, b = at;
		while (b < len && text[v[i].at + b] == text[v[0].at + b])
			b++;
		end = b;
	}
	return end;
}

/* Put each piece into its bucket; ends[b] is the end of bucket b. */
static void
part(const unsigned char *text, struct piece *v, size_t n, size_t at,
	size_t ends[BUCKETS])
{
	size_t next[BUCKETS], count[BUCKETS] = { 0 }, sum = 0;

	for (size_t i = 0; i < n; i++)
		count[bucket(text, &v[i], at)]++;
	for (size_t b = 0; b < BUCKETS; b++) {
		next[b] = sum;
		ends[b] = sum += count[b];
	}
	for (size_t b = 0; b < BUCKETS; b++)
		while (next[b] < ends[b]) {
			struct piece one = v[next[b]];
			/* Swap until the piece here belongs here. */
			for (size_t to; (to = bucket(text, &one, at)) != b;) {
				struct piece other = v[next[to]];
				v[next[to]++] = one;
				one = other;
			}
			v[next[b]++] = one;
		}
}

/* All are equal before the byte at. */
static void
sort_from(const unsigned char *text, struct piece *v, size_t n, size_t at)
{
	size_t ends[BUCKETS], begin;

	if (n <= FEW) {
		sort_few(text, v, n, at);
		return;
	}
	at = common(text, v, n, at);
	part(text, v, n, at, ends);
	/* The first bucket has equal ones. */
	begin = ends[0];
	for (size_t b = 1; b < BUCKETS; b++) {
		/* No deeper than a record is long. */
		sort_from(text, v + begin, ends[b] - begin, at + 1);
		begin = ends[b];
	}
}

void
pieces_sort(const unsigned char *text, struct piece *v, size_t n)
{
	size_t i = 1;

	while (i < n && compare(text, &v[i - 1], &v[i], 0) <= 0)
		i++;
	if (i < n)
		sort_from(text, v, n, 0);
}
