/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_YES_NO_H
#define SHIELDADM_BASE_YES_NO_H

#include <stdbool.h>

/* Understand a line that somebody typed as yes (y, yes) or no (n, no, none), in upper or
 * lower case, with blanks around it.  False for any other line; *yes stays. */
bool yes_or_no(const char *line, bool *yes);

#endif
