/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shell/line.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "print/pager.h"

/* Error messages name commands with the program's name: accept it. */
static size_t
skip_name(const struct words *words)
{
	return words->len > 0 && strcmp(words->v[0], "shieldadm") == 0;
}

bool
line_parse(struct line *line, const struct command_table *table, const char *text,
	bool takes_short, struct err *err)
{
	static char name[] = "shieldadm";
	size_t first, n;
	bool ok;

	*line = (struct line){ .argv = NULL };
	if (!words_parse(&line->words, text, err))
		return false;
	first = skip_name(&line->words);
	n = line->words.len - first;
	line->argv = xcalloc(n + 2, sizeof(*line->argv));
	line->argv[0] = name;
	for (size_t i = 0; i < n; i++)
		line->argv[i + 1] = line->words.v[first + i];
	ok = takes_short
	             ? args_parse_short(&line->args, table, (int)n + 1, line->argv, err)
	             : args_parse(&line->args, table, (int)n + 1, line->argv, err);
	return ok;
}

/* A list shows what is stored, not what the set will store: say so. */
static void
say_what_waits(const struct session *session, size_t before)
{
	size_t n = session_pending(session);
	struct str text = { 0 };

	if (n == 0 || n != before || !session->has_asked || session->is_about_set)
		return;
	str_addf(&text, "%zu row%s of the open set %s not part of this (show)", n,
		n == 1 ? "" : "s", n == 1 ? "is" : "are");
	pager_say(str_get(&text));
	str_clear(&text);
}

bool
line_run(struct line *line, struct session *session, struct err *err)
{
	size_t before = session_pending(session);
	bool ok;

	if (line->words.len == 0)
		return true;
	session->has_asked = session->is_about_set = false;
	session->begun.names_node = args_has(&line->args, "node");
	args_inherit(&line->args, session->options);
	ok = run_command(&line->args, session, err);
	/* Do not keep a connection that failed. */
	if (!ok && err->code == ERR_DB)
		session_drop_db(session);
	if (ok && !args_has(&line->args, "quiet"))
		say_what_waits(session, before);
	return ok;
}

void
line_clear(struct line *line)
{
	args_clear(&line->args);
	words_clear(&line->words);
	free(line->argv);
}
