/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_UTF8_H
#define SHIELDADM_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decode the character at s, of which len > 0 bytes are there.  Returns how many
 * bytes it has and stores it in *c; 0 when the bytes are no valid UTF-8 (too
 * long a form, a surrogate and what lies beyond U+10FFFF included).
 */
size_t utf8_decode(const char *s, size_t len, uint32_t *c);

/* Whether all of the text is valid UTF-8. */
bool utf8_is_valid(const char *s);

/* The characters of a text that is valid UTF-8. */
size_t utf8_length(const char *s);

/* A control character: C0, DEL or C1. */
bool utf8_is_control(uint32_t c);

/*
 * A character that a terminal may act on, or that makes text look like other
 * text: a control character, a change of writing direction, a character without
 * width, a line separator, a byte order mark.
 */
bool utf8_is_unsafe(uint32_t c);

#endif
