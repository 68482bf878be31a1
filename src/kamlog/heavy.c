/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamlog/heavy.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/xalloc.h"
#include "base/hash.h"

#define ROOM_FIRST 64 /* entries; most logs are small, and the memory grows with them */

struct heavy {
	unsigned char *entries; /* stride bytes for each */
	size_t stride, len, capacity, key_max;
	size_t room;     /* entries that there is memory for, up to capacity */
	uint32_t *slots; /* number of an entry + 1; 0: free */
	size_t mask;     /* slots - 1; slots is a power of two, and twice room or more */
	uint64_t seed, floor;
	bool forgot_allowed;
};

static void
put_slot(struct heavy *h, uint64_t hash, size_t i)
{
	size_t at = hash & h->mask;

	while (h->slots[at] != 0)
		at = (at + 1) & h->mask;
	h->slots[at] = (uint32_t)i + 1;
}

/* Memory for this many entries. */
static void
set_room(struct heavy *h, size_t room)
{
	size_t slots = 4;

	while (slots < room * 2)
		slots *= 2;
	h->room = room;
	h->entries = xrealloc(h->entries, room, h->stride);
	free(h->slots);
	h->slots = xcalloc(slots, sizeof(*h->slots));
	h->mask = slots - 1;
	for (size_t i = 0; i < h->len; i++)
		put_slot(h, heavy_get(h, i)->hash, i);
}

struct heavy *
heavy_new(size_t capacity, size_t key_max)
{
	struct heavy *h = xcalloc(1, sizeof(*h));

	h->capacity = capacity;
	h->key_max = key_max;
	h->stride = (sizeof(struct heavy_entry) + key_max + 7) & ~(size_t)7;
	set_room(h, capacity < ROOM_FIRST ? capacity : ROOM_FIRST);
	random_bytes(&h->seed, sizeof(h->seed));
	return h;
}

void
heavy_free(struct heavy *h)
{
	if (h == NULL)
		return;
	free(h->entries);
	free(h->slots);
	free(h);
}

size_t
heavy_len(const struct heavy *h)
{
	return h->len;
}

struct heavy_entry *
heavy_get(const struct heavy *h, size_t i)
{
	return (struct heavy_entry *)(void *)(h->entries + i * h->stride);
}

uint64_t
heavy_floor(const struct heavy *h)
{
	return h->floor;
}

bool
heavy_forgot_allowed(const struct heavy *h)
{
	return h->forgot_allowed;
}

static uint64_t
certain(const struct heavy_entry *e)
{
	return e->allowed + e->blocked;
}

static int
compare_keys(const struct heavy_entry *a, const struct heavy_entry *b)
{
	int order = memcmp(a->key, b->key, a->len < b->len ? a->len : b->len);

	return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

static int
compare_entries(const void *a, const void *b)
{
	const struct heavy_entry *x = *(const struct heavy_entry *const *)a;
	const struct heavy_entry *y = *(const struct heavy_entry *const *)b;

	if (x->blocked != y->blocked)
		return x->blocked < y->blocked ? 1 : -1;
	if (x->allowed != y->allowed)
		return x->allowed < y->allowed ? 1 : -1;
	return compare_keys(x, y);
}

static int
compare_numbers(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The median of the counts. */
static uint64_t
median(const struct heavy *h)
{
	uint64_t *counts = xcalloc(h->len, sizeof(*counts)), middle;

	for (size_t i = 0; i < h->len; i++) {
		const struct heavy_entry *e = heavy_get(h, i);
		counts[i] = certain(e) + e->error;
	}
	qsort(counts, h->len, sizeof(*counts), compare_numbers);
	middle = counts[h->len / 2 - 1];
	free(counts);
	return middle;
}

/* Forget the lower half.  Of the entries equal to the median the first ones are
 * forgotten. */
static void
forget(struct heavy *h)
{
	uint64_t middle = median(h);
	size_t kept = 0, to_go = h->len / 2;

	memset(h->slots, 0, (h->mask + 1) * sizeof(*h->slots));
	for (size_t i = 0; i < h->len; i++) {
		struct heavy_entry *e = heavy_get(h, i);
		if (to_go > 0 && certain(e) + e->error <= middle) {
			to_go--;
			h->forgot_allowed = h->forgot_allowed || e->allowed > 0;
			continue;
		}
		if (kept < i)
			memcpy(heavy_get(h, kept), e, h->stride);
		put_slot(h, heavy_get(h, kept)->hash, kept);
		kept++;
	}
	h->len = kept;
	if (middle > h->floor)
		h->floor = middle;
}

void
heavy_expect(const struct heavy *h, const void *key, size_t len)
{
	__builtin_prefetch(&h->slots[hash_bytes(key, len, h->seed) & h->mask]);
}

struct heavy_entry *
heavy_at(struct heavy *h, const void *key, size_t len)
{
	uint64_t hash = hash_bytes(key, len, h->seed);
	struct heavy_entry *e;

	assert(len <= h->key_max);
	for (size_t at = hash & h->mask; h->slots[at] != 0; at = (at + 1) & h->mask) {
		e = heavy_get(h, h->slots[at] - 1);
		if (e->hash == hash && e->len == len && memcmp(e->key, key, len) == 0)
			return e;
	}
	if (h->len == h->capacity)
		forget(h);
	else if (h->len == h->room)
		set_room(h, h->room * 2 < h->capacity ? h->room * 2 : h->capacity);
	put_slot(h, hash, h->len);
	e = heavy_get(h, h->len++);
	memset(e, 0, h->stride);
	e->hash = hash;
	e->error = h->floor;
	e->len = (uint16_t)len;
	memcpy(e->key, key, len);
	return e;
}

const struct heavy_entry **
heavy_top(const struct heavy *h, size_t *n)
{
	const struct heavy_entry **all = xcalloc(h->len + 1, sizeof(*all));

	for (size_t i = 0; i < h->len; i++)
		all[i] = heavy_get(h, i);
	qsort(all, h->len, sizeof(*all), compare_entries);
	if (*n > h->len)
		*n = h->len;
	return all;
}
