/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PRINT_ESCAPE_H
#define SHIELDADM_PRINT_ESCAPE_H

#include "base/str.h"

/*
 * Add text with all made visible that a terminal could act on: control
 * characters and bytes that are no UTF-8 as \x1b, invisible characters and those
 * that turn the direction of writing as \u202e.
 */
void escape_add(struct str *str, const char *text);

/* Add text as a JSON string, quotes included; bytes that are no UTF-8 become
 * U+FFFD, and what escape_add() makes visible is written as \u... */
void escape_add_json(struct str *str, const char *text);

/* Add len bytes of what is JSON already, made harmless in the same way. */
void escape_add_json_chars(struct str *str, const char *text, size_t len);

#endif
