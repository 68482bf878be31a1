/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_COMPLETE_LIVE_H
#define SHIELDADM_COMPLETE_LIVE_H

#include "cli/args.h"
#include "complete/pool.h"

/*
 * Values from the configuration, the database and the nodes.  Private to src/complete.
 */
struct live {
	unsigned kinds;  /* of enum cmd_value that are wanted: bits */
	long long until; /* by clock_ms() */
};

/* Offer them to pool, sorted, until it is time.  args is the line's. */
void live_offer(struct pool *pool, const struct live *live,
	const struct complete_source *source, const struct args *args);

#endif
