/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PRINT_ESCAPE_H
#define SHIELDADM_PRINT_ESCAPE_H

#include "base/str.h"

/*
 * Add text and make visible what a terminal could act on: control characters and
 * invalid UTF-8 as \x1b, invisible characters and changes of writing direction as
 * \u202e.
 */
void escape_add(struct str *str, const char *text);

/* The text with each \xNN as the byte it stands for.  What had a backslash before it was
 * escaped cannot be told from that.  The caller frees it. */
char *escape_undo(const char *text) __attribute__((malloc, returns_nonnull));

/* Add text as a JSON string with its quotes.  Invalid UTF-8 becomes U+FFFD; what
 * escape_add() makes visible is written as \u.... */
void escape_add_json(struct str *str, const char *text);

/* Add len bytes of JSON, made harmless in the same way. */
void escape_add_json_chars(struct str *str, const char *text, size_t len);

#endif
