/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "enforce/weight.h"

void
weight_add_address(struct weight *w, const struct address *address)
{
	w->addresses.table = CAPACITY_ADDRESS;
	capacity_add_address(&w->addresses, address);
	w->networks += address->form == ADDRESS_NETWORK;
}

struct weight
weight_of(const struct rule_list *rules, const struct address_list *addresses)
{
	struct weight w = { .rules.table = CAPACITY_SECFILTER,
		.addresses.table = CAPACITY_ADDRESS };

	for (size_t i = 0; i < rules->len; i++) {
		capacity_add_rule(&w.rules, &rules->v[i]);
		w.entries[rules->v[i].kind]++;
	}
	for (size_t k = 0; k < RULE_KINDS; k++)
		w.reply[k] = node_rule_list_size(rules, (enum rule_kind)k);
	for (size_t i = 0; i < addresses->len; i++)
		weight_add_address(&w, &addresses->v[i]);
	return w;
}

struct weight
weight_of_plan(const struct plan *plan, enum change_result result)
{
	struct rule_list rules = { 0 };
	struct address_list addresses = { 0 };
	struct weight w;

	for (size_t i = 0; i < plan->rules.len; i++)
		if (plan->rules.v[i].result == result)
			rule_list_add(&rules, &plan->rules.v[i].rule);
	for (size_t i = 0; i < plan->addresses.len; i++)
		if (plan->addresses.v[i].result == result)
			address_list_add(&addresses, &plan->addresses.v[i].address);
	w = weight_of(&rules, &addresses);
	rule_list_clear(&rules);
	address_list_clear(&addresses);
	return w;
}

static void
change_load(struct capacity_load *load, const struct capacity_load *added,
	const struct capacity_load *removed)
{
	load->rows += added->rows - removed->rows;
	load->text += added->text - removed->text;
}

struct weight
weight_changed(const struct weight *before, const struct weight *added,
	const struct weight *removed)
{
	struct weight w = *before;

	change_load(&w.rules, &added->rules, &removed->rules);
	change_load(&w.addresses, &added->addresses, &removed->addresses);
	w.networks += added->networks - removed->networks;
	for (size_t k = 0; k < RULE_KINDS; k++) {
		w.entries[k] += added->entries[k] - removed->entries[k];
		w.reply[k] += added->reply[k] - removed->reply[k];
	}
	return w;
}
