/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/change.h"

#include <stdlib.h>

#include "base/xalloc.h"

const char *
change_result_name(enum change_result result)
{
	static const char *const names[] = { [CHANGE_ADDED] = "added",
		[CHANGE_PRESENT] = "present",
		[CHANGE_REMOVED] = "removed",
		[CHANGE_ABSENT] = "absent",
		[CHANGE_FAILED] = "failed" };

	return names[result];
}

enum change_op
change_result_op(enum change_result result)
{
	return result == CHANGE_REMOVED ? CHANGE_REMOVE : CHANGE_ADD;
}

void
change_add_rule(struct change_set *set, enum change_op op, const struct rule *rule)
{
	*LIST_ADD(&set->rules) = (struct rule_change){ .op = op, .rule = *rule };
}

void
change_add_address(
	struct change_set *set, enum change_op op, const struct address *address)
{
	*LIST_ADD(&set->addresses) =
		(struct address_change){ .op = op, .address = *address };
}

struct bulk *
bulk_new(void)
{
	return xcalloc(1, sizeof(struct bulk));
}

void
change_set_clear(struct change_set *set)
{
	free(set->rules.v);
	free(set->addresses.v);
	if (set->bulk != NULL) {
		pack_clear(&set->bulk->wanted);
		pack_clear(&set->bulk->gone);
		free(set->bulk);
	}
	*set = (struct change_set){ 0 };
}

void
plan_clear(struct plan *plan)
{
	for (size_t i = 0; i < plan->notes.len; i++)
		free(plan->notes.v[i]);
	free(plan->notes.v);
	free(plan->rules.v);
	free(plan->addresses.v);
	free(plan->meant);
	address_list_clear(&plan->bulk.first_added);
	address_list_clear(&plan->bulk.first_removed);
	*plan = (struct plan){ 0 };
}

static size_t
bulk_count(const struct bulk_outcome *bulk, enum change_result result)
{
	switch (result) {
	case CHANGE_ADDED:
		return bulk->added + bulk->retagged;
	case CHANGE_PRESENT:
		return bulk->present;
	case CHANGE_REMOVED:
		return bulk->removed + bulk->retagged;
	case CHANGE_ABSENT:
		return bulk->absent;
	case CHANGE_FAILED:
		break;
	}
	return 0;
}

size_t
plan_count(const struct plan *plan, enum change_result result)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->rules.len; i++)
		n += plan->rules.v[i].result == result;
	for (size_t i = 0; i < plan->addresses.len; i++)
		n += plan->addresses.v[i].result == result;
	return n + bulk_count(&plan->bulk, result);
}
