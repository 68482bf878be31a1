/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_UTF8_H
#define SHIELDADM_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decode the character at s, where len > 0 bytes are.  Stores it in *c and returns its
 * length in bytes; 0 for invalid UTF-8 (overlong forms, surrogates and values above
 * U+10FFFF included).
 */
size_t utf8_decode(const char *s, size_t len, uint32_t *c);

/* Whether all of the text is valid UTF-8. */
bool utf8_is_valid(const char *s);

/* Editors of other systems begin a text with a byte order mark.  utf8_mark() returns its
 * length; 0 when the len bytes at s do not begin with one. */
#define UTF8_MARK "\xef\xbb\xbf"
size_t utf8_mark(const char *s, size_t len);

/* How many characters a text of valid UTF-8 has. */
size_t utf8_length(const char *s);

/* A control character: C0, DEL or C1. */
bool utf8_is_control(uint32_t c);

/*
 * A character that a terminal may act on, or that disguises text: control characters,
 * changes of writing direction, characters without width, line separators, the byte
 * order mark.
 */
bool utf8_is_unsafe(uint32_t c);

#endif
