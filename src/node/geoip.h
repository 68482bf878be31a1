/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_GEOIP_H
#define SHIELDADM_NODE_GEOIP_H

#include "node/node.h"

/*
 * Whether the node survives node_geoip_reload(). ERR_GUARD when it does not, with what to
 * do instead. ERR_NODE when it does not answer.
 */
bool node_geoip_can_reload(struct node *node, struct err *err) MUST;

/*
 * Make a node open its GeoIP file again. Each of its processes does so at its next
 * lookup, and opens the file that kamailio.cfg names, whatever path is (geoip2_mod.c
 * of 6.0). The call is never sent to a node that does not survive it: the same errors.
 */
bool node_geoip_reload(struct node *node, const char *path, struct err *err) MUST;

#endif
