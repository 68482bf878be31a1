/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_QUOTE_H
#define SHIELDADM_BASE_QUOTE_H

#include "base/str.h"

/* Add text as one word of a shell's command line, in quotes where it needs them. */
void quote_add(struct str *str, const char *text);

#endif
