/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/routes.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "node/route.h"

/* A change must not hang on a node that does not answer. */
#define PATIENCE_MS 1000

struct asked {
	struct verdict_route route;
	bool is_known;
};

static void
ask_one(void *ctx, size_t i, struct node *node, const struct err *err)
{
	struct asked *asked = (struct asked *)ctx + i;
	struct err ignored;

	if (err != NULL || !node_route(node, &asked->route, &asked->is_known, &ignored))
		asked->is_known = false;
}

static bool
is_new(const struct verdict_routes *routes, const struct verdict_route *route)
{
	for (size_t i = 0; i < routes->len; i++)
		if (memcmp(&routes->v[i], route, sizeof(*route)) == 0)
			return false;
	return true;
}

void
fleet_routes(const struct fleet *fleet, struct verdict_routes *routes)
{
	struct asked *asked = xcalloc(fleet->n_nodes, sizeof(*asked));
	struct fleet quick = *fleet;

	quick.patience_ms = PATIENCE_MS;
	*routes = (struct verdict_routes){ 0 };
	fleet_each(&quick, ask_one, asked);
	for (size_t i = 0; i < fleet->n_nodes; i++)
		if (asked[i].is_known && is_new(routes, &asked[i].route))
			*LIST_ADD(routes) = asked[i].route;
	free(asked);
}
