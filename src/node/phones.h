/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_PHONES_H
#define SHIELDADM_NODE_PHONES_H

#include "node/node.h"
#include "policy/impact.h"

/*
 * Call row() for each phone that is registered in the node's memory, until row() returns
 * false. Without usrloc there are none. username is the whole address of record, in the
 * form that usrloc's use_domain sets. Source: ul.dump, module usrloc of 5.6.3 and 6.1.4
 * (ul_rpc.c, rpc_dump_contact).
 */
bool node_phone_each(struct node *node,
	bool (*row)(const struct phone_row *row, void *ctx), void *ctx,
	struct err *err) MUST;

#endif
