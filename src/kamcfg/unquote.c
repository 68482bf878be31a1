/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The value of a string: its text without quotes and escapes.
 */
#include <stdlib.h>
#include <string.h>

#include "kamcfg/lex.h"

static size_t
digits(const char *text, size_t len, const char *allowed, size_t max)
{
	size_t n = 0;

	while (n < len && n < max && text[n] != '\0' && strchr(allowed, text[n]) != NULL)
		n++;
	return n;
}

/* A number: \x1, \x1f, \12, \123.  Returns 0 for any other text. */
static size_t
unescape_number(const char *text, size_t len, char *c)
{
	bool is_hex = len > 1 && text[1] == 'x';
	size_t begin = is_hex ? 2 : 1, n;
	char number[4] = "";

	if (len <= begin)
		return 0;
	n = digits(text + begin, len - begin,
		is_hex ? "0123456789abcdefABCDEF" : "01234567", is_hex ? 2 : 3);
	if (n < (is_hex ? 1 : 2))
		return 0;
	memcpy(number, text + begin, n);
	*c = (char)strtol(number, NULL, is_hex ? 16 : 8);
	return begin + n;
}

/* The length of the escape sequence at text, and its value in *c. */
static size_t
unescape(const char *text, size_t len, char *c)
{
	static const char from[] = "nrat\"\\", to[] = "\n\r\a\t\"\\";
	const char *known = len > 1 && text[1] != '\0' ? strchr(from, text[1]) : NULL;
	size_t n = unescape_number(text, len, c);

	if (known == NULL && n > 0)
		return n;
	*c = known != NULL ? to[known - from] : '\\';
	return known != NULL ? 2 : 1;
}

void
lex_unquote(struct str *str, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		char quote = text[i++], c;
		while (i < len && text[i] != quote) {
			if (quote == '"' && text[i] == '\\' && i + 1 < len &&
				text[i + 1] == '\n') {
				i += 2;
				continue;
			}
			if (quote == '"' && text[i] == '\\') {
				i += unescape(text + i, len - i, &c);
				str_add(str, &c, 1);
				continue;
			}
			str_add(str, text + i++, 1);
		}
		i++;
		while (i < len && (lex_is_blank(text[i]) || text[i] == '\n'))
			i++;
	}
}
