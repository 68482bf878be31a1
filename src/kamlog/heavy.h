/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_HEAVY_H
#define SHIELDADM_KAMLOG_HEAVY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Counts for each of many values, in memory that does not grow with them.
 *
 * Exact as long as the values fit.  When they do not, the half with the lowest counts
 * is forgotten, and a value that comes (back) after that may have been counted up to
 * "error" times before: Metwally's space-saving, with the smallest replaced half a
 * table at a time.  So what is counted is certain, and a value that is not there came
 * at the most "floor" times.
 */
struct heavy_entry {
	uint64_t hash;
	uint64_t allowed, blocked;
	uint64_t error;   /* it may have been counted so often before */
	uint32_t reasons; /* a bit for each enum kamlog_step that blocked it */
	uint16_t len;
	uint8_t last;    /* the step that blocked it last */
	char country[2]; /* both 0 when it is not known */
	unsigned char key[];
};

struct heavy;

/* Room for capacity > 1 values of up to key_max bytes. */
struct heavy *heavy_new(size_t capacity, size_t key_max);
void heavy_free(struct heavy *heavy);

/* The entry of this value, which is made when there is none.  len <= key_max.  Borrowed
 * until the next call. */
struct heavy_entry *heavy_at(struct heavy *heavy, const void *key, size_t len);

/* The value will be looked up soon: have its place fetched from memory meanwhile. */
void heavy_expect(const struct heavy *heavy, const void *key, size_t len);

/* How many values there are; the i-th of them. */
size_t heavy_len(const struct heavy *heavy);
struct heavy_entry *heavy_get(const struct heavy *heavy, size_t i);

/* How often a value that was forgotten came at the most; 0: none was.  And whether one
 * of these was ever allowed. */
uint64_t heavy_floor(const struct heavy *heavy);
bool heavy_forgot_allowed(const struct heavy *heavy);

/* Up to *n, those blocked most first, equal ones in the order of their keys.  The caller
 * frees the array, in which *n are there then. */
const struct heavy_entry **heavy_top(const struct heavy *heavy, size_t *n);

#endif
