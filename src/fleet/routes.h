/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FLEET_ROUTES_H
#define SHIELDADM_FLEET_ROUTES_H

#include "fleet/fleet.h"
#include "policy/verdict.h"

/* The different routes of the nodes that tell theirs.  The caller frees v. */
struct verdict_routes {
	struct verdict_route *v;
	size_t len, cap;
};
void fleet_routes(const struct fleet *fleet, struct verdict_routes *routes);

#endif
