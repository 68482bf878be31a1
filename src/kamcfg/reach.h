/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_REACH_H
#define SHIELDADM_KAMCFG_REACH_H

#include "kamcfg/cfg.h"

/*
 * What requests come through: request_route, and all routes that it calls.
 */
struct reach {
	const struct cfg *cfg;
	bool *routes; /* for each of cfg->routes */
};

#define REACH_NONE ((size_t)-1)

void reach_init(struct reach *reach, const struct cfg *cfg);
void reach_clear(struct reach *reach);

/* Whether the route is one of them. */
bool reach_has(const struct reach *reach, const struct cfg_route *route);

/* The first token there that calls this function; REACH_NONE. */
size_t reach_call(const struct reach *reach, const char *function);

/* The first token from i on that is a variable beginning with this; start with 0. */
size_t reach_pvar(const struct reach *reach, const char *start, size_t i);

#endif
