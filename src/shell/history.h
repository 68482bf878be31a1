/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SHELL_HISTORY_H
#define SHIELDADM_SHELL_HISTORY_H

#include <stdbool.h>

/*
 * The lines of earlier shells, in the user's file $SHIELDADM_HISTFILE, else
 * shieldadm/history below $XDG_STATE_HOME or ~/.local/state.  An empty variable means:
 * no file.
 */

/* The number of lines kept. */
#define HISTORY_MAX 1000

/* Whether a line may be kept.  Not kept: empty lines, lines that begin with a blank,
 * and lines that seem to hold a password. */
bool history_may_keep(const char *line);

/* Hand each line of the file to line(), the oldest first.  A file that is too long is
 * shortened. */
void history_read(void (*line)(const char *text));

/* Append a line to the file, behind the lines of other shells.  A failure is ignored.
 * */
void history_add(const char *line);

#endif
