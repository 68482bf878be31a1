/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CHANGE_STORE_H
#define SHIELDADM_CHANGE_STORE_H

#include "change/history.h"
#include "db/stored.h"

/*
 * The first half of a change: check it against what is stored, and store it.
 * Private to src/change.
 */

/* Only make the plan.  The nodes are asked whether they have room for it, when that is in
 * doubt. */
bool store_plan(const struct change_env *env, const struct change_set *set,
	struct plan *plan, struct err *err) MUST;

/* What is stored, of the tables that were read. */
struct store_tables {
	bool has_rules, has_addresses; /* read */
	struct rule_list rules;
	struct address_list addresses;
	struct bad_rows bad_rules, bad_addresses;
};
void store_tables_clear(struct store_tables *tables);

/* Make the plan, store it, and record it in the history, in one transaction.  Needs the
 * lock.  tables has what is stored afterwards, of the tables that had to be read, so that
 * nobody reads them again.  The caller clears it, also after an error. */
bool store_change(const struct change_env *env, const struct change_set *set,
	struct history *history, struct plan *plan, struct store_tables *tables,
	struct err *err) MUST;

/* What the plan has changed: the added rows, the removed rows, and the kinds of rules
 * that it names. */
void store_outcome(const struct plan *plan, struct rule_list *added,
	struct rule_list *removed, bool kinds[RULE_KINDS]);

#endif
