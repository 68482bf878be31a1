/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_XALLOC_H
#define SHIELDADM_BASE_XALLOC_H

#include <stdarg.h>
#include <stddef.h>

/*
 * Allocation that never fails: without memory these functions end the program with a
 * message, so callers need no branch for it.  Nothing is lost: the database rolls back
 * an uncommitted transaction.
 */
void *xcalloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull));
void *xrealloc(void *p, size_t n, size_t size) __attribute__((returns_nonnull));
char *xstrdup(const char *s) __attribute__((malloc, returns_nonnull));
char *xstrndup(const char *s, size_t len) __attribute__((malloc, returns_nonnull));
char *xasprintf(const char *fmt, ...)
	__attribute__((malloc, returns_nonnull, format(printf, 1, 2)));
char *xvasprintf(const char *fmt, va_list ap)
	__attribute__((malloc, returns_nonnull, format(printf, 1, 0)));

/* Returns p.  For results of libraries that fail only when memory is short. */
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
