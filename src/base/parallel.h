/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_PARALLEL_H
#define SHIELDADM_BASE_PARALLEL_H

#include <stddef.h>

/*
 * Call work(ctx, 0) to work(ctx, n - 1), up to at_once at the same time, each in one
 * thread, and return when all are done.  A call that waits does not delay the others.
 */
void parallel_each(
	size_t n, size_t at_once, void (*work)(void *ctx, size_t i), void *ctx);

#endif
