/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PRINT_JSON_TEXT_H
#define SHIELDADM_PRINT_JSON_TEXT_H

#include "base/str.h"

/*
 * JSON that is a text already, without blanks outside of its strings.  Both functions
 * write what a terminal could act on as \u...; bytes that are no UTF-8 become U+FFFD.
 */

/* Add it as it is, on one line. */
void json_text_add(struct str *str, const char *json);

/* Add it as people read it: a member a line, indented.  No line end at its end. */
void json_text_add_indented(struct str *str, const char *json);

#endif
