/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/cells.h"

#include <stdbool.h>
#include <string.h>

/* Every cell of a long list comes by here. */
static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static char *
trim(char *text, char *end)
{
	while (is_blank(*text))
		text++;
	while (end > text && is_blank(end[-1]))
		end--;
	*end = '\0';
	return text;
}

char *
cells_trim(char *text)
{
	return trim(text, text + strlen(text));
}

char *
cells_unquote(char *text)
{
	char *to = text + 1, *from = text + 1;

	if (text[0] != '"')
		return text;
	for (; *from != '\0' && (*from != '"' || from[1] == '"'); from++) {
		from += *from == '"';
		*to++ = *from;
	}
	if (from[0] != '"' || from[1] != '\0')
		return NULL;
	*to = '\0';
	return text + 1;
}

char *
cells_unquote_single(char *text)
{
	size_t len = strlen(text);

	if (len < 2 || text[0] != '\'' || text[len - 1] != '\'')
		return text;
	text[len - 1] = '\0';
	return text + 1;
}

int
cells_split(char *line, char separator, char *cells[CELLS_MAX])
{
	int n = 0;

	while (line != NULL && n < CELLS_MAX) {
		bool is_quoted = false;
		char *end = line, *next;
		for (; *end != '\0' && (is_quoted || *end != separator); end++)
			is_quoted = is_quoted != (*end == '"');
		next = *end != '\0' ? end + 1 : NULL;
		*end = '\0';
		cells[n] = cells_unquote(trim(line, end));
		if (is_quoted || cells[n++] == NULL)
			return 0;
		line = next;
	}
	return n;
}

char
cells_separator(const char *line)
{
	static const char separators[] = { ',', ';', '\t' };

	for (size_t i = 0; i < sizeof(separators); i++)
		if (strchr(line, separators[i]) != NULL)
			return separators[i];
	return '\0';
}
