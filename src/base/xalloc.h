/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_XALLOC_H
#define SHIELDADM_BASE_XALLOC_H

#include <stddef.h>

/*
 * Memory that is always there: these end the program with a message when the
 * system has none left, so no caller has a branch for it.  Nothing is lost by
 * that: a transaction that was not committed is rolled back by the database.
 */
void *xcalloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull));
void *xrealloc(void *p, size_t n, size_t size) __attribute__((returns_nonnull));
char *xstrdup(const char *s) __attribute__((malloc, returns_nonnull));
char *xstrndup(const char *s, size_t len) __attribute__((malloc, returns_nonnull));
char *xasprintf(const char *fmt, ...)
	__attribute__((malloc, returns_nonnull, format(printf, 1, 2)));

/* p as it is: for the results of libraries that fail only for want of memory. */
void *xmust(void *p) __attribute__((returns_nonnull));

/*
 * A list is a struct with the members v, len and cap, all zero when empty.
 * Make room for one more element and return a pointer to it, set to zero.
 */
#define LIST_ADD(list)                                                                 \
	(xlist_grow(                                                                   \
		 (void **)&(list)->v, &(list)->len, &(list)->cap, sizeof(*(list)->v)), \
		&(list)->v[(list)->len - 1])

void xlist_grow(void **v, size_t *len, size_t *cap, size_t size);

#endif
