/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PRINT_WIDTH_H
#define SHIELDADM_PRINT_WIDTH_H

#include "base/str.h"

/*
 * How much room a text takes on a terminal, in columns: Chinese, Japanese and Korean
 * characters and emoji take two, combining ones none, an invalid byte one.  The texts are
 * UTF-8 without control characters; the locale does not matter.
 */
size_t width_of(const char *text);
size_t width_of_bytes(const char *text, size_t len);

/* The columns of the first character of text, which has len > 0 bytes, and how many bytes
 * that character has. */
size_t width_of_first(const char *text, size_t len, size_t *bytes);

/* How many bytes of text fit, with the combining characters behind the last. */
size_t width_fitting(const char *text, size_t columns);

/* Add as much of text as fits, an ellipsis in the last column when that is not all.
 * columns > 0. */
void width_add_cut(struct str *str, const char *text, size_t columns);

#endif
