/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "feed/cells.h"
#include "feed/words.h"

/* The first line that says something, without blanks; NULL when no line does. */
static const char *
first_line(const char *text, size_t *len)
{
	while (*text != '\0') {
		text += strspn(text, CELLS_BLANKS "\n");
		*len = strcspn(text, "\r\n");
		if (*text != '#' && *text != ';' && *text != '\0')
			return text;
		text += *len;
	}
	return NULL;
}

static bool
begins(const char *line, const char *const *starts)
{
	for (size_t i = 0; starts[i] != NULL; i++)
		if (strncmp(line, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

/* "*filter", ":INPUT ACCEPT [0:0]", "-A INPUT ...", "[0:0] -A INPUT ...". */
static bool
is_iptables(const char *line, size_t len)
{
	static const char *const rules[] = { "-A ", "-P ", "-N ", "-I ", NULL };
	const char *close = memchr(line, ']', len);

	if (line[0] == '*')
		return len > 1 && line[1] >= 'a' && line[1] <= 'z';
	if (line[0] == ':')
		return line[1] != ':' && close == line + len - 1;
	if (line[0] == '[' && close != NULL && close[1] == ' ')
		line = close + 2;
	return begins(line, rules);
}

static bool
is_nft(const char *line, size_t len)
{
	static const char *const blocks[] = { "table ", "set ", NULL };
	static const char *const elements[] = { "add element ", NULL };

	return begins(line, elements) ||
	       (begins(line, blocks) && memchr(line, '{', len) != NULL);
}

/* "create b hash:ip ...", "add b 192.0.2.1 ...", or "Name: b" above "Type: hash:ip". */
static bool
is_ipset(const char *line, size_t len)
{
	static const char *const commands[] = { "create ", "add ", NULL };
	const char *word = line;
	char third[64];

	if (strncmp(line, "Name: ", 6) == 0)
		return strncmp(line + len + strspn(line + len, "\r\n"), "Type: ", 6) == 0;
	if (!begins(line, commands))
		return false;
	for (int i = 0; i < 2; i++) {
		word += strcspn(word, CELLS_BLANKS "\n");
		word += strspn(word, CELLS_BLANKS);
	}
	snprintf(third, sizeof(third), "%.*s", (int)strcspn(word, CELLS_BLANKS "\n"),
		word);
	return line[0] == 'a' ? words_is_address(third) : strchr(third, ':') != NULL;
}

enum feed_tool_kind
feed_tool_of(const char *text)
{
	static const char *const of_fail2ban[] = { "Status for the jail: ", NULL };
	size_t len;
	const char *line = first_line(text, &len);

	if (line == NULL)
		return FEED_NO_TOOL;
	if (is_nft(line, len))
		return FEED_NFT;
	if (is_ipset(line, len))
		return FEED_IPSET;
	if (begins(line, of_fail2ban) || (len == 6 && strncmp(line, "Status", len) == 0))
		return FEED_FAIL2BAN;
	return is_iptables(line, len) ? FEED_IPTABLES : FEED_NO_TOOL;
}

/* "`- Banned IP list:	192.0.2.1 192.0.2.2" */
static void
take_fail2ban(char *line, struct feed_rows *rows)
{
	static const char name[] = "Banned IP list:";
	char *at = strstr(line, name), *words[FEED_TOOL_WORDS_MAX];
	int n = FEED_TOOL_WORDS_MAX;

	if (at == NULL)
		return;
	for (at += strlen(name); n == FEED_TOOL_WORDS_MAX;) {
		char *last;
		n = feed_tool_words(at, words);
		for (int i = 0; i < n; i++)
			feed_rows_add(rows)->fields[FEED_VALUE] = xstrdup(words[i]);
		last = n > 0 ? words[n - 1] : at;
		at = last + strlen(last) + 1;
	}
}

static void
take_line(struct feed_tool *tool, char *line, struct feed_rows *rows)
{
	switch (tool->kind) {
	case FEED_IPSET:
		feed_ipset_line(tool, line, rows);
		break;
	case FEED_NFT:
		feed_nft_line(tool, line, rows);
		break;
	case FEED_IPTABLES:
		feed_iptables_line(tool, line, rows);
		break;
	case FEED_FAIL2BAN:
		take_fail2ban(line, rows);
		break;
	case FEED_NO_TOOL:
		break;
	}
}

static void
look_at_line(struct feed_tool *tool, char *line)
{
	if (tool->kind == FEED_NFT)
		feed_nft_look(tool, line);
	else if (tool->kind == FEED_IPTABLES)
		feed_iptables_look(tool, line);
}

/* rows: NULL for the first look. */
static void
go_through(struct feed_tool *tool, const char *text, size_t len, struct feed_rows *rows)
{
	const char *at = text, *end = text + len;
	size_t number = 0, before = 0;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t line_len = (size_t)((newline != NULL ? newline : end) - at);
		char *line = xstrndup(at, line_len);
		number++;
		if (rows == NULL)
			look_at_line(tool, cells_trim(line));
		else
			take_line(tool, cells_trim(line), rows);
		for (; rows != NULL && before < rows->len; before++)
			rows->v[before].row.number = number;
		free(line);
		at += line_len + 1;
	}
	feed_tool_name(&tool->table, NULL, 0);
	feed_tool_name(&tool->block, NULL, 0);
	tool->is_inside = false;
}

void
feed_tool_read(
	enum feed_tool_kind kind, const char *text, size_t len, struct feed_rows *rows)
{
	struct feed_tool tool = { .kind = kind };

	if (kind == FEED_NFT || kind == FEED_IPTABLES) {
		go_through(&tool, text, len, NULL);
		chains_follow(&tool.chains);
	}
	go_through(&tool, text, len, rows);
	chains_clear(&tool.chains);
}
