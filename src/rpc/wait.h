/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_RPC_WAIT_H
#define SHIELDADM_RPC_WAIT_H

#include <stdbool.h>
#include <time.h>

/*
 * Deadlines.  A call has one, taken when it begins: a node that answers one byte
 * at a time cannot put it off.
 */

/* The point in time timeout_ms from now, in milliseconds of a clock that nobody
 * sets. */
long long wait_deadline(unsigned timeout_ms);

/* How long it is to deadline; nothing when it is over. */
struct timespec wait_left(long long deadline);

/* Wait until one of events (of poll()) is there on fd, or an error is.  False
 * when the deadline came first, or an interrupt (base/interrupt.h). */
bool wait_for(int fd, short events, long long deadline);

/* Wait a moment, for what cannot be polled for.  False when it is too late. */
bool wait_moment(long long deadline);

#endif
