/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nft list set and nft list ruleset, as nft(8) describes them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "feed/cells.h"
#include "feed/nft_rule.h"
#include "feed/nft_words.h"
#include "feed/sets.h"
#include "feed/tool.h"

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
		nft_map_element(
			words[0], n == 3 && words[1][0] == ':' ? words[2] : "", rows);
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

static bool
begins(const char *line, const char *start)
{
	return strncmp(line, start, strlen(start)) == 0;
}

/* The rest of "set b { # handle 2" is the name of the block. */
static void
name_block(char **kept, const char *rest)
{
	size_t len = strcspn(rest, "{");

	while (len > 0 && strchr(CELLS_BLANKS, rest[len - 1]) != NULL)
		len--;
	feed_tool_name(kept, rest, len);
}

/* Where the line begins or ends a block; false: it is something else. */
static bool
take_frame(struct feed_tool *tool, const char *line)
{
	const char *blank = strchr(line, ' ');

	if (line[0] == '}') {
		feed_tool_name(
			tool->block != NULL ? &tool->block : &tool->table, NULL, 0);
		tool->is_chain = false;
		return true;
	}
	if (tool->block != NULL || strchr(line, '{') == NULL ||
		begins(line, "comment ") || begins(line, "add "))
		return false;
	name_block(begins(line, "table ") ? &tool->table : &tool->block,
		blank != NULL ? blank + 1 : "");
	tool->is_chain = begins(line, "chain ");
	tool->is_set = begins(line, "set ");
	tool->is_addresses = begins(line, "map ");
	return true;
}

static const char *
table_of(const struct feed_tool *tool)
{
	return tool->table != NULL ? tool->table : "";
}

/* Enter the set, which may be empty, when it is of addresses. */
static void
take_type(struct feed_tool *tool, const char *line, struct feed_rows *rows)
{
	char *full = tool->table != NULL ? xasprintf("%s %s", tool->table, tool->block)
	                                 : xstrdup(tool->block);

	tool->is_addresses =
		strstr(line, "addr") != NULL && strstr(line, "ether") == NULL;
	if (tool->is_set && tool->is_addresses)
		feed_sets_enter(rows, full);
	else
		feed_sets_leave(rows);
	free(full);
}

/* "add element inet f b { 203.0.113.1 }" */
static void
take_command(struct feed_tool *tool, char *line, struct feed_rows *rows)
{
	static const char command[] = "add element ";
	char *open = strchr(line, '{'), *name = NULL;

	if (!begins(line, command) || open == NULL) {
		feed_rows_refuse(rows, "it is not what nft list prints");
		return;
	}
	name_block(&name, line + strlen(command));
	feed_sets_enter(rows, name);
	free(name);
	tool->is_addresses = true;
	take_elements(tool, open + 1, rows);
}

/* A line of a block that is not a chain. */
static void
take_set_line(struct feed_tool *tool, char *line, struct feed_rows *rows)
{
	static const char begin[] = "elements = {";
	bool has_block = tool->block != NULL;

	if (has_block && begins(line, "type"))
		take_type(tool, line, rows);
	else if (has_block && begins(line, begin))
		take_elements(tool, line + strlen(begin), rows);
	else if (!has_block && !feed_says_nothing(line) && !begins(line, "comment "))
		take_command(tool, line, rows);
}

void
feed_nft_look(struct feed_tool *tool, char *line)
{
	struct nft_rule rule;

	if (take_frame(tool, line) || !tool->is_chain)
		return;
	if (nft_words_hook(&tool->chains, table_of(tool), tool->block, line))
		return;
	nft_words_rule(&rule, table_of(tool), tool->block, line);
	nft_rule_look(&tool->chains, &rule);
	nft_rule_clear(&rule);
}

void
feed_nft_line(struct feed_tool *tool, char *line, struct feed_rows *rows)
{
	struct nft_rule rule;

	if (tool->is_inside) {
		take_elements(tool, line, rows);
	} else if (take_frame(tool, line)) {
		return;
	} else if (!tool->is_chain) {
		take_set_line(tool, line, rows);
	} else {
		nft_words_rule(&rule, table_of(tool), tool->block, line);
		nft_rule_take(&tool->chains, &rule, rows);
		nft_rule_clear(&rule);
	}
}
