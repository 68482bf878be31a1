/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_ENFORCE_WEIGHT_H
#define SHIELDADM_ENFORCE_WEIGHT_H

#include "node/node.h"
#include "policy/capacity.h"
#include "policy/change.h"

/*
 * How much of everything there is.
 */
struct weight {
	struct capacity_load rules, addresses;
	size_t networks;
	size_t entries[RULE_KINDS]; /* of the rules */
	size_t reply[RULE_KINDS];   /* bytes, as a node lists them */
};

struct weight weight_of(
	const struct rule_list *rules, const struct address_list *addresses);

/* The rows of a plan with this result. */
struct weight weight_of_plan(const struct plan *plan, enum change_result result);

/* Count an address in. */
void weight_add_address(struct weight *w, const struct address *address);

/* What it comes to after a change.  All that is removed was there before. */
struct weight weight_changed(const struct weight *before, const struct weight *added,
	const struct weight *removed);

#endif
