/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETUP_ANSWERS_H
#define SHIELDADM_SETUP_ANSWERS_H

#include "policy/change.h"

/*
 * The user's answers so far.  None is secret.
 */
enum setup_id {
	SETUP_SCANNERS,
	SETUP_AGENTS,
	SETUP_COUNTRIES,
	SETUP_CARRIERS,
	SETUP_CUSTOMERS
};
#define SETUP_QUESTIONS 5

/* The maximum number of rows for one question: more belong into a file. */
#define SETUP_ROWS_MAX 5000

struct setup_answers {
	bool blocks_scanners;
	struct rule_list agents, countries;
	struct address_list carriers, customers;
	bool is_answered[SETUP_QUESTIONS]; /* also when it was left out */
};

/* The list of carriers or of customers. */
struct address_list *answers_addresses(struct setup_answers *answers, enum setup_id id);

/* Add an answer; false when it is there already. */
bool answers_add_rule(struct rule_list *list, const struct rule *rule);
bool answers_add_address(struct address_list *list, const struct address *address);

/* How many rows the answers make; forget the answers to a question. */
size_t answers_count(const struct setup_answers *answers, enum setup_id id);
void answers_forget(struct setup_answers *answers, enum setup_id id);

/* All answers as one change set that only adds.  ERR_USAGE for rules that the parsers
 * refuse. */
bool answers_change_set(const struct setup_answers *answers, struct change_set *set,
	struct err *err) MUST;

void answers_clear(struct setup_answers *answers);

#endif
