/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change/store.h"

#include <assert.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "change/bulk.h"
#include "enforce/capacity_check.h"
#include "db/stored.h"

struct storing {
	const struct change_env *env;
	const struct change_set *set;
	struct history *history;
	struct plan *plan;
	struct bulk_work bulk;
	bool had_attempt; /* an earlier one may have been committed */
};

/* Destinations cannot be added to a node's memory, so they need a reload too. */
static bool
needs_reload(const struct plan *plan)
{
	for (size_t i = 0; i < plan->rules.len; i++)
		if (plan->rules.v[i].result == CHANGE_REMOVED ||
			(plan->rules.v[i].result == CHANGE_ADDED &&
				plan->rules.v[i].rule.kind == RULE_DST))
			return true;
	for (size_t i = 0; i < plan->addresses.len; i++)
		if (plan->addresses.v[i].result == CHANGE_REMOVED ||
			plan->addresses.v[i].result == CHANGE_ADDED)
			return true;
	return plan->bulk.added + plan->bulk.retagged + plan->bulk.removed > 0;
}

/* What is stored, in lists. */
struct lists {
	struct rule_list rules;
	struct address_list addresses;
	struct bad_rows bad;
};

/* Whether the nodes have room for it. */
static bool
check_room(const struct storing *s, const struct lists *stored, struct plan *plan,
	struct err *err)
{
	struct weight before = weight_of(&stored->rules, &stored->addresses);
	struct weight added = weight_of_plan(plan, CHANGE_ADDED);
	struct weight removed = weight_of_plan(plan, CHANGE_REMOVED);

	if (s->set->bulk != NULL) {
		before.addresses = s->bulk.before.addresses;
		before.networks = s->bulk.before.networks;
		added.addresses = s->bulk.added.addresses;
		added.networks = s->bulk.added.networks;
		removed.addresses = s->bulk.removed.addresses;
		removed.networks = s->bulk.removed.networks;
	}
	return room_check(
		&s->env->fleet, s->env->force, &before, &added, &removed, plan, err);
}

/* The plan for what the database db holds at this moment. */
static bool
make_plan(struct db *db, struct storing *s, struct plan *plan, struct err *err)
{
	const struct change_set *set = s->set;
	struct lists stored = { .rules = { 0 } };
	bool ok = true;

	if (set->rules.len > 0)
		ok = stored_rules(db, &stored.rules, &stored.bad, err) &&
		     plan_rules(plan, set, &stored.rules, s->env->is_agreed, err);
	/* In a bulk or one by one, not both. */
	assert(set->bulk == NULL || set->addresses.len == 0);
	if (ok && set->addresses.len > 0)
		ok = stored_addresses(db, &stored.addresses, &stored.bad, err) &&
		     plan_addresses(plan, set, &stored.addresses, err);
	if (ok && set->bulk != NULL)
		ok = bulk_plan(&s->bulk, db, plan, &stored.bad, err);
	if (ok && needs_reload(plan))
		ok = stored_check_reload(&stored.bad, err);
	ok = ok && check_room(s, &stored, plan, err);
	rule_list_clear(&stored.rules);
	address_list_clear(&stored.addresses);
	bad_rows_clear(&stored.bad);
	return ok;
}

static bool
store_rules(struct db *db, const struct plan *plan, struct err *err)
{
	size_t n = plan->rules.len, n_rows = 0, n_ids = 0;
	struct rule_row *rows = xcalloc(n, sizeof(*rows));
	long long *ids = xcalloc(n, sizeof(*ids));
	bool ok;

	for (size_t i = 0; i < n; i++) {
		const struct rule_outcome *o = &plan->rules.v[i];
		if (o->result == CHANGE_ADDED)
			rows[n_rows++] = rule_row(&o->rule);
		else if (o->result == CHANGE_REMOVED)
			ids[n_ids++] = o->rule.id;
	}
	ok = (n_ids == 0 || db_rule_del(db, ids, n_ids, err)) &&
	     (n_rows == 0 || db_rule_add(db, rows, n_rows, err));
	free(rows);
	free(ids);
	return ok;
}

