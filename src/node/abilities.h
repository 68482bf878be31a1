/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_ABILITIES_H
#define SHIELDADM_NODE_ABILITIES_H

#include "node/node.h"
#include "node/quirks.h"

/*
 * What a node is able to do.
 */

/* Its version: "5.6.3"; "" when its answer has none.  It is asked once as long as the
 * node is open.  ERR_NODE when it does not answer. */
bool node_version(struct node *node, char version[32], struct err *err) MUST;

/* Whether it has the quirk, by its version or by its methods, which are asked once as
 * long as the node is open.  ERR_NODE when it does not answer. */
bool node_has(struct node *node, enum quirk quirk, bool *has, struct err *err) MUST;

#endif
