/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "setup/wrap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/xalloc.h"
#include "print/escape.h"

/* Below this nothing is gained by a hanging indent. */
#define NARROW 20

/*
 * East Asian Wide and Fullwidth, and emoji, by their blocks (Unicode's
 * EastAsianWidth.txt): as close as a note in a table needs.  wcwidth() asks the locale,
 * which is "C" often enough, and knows ASCII only then.
 */
static bool
is_wide(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} blocks[] = { { 0x1100, 0x115f }, { 0x2e80, 0x303e }, { 0x3041, 0xa4cf },
		{ 0xac00, 0xd7a3 }, { 0xf900, 0xfaff }, { 0xfe30, 0xfe6f },
		{ 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x1f300, 0x1faff },
		{ 0x20000, 0x3fffd } };

	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		if (c >= blocks[i].first && c <= blocks[i].last)
			return true;
	return false;
}

static bool
is_combining(uint32_t c)
{
	return (c >= 0x300 && c <= 0x36f) || (c >= 0x1ab0 && c <= 0x1aff) ||
	       (c >= 0x20d0 && c <= 0x20ff) || (c >= 0xfe00 && c <= 0xfe0f);
}

static size_t
width_of(const char *text, size_t len)
{
	size_t width = 0;
	uint32_t c;

	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_decode(text + i, len - i, &c);
		if (n == 0) {
			width++;
			n = 1;
		} else if (!is_combining(c)) {
			width += is_wide(c) ? 2 : 1;
		}
	}
	return width;
}

size_t
wrap_width(const char *text)
{
	return width_of(text, strlen(text));
}

/* How far what follows a broken line is set in. */
static size_t
indent_of(const char *line, size_t width)
{
	size_t blanks = strspn(line, " "), sign = strspn(line + blanks, "+!=->");

	if (width < NARROW)
		return 0;
	if (sign > 0 && line[blanks + sign] == ' ')
		return blanks + sign + 1;
	return blanks;
}

static void
add_line(struct str *str, const char *line, size_t width)
{
	size_t column = strspn(line, " "), indent = indent_of(line, width), len, w;
	bool is_first = true;

	str_add(str, line, column);
	line += column;
	for (; *line != '\0'; line += len, column += w, is_first = false) {
		size_t blanks = strspn(line, " ");
		len = strcspn(line + blanks, " ") + blanks;
		w = width_of(line, len);
		if (!is_first && column + w > width && column > indent) {
			str_addf(str, "\n%*s", (int)indent, "");
			column = indent;
			line += blanks;
			len -= blanks;
			w -= blanks;
		}
		str_add(str, line, len);
	}
	str_add(str, "\n", 1);
}

void
wrap_add(struct str *str, const char *text, size_t width)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		char *line = xstrndup(text, len);
		struct str safe = { 0 };
		escape_add(&safe, line);
		add_line(str, str_get(&safe), width);
		str_clear(&safe);
		free(line);
		text += len + (text[len] == '\n');
	}
}
