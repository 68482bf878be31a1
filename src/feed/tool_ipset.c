/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipset save and ipset list, as ipset(8) describes them.
 */
#include <string.h>

#include "base/xalloc.h"
#include "feed/tool.h"

/* An entry and its options: "192.0.2.1 timeout 60 comment "why"". */
static void
take_entry(char *const *words, int n, struct feed_rows *rows)
{
	const char *seconds = NULL, *comment = NULL;
	bool is_exception = false;
	struct feed_row *row;

	for (int i = 1; i < n; i++) {
		is_exception = is_exception || strcmp(words[i], "nomatch") == 0;
		if (i + 1 < n && strcmp(words[i], "timeout") == 0)
			seconds = words[++i];
		else if (i + 1 < n && strcmp(words[i], "comment") == 0)
			comment = words[++i];
	}
	if (strchr(words[0], ',') != NULL) {
		feed_rows_refuse(rows, "'%s' is more than an address", words[0]);
		return;
	}
	row = feed_rows_add(rows);
	row->fields[FEED_VALUE] = xstrdup(words[0]);
	/* "timeout 0" is for ever. */
	if (seconds != NULL && strcmp(seconds, "0") != 0)
		row->fields[FEED_TIME] = xstrdup(seconds);
	if (is_exception)
		row->fields[FEED_TYPE] = xstrdup(FEED_NOMATCH);
	if (comment != NULL)
		row->fields[FEED_TAG] = xstrdup(comment);
}

/* What ipset list says of the set. */
static bool
is_about_set(const char *line)
{
	static const char *const names[] = { "Name:", "Type:", "Revision:", "Header:",
		"Size in memory:", "References:", "Number of entries:", NULL };

	for (size_t i = 0; names[i] != NULL; i++)
		if (strncmp(line, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

void
feed_ipset_line(struct feed_tool *tool, char *line, struct feed_rows *rows)
{
	char *words[FEED_TOOL_WORDS_MAX];
	int n;

	if (feed_says_nothing(line) || strcmp(line, "COMMIT") == 0)
		return;
	if (is_about_set(line) || strcmp(line, "Members:") == 0) {
		tool->is_inside = line[0] == 'M';
		return;
	}
	n = feed_tool_words(line, words);
	if (strcmp(words[0], "add") == 0 && n > 2)
		take_entry(words + 2, n - 2, rows);
	else if (tool->is_inside)
		take_entry(words, n, rows);
	else if (strcmp(words[0], "create") != 0)
		feed_rows_refuse(rows, "'%s' is not a line of ipset save", words[0]);
}
