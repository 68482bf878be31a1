/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "feed/cells.h"
#include "feed/tool.h"

int
feed_tool_words(char *line, char *words[FEED_TOOL_WORDS_MAX])
{
	int n = 0;

	line += strspn(line, CELLS_BLANKS);
	while (*line != '\0' && n < FEED_TOOL_WORDS_MAX) {
		bool is_quoted = *line == '"';
		char *end = is_quoted ? strchr(line + 1, '"') : NULL;
		if (end == NULL)
			end = line + strcspn(line, CELLS_BLANKS);
		words[n++] = line + is_quoted;
		line = end + (*end != '\0');
		*end = '\0';
		line += strspn(line, CELLS_BLANKS);
	}
	return n;
}
