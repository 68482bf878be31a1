/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PRINT_WIDTH_H
#define SHIELDADM_PRINT_WIDTH_H

#include "base/str.h"

/*
 * How much room a text takes on a terminal, in columns: Chinese, Japanese and Korean
 * characters and emoji take two, combining ones none.  The texts are UTF-8 without
 * control characters, and LC_CTYPE is a locale that knows it (setlocale(3)).
 */
size_t width_of(const char *text);

/* Add as much of text as fits, an ellipsis in the last column when that is not all.
 * columns > 0. */
void width_add_cut(struct str *str, const char *text, size_t columns);

/*
 * How many bytes of text make a line of so many columns, which ends behind a word if
 * there is one that ends in it.  At least one character, so that who takes line by line
 * comes to an end; 0 for "".  The blanks behind a line are not part of it, and should be
 * skipped.
 */
size_t width_line(const char *text, size_t columns);

#endif
