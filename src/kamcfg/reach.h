/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_REACH_H
#define SHIELDADM_KAMCFG_REACH_H

#include "kamcfg/cfg.h"

/*
 * The routes that requests pass through: request_route and all routes that it calls.
 */
struct cfg_reach {
	const struct cfg *cfg;
	bool *routes; /* for each of cfg->routes: requests pass through it */
};

#define CFG_REACH_NONE ((size_t)-1)

void cfg_reach_init(struct cfg_reach *reach, const struct cfg *cfg);
void cfg_reach_clear(struct cfg_reach *reach);

/* Whether the route is one of them. */
bool cfg_reach_has(const struct cfg_reach *reach, const struct cfg_route *route);

/* The first token in these routes that calls this function, or CFG_REACH_NONE. */
size_t cfg_reach_call(const struct cfg_reach *reach, const char *function);

/* The first token from index i on that is a variable beginning with start, or
 * CFG_REACH_NONE. */
size_t cfg_reach_pvar(const struct cfg_reach *reach, const char *start, size_t i);

#endif
