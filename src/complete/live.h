/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_COMPLETE_LIVE_H
#define SHIELDADM_COMPLETE_LIVE_H

#include "cli/args.h"
#include "complete/pool.h"

/*
 * Values from the configuration, the database and the nodes.  Private to src/complete.
 */
struct live {
	unsigned kinds;  /* wanted kinds: bits by enum cmd_value */
	long long until; /* by clock_ms() */
};

/* Offer the values to pool, sorted, within the time limit. args: of the line. */
void live_offer(struct pool *pool, const struct live *live,
	const struct complete_source *source, const struct args *args);

#endif
