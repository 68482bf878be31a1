/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SHELL_LINE_H
#define SHIELDADM_SHELL_LINE_H

#include "program/run.h"
#include "shell/words.h"

/*
 * Parse and run one line of the shell.  Private to src/shell.
 */
struct line {
	struct words words;
	char **argv;
	struct args args;
};

/* Parse text; ERR_USAGE as args_parse().  An empty line or a comment has no words.  The
 * caller clears line in any case. */
bool line_parse(struct line *line, const struct command_table *table, const char *text,
	bool takes_short, struct err *err) MUST;

bool line_run(struct line *line, struct session *session, struct err *err) MUST;

void line_clear(struct line *line);

#endif
