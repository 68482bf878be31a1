/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_CLOCK_H
#define SHIELDADM_BASE_CLOCK_H

/* Milliseconds of a monotonic clock: only differences mean something. */
long long clock_ms(void);

#endif
