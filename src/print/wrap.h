/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PRINT_WRAP_H
#define SHIELDADM_PRINT_WRAP_H

#include "base/str.h"

/*
 * Break texts into lines.  Widths are columns, as width_of() counts them.
 */

/*
 * How many bytes of text make its first line of so many columns.  The line ends behind a
 * word when a word ends in it, else in the middle of one.  At least one character, so
 * that a caller who takes line by line comes to an end; 0 for "".  Skip the blanks that
 * follow.
 */
size_t wrap_first(const char *text, size_t columns);

/*
 * Add text, which begins in column "at" and has no newline.  Lines are broken at blanks;
 * each further line begins with "indent" blanks.  Words in [brackets] stay together
 * where they fit on a line.  A word that is wider than a line stays whole.
 */
void wrap_add(struct str *str, const char *text, size_t at, size_t indent, size_t width);

/*
 * Add the lines of text, each broken to width and ended with a newline.  What is broken
 * off stands below the first word, behind the signs +, !, = and ->.  What a terminal may
 * act on is made visible.
 */
void wrap_add_lines(struct str *str, const char *text, size_t width);

#endif
