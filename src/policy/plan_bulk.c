/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/xalloc.h"
#include "policy/change.h"

bool
bulk_goes(const struct bulk *bulk, const struct address *row)
{
	return pack_find(&bulk->wanted, row) == PACK_NONE &&
	       ((bulk->is_whole && address_is_text(row)) ||
		       pack_find(&bulk->gone, row) != PACK_NONE);
}

bool
address_overlaps(const struct address *a, const struct address *b)
{
	return address_contains(a, b) || address_contains(b, a);
}

/* Of more rows that go all that come are taken: it is not worth the time to find out. */
#define GONE_MAX 64

/* Whether it has to do with a row that goes, which are the outcomes so far. */
static bool
matters(const struct plan *plan, size_t n_gone, const struct address *address)
{
	if (n_gone > GONE_MAX)
		return true;
	for (size_t i = 0; i < n_gone; i++)
		if (address_overlaps(&plan->addresses.v[i].address, address))
			return true;
	return false;
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
	size_t n_gone;

	for (size_t i = 0; i < stored->len; i++) {
		if (bulk_goes(bulk, &stored->v[i])) {
			outcome(plan, &stored->v[i], CHANGE_REMOVED);
		}
	}
	n_gone = plan->addresses.len;
	if (n_gone == 0)
		return;
	for (size_t i = 0; i < stored->len; i++)
		pack_add(&standing, &stored->v[i], 0);
	pack_sort(&standing);
	for (size_t i = 0; i < pack_count(&bulk->wanted); i++) {
		pack_get(&bulk->wanted, i, &address);
		if (matters(plan, n_gone, &address) &&
			pack_find(&standing, &address) == PACK_NONE)
			outcome(plan, &address, CHANGE_ADDED);
	}
	pack_clear(&standing);
}