static bool
store_addresses(struct db *db, const struct plan *plan, struct err *err)
{
	size_t n = plan->addresses.len, n_rows = 0, n_ids = 0;
	struct address_row *rows = xcalloc(n, sizeof(*rows));
	long long *ids = xcalloc(n, sizeof(*ids));
	bool ok;

	for (size_t i = 0; i < n; i++) {
		const struct address_outcome *o = &plan->addresses.v[i];
		if (o->result == CHANGE_ADDED)
			rows[n_rows++] = address_row(&o->address);
		else if (o->result == CHANGE_REMOVED)
			ids[n_ids++] = o->address.id;
	}
	ok = (n_ids == 0 || db_address_del(db, ids, n_ids, err)) &&
	     (n_rows == 0 || db_address_add(db, rows, n_rows, err));
	free(rows);
	free(ids);
	return ok;
}

static bool
record(struct history *history, const struct plan *plan, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; i < plan->rules.len && ok; i++) {
		const struct rule_outcome *o = &plan->rules.v[i];
		if (o->result == CHANGE_ADDED || o->result == CHANGE_REMOVED)
			ok = history_rule(
				history, change_result_op(o->result), &o->rule, err);
	}
	for (size_t i = 0; i < plan->addresses.len && ok; i++) {
		const struct address_outcome *o = &plan->addresses.v[i];
		if (o->result == CHANGE_ADDED || o->result == CHANGE_REMOVED)
			ok = history_address(
				history, change_result_op(o->result), &o->address, err);
	}
	return ok;
}

/* Where no history tells whether an earlier attempt was committed: if it was, this one
 * finds its rows there, and what it came to is what the first plan says. */
static bool
is_done_already(const struct storing *s, const struct plan *plan)
{
	return s->had_attempt && !s->history->is_kept &&
	       plan_count(plan, CHANGE_ADDED) + plan_count(plan, CHANGE_REMOVED) == 0;
}

/* Within the transaction; called again when the first attempt's end is unknown. */
static bool
work(struct db *db, void *ctx, struct err *err)
{
	struct storing *s = ctx;
	struct plan plan = { 0 };
	bool was_stored, ok;

	if (!history_begin(s->history, db, &was_stored, err))
		return false;
	if (was_stored)
		return true;
	ok = make_plan(db, s, &plan, err) && record(s->history, &plan, err) &&
	     store_rules(db, &plan, err) && store_addresses(db, &plan, err) &&
	     (s->set->bulk == NULL ||
		     bulk_store(&s->bulk, db, s->env, s->history, err)) &&
	     history_end(s->history, err);
	if (ok && is_done_already(s, &plan)) {
		plan_clear(&plan);
		return true;
	}
	plan_clear(s->plan);
	*s->plan = plan;
	s->had_attempt = ok;
	return ok;
}

bool
store_plan(const struct change_env *env, const struct change_set *set, struct plan *plan,
	struct err *err)
{
	struct storing s = { .env = env,
		.set = set,
		.bulk = { .bulk = set->bulk, .is_weighed = env->fleet.n_nodes > 0 } };
	bool ok = make_plan(env->fleet.db, &s, plan, err);

	bulk_work_clear(&s.bulk);
	return ok;
}

bool
store_change(const struct change_env *env, const struct change_set *set,
	struct history *history, struct plan *plan, struct err *err)
{
	struct storing s = { .env = env,
		.set = set,
		.history = history,
		.plan = plan,
		.bulk = { .bulk = set->bulk, .is_weighed = env->fleet.n_nodes > 0 } };
	bool ok = db_transaction(env->fleet.db, work, &s, err);

	bulk_work_clear(&s.bulk);
	return ok;
}

void
store_outcome(const struct plan *plan, struct rule_list *added, struct rule_list *removed,
	bool kinds[RULE_KINDS])
{
	for (size_t i = 0; i < plan->rules.len; i++) {
		const struct rule_outcome *o = &plan->rules.v[i];
		kinds[o->rule.kind] = true;
		if (o->result == CHANGE_ADDED)
			rule_list_add(added, &o->rule);
		else if (o->result == CHANGE_REMOVED)
			rule_list_add(removed, &o->rule);
	}
}
