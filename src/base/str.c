/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

static void
reserve(struct str *str, size_t more)
{
	size_t need = str->len + more + 1;

	if (need <= str->cap)
		return;
	str->cap = need > str->cap * 2 ? need : str->cap * 2;
	str->s = xrealloc(str->s, str->cap, 1);
}

void
str_add(struct str *str, const void *bytes, size_t len)
{
	reserve(str, len);
	if (len > 0)
		memcpy(str->s + str->len, bytes, len);
	str->len += len;
	str->s[str->len] = '\0';
}

void
str_addf(struct str *str, const char *fmt, ...)
{
	va_list ap, again;
	int len;

	va_start(ap, fmt);
	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (len > 0) {
		reserve(str, (size_t)len);
		vsnprintf(str->s + str->len, (size_t)len + 1, fmt, again);
		str->len += (size_t)len;
	}
	va_end(again);
}

void
str_clear(struct str *str)
{
	free(str->s);
	*str = (struct str){ 0 };
}

const char *
str_get(const struct str *str)
{
	return str->s != NULL ? str->s : "";
}
