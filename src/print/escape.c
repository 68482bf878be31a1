/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "print/escape.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/xalloc.h"

void
escape_add(struct str *str, const char *text)
{
	size_t len = strlen(text), n;
	uint32_t c;

	for (; len > 0; text += n, len -= n) {
		n = utf8_decode(text, len, &c);
		if (n == 0) {
			str_addf(str, "\\x%02x", (unsigned char)*text);
			n = 1;
		} else if (!utf8_is_unsafe(c)) {
			str_add(str, text, n);
		} else {
			str_addf(str, c < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)c);
		}
	}
}

static void
add_json_char(struct str *str, const char *bytes, size_t n, uint32_t c)
{
	if (!utf8_is_unsafe(c))
		str_add(str, bytes, n);
	else if (c < 0x10000)
		str_addf(str, "\\u%04x", (unsigned)c);
	else
		str_addf(str, "\\u%04x\\u%04x",
			(unsigned)(0xd800 + ((c - 0x10000) >> 10)),
			(unsigned)(0xdc00 + (c & 0x3ff)));
}

void
escape_add_json_chars(struct str *str, const char *text, size_t len)
{
	uint32_t c;

	for (size_t n; len > 0; text += n, len -= n) {
		n = utf8_decode(text, len, &c);
		if (n > 0) {
			add_json_char(str, text, n, c);
		} else {
			str_addf(str, "\\ufffd");
			n = 1;
		}
	}
}

void
escape_add_json(struct str *str, const char *text)
{
	str_add(str, "\"", 1);
	while (*text != '\0') {
		size_t len = strcspn(text, "\"\\");
		escape_add_json_chars(str, text, len);
		text += len;
		if (*text != '\0')
			str_addf(str, "\\%c", *text++);
	}
	str_add(str, "\"", 1);
}

/* "\x1b": a backslash, x and two digits.  False for other texts, and for NUL. */
static bool
read_byte(const char *s, char *byte)
{
	if (strncmp(s, "\\x", 2) != 0 || !isxdigit((unsigned char)s[2]) ||
		!isxdigit((unsigned char)s[3]))
		return false;
	*byte = (char)strtoul((const char[]){ s[2], s[3], '\0' }, NULL, 16);
	return *byte != '\0';
}

char *
escape_undo(const char *text)
{
	char *undone = xstrdup(text), *to = undone;

	for (const char *from = text; *from != '\0'; to++) {
		if (read_byte(from, to))
			from += 4;
		else
			*to = *from++;
	}
	*to = '\0';
	return undone;
}
