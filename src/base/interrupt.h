/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_INTERRUPT_H
#define SHIELDADM_BASE_INTERRUPT_H

#include <stdbool.h>

/*
 * Ctrl-C in a program that goes on afterwards, such as the shell: what waits for
 * somebody gives up, and what is begun is ended in order.  In a program that never
 * calls interrupt_watch() the signal ends it, and all of this says no.
 */

/* From here to interrupt_unwatch(), which forgets it again, SIGINT is noted, not
 * obeyed. */
void interrupt_watch(void);
void interrupt_unwatch(void);

/* From here on it is not even noted, until the next interrupt_watch(): somebody else,
 * such as a pager, has the terminal. */
void interrupt_ignore(void);

/* Whether it came since.  From any thread. */
bool interrupt_came(void);

/* Can be read from once it came: to be polled with what is waited for.  -1, which
 * poll() leaves out, where nobody watches. */
int interrupt_fd(void);

#endif
