/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETUP_WRAP_H
#define SHIELDADM_SETUP_WRAP_H

#include "base/str.h"

/* Text on a terminal: lines that are no wider than it. */

/* Columns that the text takes: wide characters two, those above others none. */
size_t wrap_width(const char *text);

/*
 * Add text, its lines broken at blanks where they are wider than width columns; what is
 * broken off stands below the first word, behind the signs +, !, = and ->.  What a
 * terminal may act on is made visible.  A word that is too wide stays whole.
 */
void wrap_add(struct str *str, const char *text, size_t width);

#endif
