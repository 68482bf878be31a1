/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "print/wrap.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "print/escape.h"
#include "print/width.h"

/* In a narrower terminal a hanging indent gains nothing. */
#define NARROW 20

size_t
wrap_first(const char *text, size_t columns)
{
	size_t len = width_fitting(text, columns), end = len;

	if (text[len] == '\0')
		return len;
	while (end > 0 && text[end] != ' ')
		end--;
	while (end > 0 && text[end - 1] == ' ')
		end--;
	if (end > 0)
		return end;
	if (len == 0)
		width_of_first(text, strlen(text), &len);
	return len;
}

/* The bytes of "[--port <port>]", up to the blank behind it; 0 when text does not begin
 * so. */
static size_t
bracketed(const char *text)
{
	size_t len = 0;
	int depth = 0;

	if (text[0] != '[')
		return 0;
	for (; text[len] != '\0' && (text[len] != ' ' || depth > 0); len++)
		depth += text[len] == '[' ? 1 : text[len] == ']' ? -1 : 0;
	return depth == 0 ? len : 0;
}

/* The bytes of the word at text. */
static size_t
word(const char *text, size_t columns)
{
	size_t len = bracketed(text);

	return len > 0 && width_of_bytes(text, len) <= columns ? len : strcspn(text, " ");
}

void
wrap_add(struct str *str, const char *text, size_t at, size_t indent, size_t width)
{
	size_t columns = width > indent ? width - indent : 1;

	for (size_t len; *text != '\0'; text += len) {
		size_t blanks = strspn(text, " ");
		size_t letters = word(text + blanks, columns);
		size_t room = width_of_bytes(text + blanks, letters);

		if (at + blanks + room > width && at > indent && letters > 0) {
			str_addf(str, "\n%*s", (int)indent, "");
			at = indent;
			text += blanks;
			blanks = 0;
		}
		len = blanks + letters;
		str_add(str, text, len);
		at += blanks + room;
	}
}

/* How far what follows a broken line is set in. */
static size_t
hanging_indent(const char *line, size_t width)
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
	size_t blanks = strspn(line, " ");

	str_add(str, line, blanks);
	wrap_add(str, line + blanks, blanks, hanging_indent(line, width), width);
	str_add(str, "\n", 1);
}

void
wrap_add_lines(struct str *str, const char *text, size_t width)
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
