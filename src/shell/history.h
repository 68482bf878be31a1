/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SHELL_HISTORY_H
#define SHIELDADM_SHELL_HISTORY_H

#include <stdbool.h>

/*
 * The lines of earlier shells, in a file of the user's own: $SHIELDADM_HISTFILE, else
 * shieldadm/history below $XDG_STATE_HOME or ~/.local/state.  Empty, the variable says:
 * none.
 */

/* So many lines are kept. */
#define HISTORY_MAX 1000

/* Whether a line may be remembered at all: none that begins with a blank, that is empty,
 * or that holds, or seems to hold, a password. */
bool history_may_keep(const char *line);

/* Hand each line of the file to line(), the oldest first.  A file that grew too long is
 * made shorter. */
void history_read(void (*line)(const char *text));

/* Put a line at the end of the file, behind what other shells have put there meanwhile.
 * Where that cannot be done it is not kept, and nothing is said. */
void history_add(const char *line);

#endif
