/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "feed/cells.h"
#include "feed/tool.h"

/* The quote that ends a text; iptables writes \" for one within it. */
static char *
end_of_quoted(char *text)
{
	char *end = strchr(text, '"');

	while (end != NULL && end > text && end[-1] == '\\')
		end = strchr(end + 1, '"');
	return end;
}

int
feed_tool_words(char *line, char *words[FEED_TOOL_WORDS_MAX])
{
	int n = 0;

	line += strspn(line, CELLS_BLANKS);
	while (*line != '\0' && n < FEED_TOOL_WORDS_MAX) {
		bool is_quoted = *line == '"';
		char *end = is_quoted ? end_of_quoted(line + 1) : NULL;
		if (end == NULL)
			end = line + strcspn(line, CELLS_BLANKS);
		words[n++] = line + is_quoted;
		line = end + (*end != '\0');
		*end = '\0';
		line += strspn(line, CELLS_BLANKS);
	}
	return n;
}

void
feed_tool_name(char **kept, const char *name, size_t len)
{
	free(*kept);
	*kept = name != NULL ? xstrndup(name, len) : NULL;
}
