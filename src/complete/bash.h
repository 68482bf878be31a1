/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_COMPLETE_BASH_H
#define SHIELDADM_COMPLETE_BASH_H

#include <stddef.h>

/*
 * A command line as bash hands it to a completion function: as it was typed, quotes
 * and all.  Bash completes only what follows the last character of COMP_WORDBREAKS,
 * such as a colon, and puts a text there as it is: it has to be without the part before
 * that, and quoted as the rest of the word.
 */
struct bash_line {
	/* The words before the cursor, the program's name left out, and the one begun. */
	struct {
		char **v;
		size_t len, cap;
	} words;
	char *begun;
	char quote;  /* that is open at the cursor: '\'', '"' or 0 */
	size_t kept; /* bytes of begun that bash leaves as they stand */
};

/* line ends at the cursor; tail is what bash will replace, the end of line. */
void bash_line_init(struct bash_line *line, const char *text, const char *tail);
void bash_line_clear(struct bash_line *line);

/* What bash is to put in the place of tail, for begun to become text; NULL when that
 * cannot be.  The caller frees it. */
char *bash_insertion(const struct bash_line *line, const char *text);

#endif
