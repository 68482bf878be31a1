/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PRINT_PROGRESS_H
#define SHIELDADM_PRINT_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A progress line on stderr, redrawn in place, if stderr is a terminal.  There is one
 * line for the process; any thread may call these.
 */

/* Whether the line may be shown; until this is called it is not. */
void progress_allow(bool is_allowed);

/* Work begins.  The line appears after a moment. */
void progress_begin(void);

/* More steps are to be done; so many are done. */
void progress_add(size_t more, size_t done);

/* Erase the line so that other text can be written; the next step draws it again. */
void progress_hide(void);

/* Work is over: the line disappears. */
void progress_end(void);

#endif
