/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_COMPLETE_BASH_H
#define SHIELDADM_COMPLETE_BASH_H

#include <stddef.h>

/*
 * A command line as bash hands it to a completion function: as it was typed, with
 * quotes.  Bash replaces only what follows the last character of COMP_WORDBREAKS, such
 * as a colon, and inserts a text as it is.  So the text must lack the part before that
 * character, and must be quoted like the rest of the word.
 */
struct bash_line {
	/* The words before the cursor, without the program's name, and the word being
	 * typed. */
	struct {
		char **v;
		size_t len, cap;
	} words;
	char *begun;
	char quote;  /* the quote that is open at the cursor: '\'', '"' or 0 */
	size_t kept; /* bytes of begun that bash keeps */
};

/* text ends at the cursor; tail is the end of text that bash will replace. */
void bash_line_init(struct bash_line *line, const char *text, const char *tail);
void bash_line_clear(struct bash_line *line);

/* What bash must insert instead of tail to turn begun into text; NULL when no insertion
 * does that.  The caller frees it. */
char *bash_insertion(const struct bash_line *line, const char *text);

#endif
