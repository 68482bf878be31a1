/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SHELL_WORDS_H
#define SHIELDADM_SHELL_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Split a line as sh does: blanks separate words, '...' and "..." keep them together,
 * a backslash makes the next character ordinary (within "..." only " and \), and a
 * word that begins with # begins a comment.  There are no variables, wildcards or
 * operators.
 */
struct words {
	char **v; /* without their quotes */
	size_t len, cap;

	/* How the line ended: */
	size_t at;    /* the byte where its last word begins; its length after a finished
	                 word */
	bool in_word; /* no blank follows the last word */
	bool in_comment;
	char quote;      /* ' or " that is open, \ that is last, or NUL */
	size_t quote_at; /* the byte where that is */
};

/* Split a line, complete or not. */
void words_split(struct words *words, const char *line);

/* The same; ERR_USAGE for an unclosed quote. */
bool words_parse(struct words *words, const char *line, struct err *err) MUST;

void words_clear(struct words *words);

#endif
