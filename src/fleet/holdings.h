/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FLEET_HOLDINGS_H
#define SHIELDADM_FLEET_HOLDINGS_H

#include "fleet/fleet.h"
#include "policy/verdict.h"

/*
 * What the nodes would do with requests, by what each of them holds.  Its lists are read
 * once, the hash tables for each request.  Only what a check needs is asked.
 */

/* One node, and what it does with the request that was asked about last. */
struct gather_node {
	const char *name; /* borrowed */
	bool is_gone;     /* err tells why; the rest means nothing then */
	struct err err;
	struct verdict_facts facts;
	struct verdict verdict;

	/* Private. */
	struct node *node;
	bool is_route_known, rules_unread, addresses_unread;
	struct rule_list rules;
	struct address_list addresses, own;
};

struct gather {
	struct gather_node *nodes; /* in the order of the fleet */
	size_t n_nodes;

	/* Private. */
	struct fleet fleet; /* its nodes stay open */
	const struct verdict_request *request;
	struct geo *geo;
	struct err geo_err; /* why it could not be opened */
	bool was_stored_asked;
	struct stored *stored; /* NULL: not read */
};

/*
 * Open the nodes and read their lists, all at the same time.  What a node does not show
 * is taken from the database, and the user is told.  A node that does not answer is gone.
 * fleet's texts are borrowed.  The caller closes gather in any case.
 */
bool gather_open(struct gather *gather, const struct fleet *fleet, struct err *err) MUST;

/* Ask about one request: the verdicts of all nodes that are not gone. */
bool gather_ask(struct gather *gather, const struct verdict_request *request,
	struct err *err) MUST;

/* What is stored, read when it is first asked for.  False when it cannot be read; the
 * user is told once. */
bool gather_stored(struct gather *gather, const struct rule_list **rules,
	const struct address_list **addresses);

/* Whether node i has banned the source since it was asked; then its verdict is worked out
 * again.  May be called for several nodes at the same time. */
bool gather_look_again(struct gather *gather, size_t i);

void gather_close(struct gather *gather);

/* Private: the node does not answer any more. */
void gather_gone(struct gather_node *n, const struct err *why);

#endif
