/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nft list set and nft list ruleset, as nft(8) describes them.
 */
#include <string.h>

#include "base/xalloc.h"
#include "feed/tool.h"
#include "feed/words.h"

/* "192.0.2.1 timeout 1h expires 59m comment "why"" */
static void
take_element(char *text, struct feed_rows *rows)
{
	char *words[FEED_TOOL_WORDS_MAX];
	int n = feed_tool_words(text, words);
	struct feed_row *row;

	if (n == 0)
		return;
	if (n > 1 && (strcmp(words[1], ".") == 0 || strcmp(words[1], ":") == 0)) {
		feed_rows_refuse(rows, "'%s' stands with more than an address", words[0]);
		return;
	}
	row = feed_rows_add(rows);
	row->fields[FEED_VALUE] = xstrdup(words[0]);
	for (int i = 1; i + 1 < n; i++) {
		if (strcmp(words[i], "expires") == 0 && row->fields[FEED_TIME] == NULL)
			row->fields[FEED_TIME] = xstrdup(words[++i]);
		else if (strcmp(words[i], "comment") == 0 &&
			 row->fields[FEED_TAG] == NULL)
			row->fields[FEED_TAG] = xstrdup(words[++i]);
	}
}

/* The end of an element: a ',' or '}' that is not in quotes, or the end of the line. */
static char *
end_of_element(char *text)
{
	bool is_quoted = false;

	for (; *text != '\0' && (is_quoted || (*text != ',' && *text != '}')); text++)
		is_quoted = is_quoted != (*text == '"');
	return text;
}

static void
take_elements(struct feed_tool *tool, char *text, struct feed_rows *rows)
{
	tool->is_inside = true;
	while (*text != '\0') {
		char *end = end_of_element(text), mark = *end;
		*end = '\0';
		if (tool->is_addresses)
			take_element(text, rows);
		if (mark == '}')
			tool->is_inside = false;
		if (mark != ',')
			return;
		text = end + 1;
	}
}

/* An address in a rule, or wherever else. */
static bool
holds_address(char *line)
{
	char *save = NULL;

	for (char *word = strtok_r(line, " \t{},", &save); word != NULL;
		word = strtok_r(NULL, " \t{},", &save))
		if (words_is_address(word))
			return true;
	return false;
}

void
feed_nft_line(struct feed_tool *tool, char *line, struct feed_rows *rows)
{
	static const char begin[] = "elements = {";
	char *open = strchr(line, '{'), *elements = strstr(line, begin);

	if (tool->is_inside) {
		take_elements(tool, line, rows);
		return;
	}
	if (strncmp(line, "type", 4) == 0 || strncmp(line, "set ", 4) == 0)
		tool->is_addresses = strstr(line, "addr") != NULL;
	if (open != NULL && strncmp(line, "add element ", 12) == 0) {
		tool->is_addresses = true;
		take_elements(tool, open + 1, rows);
	} else if (elements != NULL) {
		take_elements(tool, elements + strlen(begin), rows);
	} else if (strncmp(line, "comment ", 8) != 0 && holds_address(line)) {
		feed_rows_refuse(rows, "it holds an address, but is not a set of "
				       "nftables: only sets are read");
	}
}
