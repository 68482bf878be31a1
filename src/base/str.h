/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_STR_H
#define SHIELDADM_BASE_STR_H

#include <stddef.h>

/*
 * Text that grows. { 0 } is the empty text. s is NULL until something is added; from
 * then on it ends with a NUL, which len does not count.
 */
struct str {
	char *s;
	size_t len, cap;
};

/* Add len bytes. */
void str_add(struct str *str, const void *bytes, size_t len);

/* Add what printf() would print. */
void str_addf(struct str *str, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Make the text empty and release its memory. */
void str_clear(struct str *str);

/* The text as a string: "" when it is empty.  Borrowed. */
const char *str_get(const struct str *str);

#endif
