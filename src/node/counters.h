/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_COUNTERS_H
#define SHIELDADM_NODE_COUNTERS_H

#include "node/node.h"

/*
 * How many messages secfilter has counted since the node was started, by what decided
 * about them (secfilter.stats).
 */
struct node_counter {
	bool is_allowed;
	char what[32]; /* "user_agent", "country", "from_domain", "sql_injection", ... */
	long long messages;
};

struct node_counters {
	struct node_counter *v;
	size_t len, cap;
};

/* The list is empty when the node does not tell. The caller frees v. */
bool node_counters(
	struct node *node, struct node_counters *counters, struct err *err) MUST;

#endif
