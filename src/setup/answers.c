/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "setup/answers.h"

#include "policy/rule_parse.h"

struct address_list *
answers_addresses(struct setup_answers *answers, enum setup_id id)
{
	return id == SETUP_CARRIERS ? &answers->carriers : &answers->customers;
}

bool
answers_add_rule(struct rule_list *list, const struct rule *rule)
{
	for (size_t i = 0; i < list->len; i++)
		if (rule_same(&list->v[i], rule))
			return false;
	rule_list_add(list, rule);
	return true;
}

bool
answers_add_address(struct address_list *list, const struct address *address)
{
	for (size_t i = 0; i < list->len; i++)
		if (address_same(&list->v[i], address))
			return false;
	address_list_add(list, address);
	return true;
}

size_t
answers_count(const struct setup_answers *answers, enum setup_id id)
{
	size_t scanners = 0;

	switch (id) {
	case SETUP_SCANNERS:
		while (answers->blocks_scanners && rule_scanners[scanners] != NULL)
			scanners++;
		return scanners;
	case SETUP_AGENTS:
		return answers->agents.len;
	case SETUP_COUNTRIES:
		return answers->countries.len;
	case SETUP_CARRIERS:
		return answers->carriers.len;
	default:
		return answers->customers.len;
	}
}

void
answers_forget(struct setup_answers *answers, enum setup_id id)
{
	switch (id) {
	case SETUP_SCANNERS:
		answers->blocks_scanners = false;
		break;
	case SETUP_AGENTS:
		rule_list_clear(&answers->agents);
		break;
	case SETUP_COUNTRIES:
		rule_list_clear(&answers->countries);
		break;
	default:
		address_list_clear(answers_addresses(answers, id));
	}
}

static void
add_rules(struct change_set *set, const struct rule_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		change_add_rule(set, CHANGE_ADD, &list->v[i]);
}

static void
add_addresses(struct change_set *set, const struct address_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		change_add_address(set, CHANGE_ADD, &list->v[i]);
}

bool
answers_change_set(
	const struct setup_answers *answers, struct change_set *set, struct err *err)
{
	struct rule rule;

	for (size_t i = 0; answers->blocks_scanners && rule_scanners[i] != NULL; i++) {
		if (!rule_parse(&rule, RULE_UA, RULE_BLOCK, rule_scanners[i], false, err))
			return false;
		change_add_rule(set, CHANGE_ADD, &rule);
	}
	add_rules(set, &answers->agents);
	add_rules(set, &answers->countries);
	add_addresses(set, &answers->carriers);
	add_addresses(set, &answers->customers);
	return true;
}

void
answers_clear(struct setup_answers *answers)
{
	rule_list_clear(&answers->agents);
	rule_list_clear(&answers->countries);
	address_list_clear(&answers->carriers);
	address_list_clear(&answers->customers);
	*answers = (struct setup_answers){ .blocks_scanners = false };
}
