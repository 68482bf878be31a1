/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_GEOIP_H
#define SHIELDADM_NODE_GEOIP_H

#include "node/node.h"

/*
 * Whether it survives node_geoip_reload(), by its version.  ERR_GUARD when not, with what
 * to do instead; ERR_NODE when it does not tell.
 */
bool node_geoip_can_reload(struct node *node, struct err *err) MUST;

/*
 * Make a node open its GeoIP file again: each of its processes does so with the next
 * address that it looks up, and opens the one that its kamailio.cfg names, whatever path
 * is (geoip2_mod.c of 6.0).  It is never sent to a node that cannot: the same errors.
 */
bool node_geoip_reload(struct node *node, const char *path, struct err *err) MUST;

#endif
