/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/xalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *
xmust(void *p)
{
	if (p == NULL) {
		fputs("shieldadm: out of memory\n", stderr);
		exit(8);
	}
	return p;
}

void *
xcalloc(size_t n, size_t size)
{
	return xmust(calloc(n > 0 ? n : 1, size > 0 ? size : 1));
}

void *
xrealloc(void *p, size_t n, size_t size)
{
	return xmust(reallocarray(p, n > 0 ? n : 1, size > 0 ? size : 1));
}

char *
xstrdup(const char *s)
{
	return xmust(strdup(s));
}

char *
xstrndup(const char *s, size_t len)
{
	return xmust(strndup(s, len));
}

char *
xvasprintf(const char *fmt, va_list ap)
{
	char *s;

	return xmust(vasprintf(&s, fmt, ap) < 0 ? NULL : s);
}

char *
xasprintf(const char *fmt, ...)
{
	char *s;
	va_list ap;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	return s;
}

void
xlist_grow(void **v, size_t *len, size_t *cap, size_t size)
{
	if (*len == *cap) {
		*cap = *cap > 0 ? *cap * 2 : 8;
		*v = xrealloc(*v, *cap, size);
	}
	memset((char *)*v + *len * size, 0, size);
	*len += 1;
}
