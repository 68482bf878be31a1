/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/xalloc.h"
#include "policy/change.h"

static bool
goes(const struct bulk *bulk, const struct address *row)
{
	return pack_find(&bulk->wanted, row) == PACK_NONE &&
	       (bulk->is_whole || pack_find(&bulk->gone, row) != PACK_NONE);
}

static void
outcome(struct plan *plan, const struct address *address, enum change_result result)
{
	*LIST_ADD(&plan->addresses) =
		(struct address_outcome){ .result = result, .address = *address };
}

void
plan_bulk(struct plan *plan, const struct bulk *bulk, const struct address_list *stored)
{
	struct address address;
	struct pack standing = { .v = NULL };
	bool any = false;

	for (size_t i = 0; i < stored->len; i++) {
		if (goes(bulk, &stored->v[i])) {
			outcome(plan, &stored->v[i], CHANGE_REMOVED);
			any = true;
		}
	}
	if (!any)
		return;
	for (size_t i = 0; i < stored->len; i++)
		pack_add(&standing, &stored->v[i], 0);
	pack_sort(&standing);
	for (size_t i = 0; i < pack_count(&bulk->wanted); i++) {
		pack_get(&bulk->wanted, i, &address);
		if (pack_find(&standing, &address) == PACK_NONE)
			outcome(plan, &address, CHANGE_ADDED);
	}
	pack_clear(&standing);
}
