/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "print/width.h"

#include <locale.h>
#include <string.h>
#include <wchar.h>

#include "base/utf8.h"

#define ELLIPSIS "…"

/* Texts are UTF-8 in every locale of the user.  In "C" wcwidth() would know only ASCII.
 * */
static int
columns_of(uint32_t c)
{
	static locale_t utf8;
	locale_t before;
	int columns;

	if (utf8 == (locale_t)0)
		utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (utf8 == (locale_t)0)
		return -1;
	before = uselocale(utf8);
	columns = wcwidth((wchar_t)c);
	uselocale(before);
	return columns;
}

size_t
width_of_first(const char *text, size_t len, size_t *bytes)
{
	uint32_t c;
	int columns;

	*bytes = utf8_decode(text, len, &c);
	if (*bytes == 0) {
		*bytes = 1;
		return 1;
	}
	if (c >= 0x20 && c < 0x7f)
		return 1;
	columns = columns_of(c);
	/* A character that the locale does not know counts as a letter. */
	return columns < 0 ? 1 : (size_t)columns;
}

size_t
width_of_bytes(const char *text, size_t len)
{
	size_t columns = 0;

	for (size_t i = 0, bytes; i < len; i += bytes)
		columns += width_of_first(text + i, len - i, &bytes);
	return columns;
}

size_t
width_of(const char *text)
{
	return width_of_bytes(text, strlen(text));
}

size_t
width_fitting(const char *text, size_t columns)
{
	size_t at = 0, len = strlen(text);

	for (size_t bytes, used = 0; at < len; at += bytes) {
		used += width_of_first(text + at, len - at, &bytes);
		if (used > columns)
			break;
	}
	return at;
}

void
width_add_cut(struct str *str, const char *text, size_t columns)
{
	size_t all = strlen(text), len = width_fitting(text, columns);

	if (len < all)
		len = width_fitting(text, columns - 1);
	str_add(str, text, len);
	if (len < all)
		str_addf(str, ELLIPSIS);
}
