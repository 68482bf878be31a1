/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PRINT_PROGRESS_H
#define SHIELDADM_PRINT_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * How far a long work is: one line on stderr that is drawn over and over, where
 * that is a terminal.  There is one terminal, so there is one such line; any
 * thread may call these.
 */

/* Whether it is ever shown; it is not until this was called. */
void progress_allow(bool is_allowed);

/* A work begins.  It is not shown before it has taken a moment. */
void progress_begin(void);

/* So many steps more are to be done, and so many have been. */
void progress_add(size_t more, size_t done);

/* Take the line away, for something else to be written; the next step draws it
 * again. */
void progress_hide(void);

/* It is over: the line goes. */
void progress_end(void);

#endif
