/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_HEAVY_H
#define SHIELDADM_KAMLOG_HEAVY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Count many values in a limited amount of memory, which grows with their number.
 *
 * Counts are exact while all values fit.  When they do not, the half with the lowest
 * counts is forgotten.  A value that comes (back) later may have been counted up to
 * "error" times before.  This is Metwally's space-saving algorithm, but half a table is
 * replaced at a time. So counts are minimums, and a value without an entry came at most
 * "floor" times.
 */
struct heavy_entry {
	uint64_t hash;
	uint64_t allowed, blocked;
	uint64_t error;   /* how often it may have been counted before */
	uint32_t reasons; /* a bit for each enum kamlog_step that blocked it */
	uint16_t len;
	uint8_t last;     /* the step that blocked it last */
	bool is_doubtful; /* a line about it may be forged */
	char country[2];  /* both 0: not known */
	unsigned char key[];
};

struct heavy;

/* Room for capacity > 1 values of up to key_max bytes each. */
struct heavy *heavy_new(size_t capacity, size_t key_max);
void heavy_free(struct heavy *heavy);

/* The entry of this value, created if needed.  len <= key_max.  Borrowed until the
 * next call. */
struct heavy_entry *heavy_at(struct heavy *heavy, const void *key, size_t len);

/* Prefetch the entry of a value that will be looked up soon. */
void heavy_expect(const struct heavy *heavy, const void *key, size_t len);

/* The number of values; the i-th value. */
size_t heavy_len(const struct heavy *heavy);
struct heavy_entry *heavy_get(const struct heavy *heavy, size_t i);

/* The highest possible count of a forgotten value; 0: none was forgotten.  Whether a
 * forgotten value was ever allowed. */
uint64_t heavy_floor(const struct heavy *heavy);
bool heavy_forgot_allowed(const struct heavy *heavy);

/* Up to *n entries, the most blocked first, equal ones in the order of their keys.
 * Sets *n to their number.  The caller frees the array. */
const struct heavy_entry **heavy_top(const struct heavy *heavy, size_t *n);

#endif
