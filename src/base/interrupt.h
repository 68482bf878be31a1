/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_INTERRUPT_H
#define SHIELDADM_BASE_INTERRUPT_H

#include <stdbool.h>

/*
 * Ctrl-C in a program that goes on afterwards, such as the shell: waiting stops, and
 * what has begun ends in order.  A program that never calls interrupt_watch() is ended
 * by the signal, and interrupt_came() is always false.
 */

/* From here to interrupt_unwatch(), SIGINT is noted instead of ending the program.
 * interrupt_unwatch() forgets it. */
void interrupt_watch(void);
void interrupt_unwatch(void);

/* Ignore SIGINT until the next interrupt_watch(): another process, such as a pager, has
 * the terminal. */
void interrupt_ignore(void);

/* Whether SIGINT came since interrupt_watch().  From any thread. */
bool interrupt_came(void);

/* A file that is readable once SIGINT came: poll it together with what you wait for.
 * -1, which poll() ignores, when nobody watches. */
int interrupt_fd(void);

#endif
