/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "print/json_text.h"

#include <stdbool.h>
#include <string.h>

#include "print/escape.h"

#define INDENT 2

/* The length of the string at the beginning of text, with its quotes. */
static size_t
string_length(const char *text)
{
	size_t len = 1;

	while (text[len] != '"' && text[len] != '\0')
		len += text[len] == '\\' && text[len + 1] != '\0' ? 2 : 1;
	return text[len] == '"' ? len + 1 : len;
}

/* The length of the token at the beginning of text: a string, a sign, a number or a
 * word. */
static size_t
token_length(const char *text)
{
	size_t len;

	if (text[0] == '"')
		return string_length(text);
	len = strcspn(text, "\"{}[]:,");
	return len > 0 ? len : 1;
}

void
json_text_add(struct str *str, const char *json)
{
	escape_add_json_chars(str, json, strlen(json));
}

static void
add_line(struct str *str, unsigned depth)
{
	str_addf(str, "\n%*s", (int)depth * INDENT, "");
}

void
json_text_add_indented(struct str *str, const char *json)
{
	unsigned depth = 0;
	size_t len;

	for (; *json != '\0'; json += len) {
		bool opens = *json == '{' || *json == '[';
		bool closes = *json == '}' || *json == ']';

		/* An empty list or object stays on its line. */
		if (opens && (json[1] == '}' || json[1] == ']')) {
			len = 2;
			str_add(str, json, len);
			continue;
		}
		if (closes && depth > 0)
			add_line(str, --depth);
		len = token_length(json);
		escape_add_json_chars(str, json, len);
		if (*json == ':')
			str_addf(str, " ");
		if (opens)
			depth++;
		if (opens || *json == ',')
			add_line(str, depth);
	}
}
