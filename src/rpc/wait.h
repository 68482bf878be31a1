/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_RPC_WAIT_H
#define SHIELDADM_RPC_WAIT_H

#include <stdbool.h>
#include <time.h>

/*
 * Deadlines. A call takes its deadline when it begins, so a node that answers one byte at
 * a time cannot move it.
 */

/* The point in time timeout_ms from now, in milliseconds of a clock that nobody
 * sets. */
long long wait_deadline(unsigned timeout_ms);

/* The milliseconds until deadline; 0 when it is over. */
struct timespec wait_left(long long deadline);

/* Wait for one of events (of poll()) or an error on fd. False when the deadline or an
 * interrupt (base/interrupt.h) came first. */
bool wait_for(int fd, short events, long long deadline);

/* Wait a moment, for what cannot be polled. False when the deadline is over. */
bool wait_moment(long long deadline);

#endif
