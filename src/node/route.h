/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_ROUTE_H
#define SHIELDADM_NODE_ROUTE_H

#include "node/node.h"
#include "policy/verdict.h"

/*
 * Which parts of the article's route, or of the route of "shieldadm config", a node runs.
 * The defines tell (kamcfg/harden.cfg).
 */

/* Which parts are defined. When the node does not tell, *is_known is false and all parts
 * are set. */
bool node_route(struct node *node, struct verdict_route *route, bool *is_known,
	struct err *err) MUST;

/* Whether the route of "shieldadm config" has found the sentinel in the lists since the
 * node was started. When the sentinel is missing later, the route takes the lists for
 * lost. */
bool node_has_seen_sentinel(struct node *node, bool *has_seen, struct err *err) MUST;

/* Add the addresses it listens on: what "myself" means in the route. */
bool node_myself(struct node *node, struct address_list *list, struct err *err) MUST;

#endif
