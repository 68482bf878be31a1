/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which routes the nodes have, the article's or ours: callers are judged by them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "base/xalloc.h"
#include "change/impact.h"
#include "node/route.h"

/* So long a node is waited for at the most. */
#define PATIENCE_MS 1000

struct asking {
	const struct change_env *env;
	struct asked {
		struct verdict_route route;
		bool is_known;
	} * of;
};

static void
ask_one(void *ctx, size_t i)
{
	const struct asking *a = ctx;
	struct node_config config = a->env->nodes[i];
	struct asked *asked = &a->of[i];
	struct node *node;
	struct err ignored;

	if (config.timeout_ms > PATIENCE_MS)
		config.timeout_ms = PATIENCE_MS;
	if (!node_open(&node, &config, &ignored))
		return;
	if (!node_route(node, &asked->route, &asked->is_known, &ignored))
		asked->is_known = false;
	node_close(node);
}

static bool
is_same(const struct verdict_route *a, const struct verdict_route *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

void
impact_routes(const struct change_env *env, struct verdict_routes *routes)
{
	struct asking a = { env, xcalloc(env->n_nodes, sizeof(*a.of)) };

	*routes = (struct verdict_routes){ 0 };
	parallel_each(env->n_nodes, NODES_AT_ONCE, ask_one, &a);
	for (size_t i = 0; i < env->n_nodes; i++) {
		bool is_new = a.of[i].is_known;
		for (size_t j = 0; is_new && j < routes->len; j++)
			is_new = !is_same(&routes->v[j], &a.of[i].route);
		if (is_new)
			*LIST_ADD(routes) = a.of[i].route;
	}
	free(a.of);
}
