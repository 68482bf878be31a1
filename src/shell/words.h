/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SHELL_WORDS_H
#define SHIELDADM_SHELL_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * A line, taken apart as sh does it: blanks part the words, '...' and "..." hold them
 * together, a backslash takes away what the next character means (within "..." only
 * before " and \), and what follows a word that begins with # is a comment.  There are
 * no variables, no wildcards, and no operators.
 */
struct words {
	char **v; /* without their quotes */
	size_t len, cap;

	/* How the line ended: */
	size_t at;    /* byte at which its last word begins, its length if there is none
	                 under way */
	bool in_word; /* no blank stands behind the last one */
	bool in_comment;
	char quote;      /* ' or " that is open, \ that is last, or NUL */
	size_t quote_at; /* byte at which that stands */
};

/* Take line apart, whole or not. */
void words_split(struct words *words, const char *line);

/* The same; ERR_USAGE for a quote that is not closed. */
bool words_parse(struct words *words, const char *line, struct err *err) MUST;

void words_clear(struct words *words);

#endif
