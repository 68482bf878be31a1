/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_PHONES_H
#define SHIELDADM_NODE_PHONES_H

#include "node/node.h"
#include "policy/impact.h"

/*
 * Hand each phone that is registered at the node, as its memory has it, to row(); one
 * that returns false ends it.  A node without usrloc has none.  username is the whole
 * address of record: usrloc's use_domain decides what that is.
 * Source: ul.dump, module usrloc of 5.6.3 and 6.1.4 (ul_rpc.c, rpc_dump_contact).
 */
bool node_phone_each(struct node *node,
	bool (*row)(const struct phone_row *row, void *ctx), void *ctx,
	struct err *err) MUST;

#endif
