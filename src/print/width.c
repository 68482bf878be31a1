/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "print/width.h"

#include <string.h>
#include <wchar.h>

#include "base/utf8.h"

#define ELLIPSIS "…"

/* The columns of the character at text, and its bytes. */
static size_t
next(const char *text, size_t *bytes)
{
	uint32_t c;
	int columns;

	*bytes = utf8_decode(text, strlen(text), &c);
	if (*bytes == 0) {
		*bytes = 1;
		return 1;
	}
	columns = wcwidth((wchar_t)c);
	/* What the locale does not know is taken for a letter. */
	return columns < 0 ? 1 : (size_t)columns;
}

size_t
width_of(const char *text)
{
	size_t columns = 0;

	for (size_t bytes; *text != '\0'; text += bytes)
		columns += next(text, &bytes);
	return columns;
}

/* How many bytes fit, with the combining characters behind the last. */
static size_t
fitting(const char *text, size_t columns)
{
	size_t at = 0;

	for (size_t bytes, used = 0; text[at] != '\0'; at += bytes) {
		used += next(text + at, &bytes);
		if (used > columns)
			break;
	}
	return at;
}

void
width_add_cut(struct str *str, const char *text, size_t columns)
{
	size_t all = strlen(text), len = fitting(text, columns);

	if (len < all)
		len = fitting(text, columns - 1);
	str_add(str, text, len);
	if (len < all)
		str_addf(str, ELLIPSIS);
}

size_t
width_line(const char *text, size_t columns)
{
	size_t len = fitting(text, columns), end = len;

	if (text[len] == '\0')
		return len;
	while (end > 0 && text[end] != ' ')
		end--;
	while (end > 0 && text[end - 1] == ' ')
		end--;
	if (end > 0)
		return end;
	if (len == 0)
		next(text, &len);
	return len;
}
