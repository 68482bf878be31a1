/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A radix sort in place, by one byte of the key after the other (McIlroy, Bostic and
 * McIlroy, Engineering Radix Sort, 1993): a million addresses take 0.1 s.
 */
#include "policy/pack_sort.h"

#include <string.h>

/* So few are sorted faster by putting each in its place. */
#define FEW 32

static bool
is_before(const struct packed *a, const struct packed *b, size_t at)
{
	return memcmp(a->key + at, b->key + at, PACK_KEY_LEN - at) < 0;
}

static void
sort_few(struct packed *v, size_t n, size_t at)
{
	for (size_t i = 1; i < n; i++) {
		struct packed one = v[i];
		size_t j = i;
		for (; j > 0 && is_before(&one, &v[j - 1], at); j--)
			v[j] = v[j - 1];
		v[j] = one;
	}
}

/* The first byte, from at on, by which they differ; PACK_KEY_LEN when they do not. */
static size_t
first_difference(const struct packed *v, size_t n, size_t at)
{
	size_t end = PACK_KEY_LEN;

	for (size_t i = 1; i < n && end > at; i++)
		for (size_t b = at; b < end; b++)
			if (v[i].key[b] != v[0].key[b])
				end = b;
	return end;
}

/* Put each into the part of those with the same byte; ends[b] is where that of b ends. */
static void
part(struct packed *v, size_t n, size_t at, size_t ends[256])
{
	size_t next[256], count[256] = { 0 }, sum = 0;

	for (size_t i = 0; i < n; i++)
		count[v[i].key[at]]++;
	for (size_t b = 0; b < 256; b++) {
		next[b] = sum;
		ends[b] = sum += count[b];
	}
	for (size_t b = 0; b < 256; b++)
		while (next[b] < ends[b]) {
			struct packed one = v[next[b]];
			/* Carry it on until one belongs here. */
			while (one.key[at] != b) {
				size_t to = next[one.key[at]]++;
				struct packed other = v[to];
				v[to] = one;
				one = other;
			}
			v[next[b]++] = one;
		}
}

/* The keys are equal up to the byte at. */
static void
sort_from(struct packed *v, size_t n, size_t at)
{
	size_t ends[256], begin = 0;

	if (n <= FEW) {
		sort_few(v, n, at);
		return;
	}
	at = first_difference(v, n, at);
	if (at == PACK_KEY_LEN)
		return;
	part(v, n, at, ends);
	for (size_t b = 0; b < 256; b++) {
		/* No deeper than the key is long. */
		sort_from(v + begin, ends[b] - begin, at + 1);
		begin = ends[b];
	}
}

static bool
is_sorted(const struct packed *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (is_before(&v[i], &v[i - 1], 0))
			return false;
	return true;
}

void
pack_sort_keys(struct packed *v, size_t n)
{
	if (!is_sorted(v, n))
		sort_from(v, n, 0);
}
