/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipset save and ipset list, as ipset(8) describes them.
 */
#include <string.h>

#include "base/xalloc.h"
#include "feed/cells.h"
#include "feed/sets.h"
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

/* "hash:ip", "hash:net,port", "bitmap:ip"; but "hash:mac", "bitmap:port", "list:set". */
static bool
is_of_addresses(const char *type)
{
	const char *colon = strchr(type, ':');

	return colon == NULL || strncmp(colon, ":ip", 3) == 0 ||
	       strncmp(colon, ":net", 4) == 0;
}

/* A set, which may be empty. */
static void
declare(const char *name, const char *type, struct feed_rows *rows)
{
	if (!is_of_addresses(type))
		feed_sets_exclude(rows, name);
	feed_sets_enter(rows, name);
}

/* What ipset list says of the set. */
static bool
take_head(struct feed_tool *tool, const char *line, struct feed_rows *rows)
{
	static const char *const names[] = { "Name:", "Type:", "Revision:", "Header:",
		"Size in memory:", "References:", "Number of entries:", NULL };
	const char *value;
	size_t i = 0;

	while (names[i] != NULL && strncmp(line, names[i], strlen(names[i])) != 0)
		i++;
	if (names[i] == NULL)
		return false;
	tool->is_inside = false;
	value = line + strlen(names[i]);
	value += strspn(value, CELLS_BLANKS);
	if (i == 0)
		feed_tool_name(&tool->block, value, strlen(value));
	else if (i == 1 && tool->block != NULL)
		declare(tool->block, value, rows);
	return true;
}

/* A line of ipset list.  False: it is not one. */
static bool
take_listed(struct feed_tool *tool, char *line, struct feed_rows *rows)
{
	char *words[FEED_TOOL_WORDS_MAX];
	bool is_begin = strcmp(line, "Members:") == 0;

	if (!is_begin && take_head(tool, line, rows))
		return true;
	if (!is_begin && !tool->is_inside)
		return false;
	tool->is_inside = true;
	if (!is_begin && (tool->block == NULL || feed_sets_enter(rows, tool->block)))
		take_entry(words, feed_tool_words(line, words), rows);
	return true;
}

void
feed_ipset_line(struct feed_tool *tool, char *line, struct feed_rows *rows)
{
	char *words[FEED_TOOL_WORDS_MAX];
	int n;

	if (feed_says_nothing(line) || strcmp(line, "COMMIT") == 0 ||
		take_listed(tool, line, rows))
		return;
	n = feed_tool_words(line, words);
	if (strcmp(words[0], "create") == 0 && n > 2)
		declare(words[1], words[2], rows);
	else if (strcmp(words[0], "add") == 0 && n > 2) {
		if (feed_sets_enter(rows, words[1]))
			take_entry(words + 2, n - 2, rows);
	} else
		feed_rows_refuse(rows, "'%s' is not a line of ipset save", words[0]);
}
