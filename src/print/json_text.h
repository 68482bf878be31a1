/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PRINT_JSON_TEXT_H
#define SHIELDADM_PRINT_JSON_TEXT_H

#include "base/str.h"

/*
 * JSON text without blanks outside of its strings.  Both functions write what a
 * terminal could act on as \u...; invalid UTF-8 becomes U+FFFD.
 */

/* Add the text on one line. */
void json_text_add(struct str *str, const char *json);

/* Add the text indented, one member a line, without a final newline. */
void json_text_add_indented(struct str *str, const char *json);

#endif
