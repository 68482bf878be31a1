/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_WAY_H
#define SHIELDADM_NODE_WAY_H

#include "node/node.h"

/*
 * What the URLs of a node's configuration tell, without a call.
 */

/* Whether the node is on this machine: one of its ways is a socket in the file system. */
bool node_is_local(const struct node_config *config);

/* Whether one of its ways shows the secfilter lists of a node with QUIRK_TEXT_LISTS. */
bool node_shows_lines(const struct node_config *config);

/* Remove the ways that leave a socket behind when shieldadm is killed, unless it has no
 * others. */
void node_avoid_sockets(struct node_config *config);

/* The path of a way's socket; NULL when the way is not a socket in the file system.
 * *mode_param is the line of kamailio.cfg that sets who may use it.  Borrowed. */
const char *node_way_socket(const char *way, const char **mode_param);

#endif
