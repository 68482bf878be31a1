/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change/store.h"

#include <assert.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "change/bulk.h"
#include "change/put_back.h"
#include "enforce/capacity_check.h"
#include "db/stored.h"

/* The ids of rows that are deleted. */
struct ids {
	long long *v;
	size_t len, cap;
};

struct storing {
	const struct change_env *env;
	const struct change_set *set;
	struct history *history;
	struct plan *plan;
	struct store_tables *tables;
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

void
store_tables_clear(struct store_tables *tables)
{
	rule_list_clear(&tables->rules);
	address_list_clear(&tables->addresses);
	bad_rows_clear(&tables->bad_rules);
	bad_rows_clear(&tables->bad_addresses);
	tables->has_rules = tables->has_addresses = false;
}

/* Whether the nodes have room for it. */
static bool
check_room(const struct storing *s, struct plan *plan, struct err *err)
{
	const struct store_tables *stored = s->tables;
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

static bool
read_tables(struct db *db, const struct storing *s, struct err *err)
{
	struct store_tables *t = s->tables;

	store_tables_clear(t);
	t->has_rules = s->set->rules.len > 0;
	t->has_addresses = s->set->addresses.len > 0;
	return (!t->has_rules || stored_rules(db, &t->rules, &t->bad_rules, err)) &&
	       (!t->has_addresses ||
		       stored_addresses(db, &t->addresses, &t->bad_addresses, err));
}

/* The plan for what the database db holds at this moment. */
static bool
make_plan(struct db *db, struct storing *s, struct plan *plan, struct err *err)
{
	const struct change_set *set = s->set;
	struct store_tables *t = s->tables;
	bool ok = read_tables(db, s, err);

	/* Addresses come in a bulk or one by one, not both. */
	assert(set->bulk == NULL || set->addresses.len == 0);
	ok = ok &&
	     (!t->has_rules ||
		     plan_rules(plan, set, &t->rules, s->env->is_agreed, err)) &&
	     (!t->has_addresses || plan_addresses(plan, set, &t->addresses, err)) &&
	     (set->bulk == NULL || bulk_plan(&s->bulk, db, plan, &t->bad_addresses, err));
	if (ok && needs_reload(plan))
		ok = stored_check_reload(&t->bad_rules, err) &&
		     stored_check_reload(&t->bad_addresses, err);
	return ok && put_back_check(s->env, plan, err) && check_room(s, plan, err);
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

/* Without a history nothing tells whether an earlier attempt was committed.  If it was,
 * this attempt finds its rows, and the first plan has the result. */
static bool
is_done_already(const struct storing *s, const struct plan *plan)
{
	return s->had_attempt && !s->history->is_kept &&
	       plan_count(plan, CHANGE_ADDED) + plan_count(plan, CHANGE_REMOVED) == 0;
}

static int
compare_ids(const void *a, const void *b)
{
	const long long *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool
is_among(long long id, const struct ids *ids)
{
	return ids->len > 0 &&
	       bsearch(&id, ids->v, ids->len, sizeof(*ids->v), compare_ids) != NULL;
}

static void
change_rules(struct rule_list *rules, const struct plan *plan)
{
	struct ids gone = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < plan->rules.len; i++)
		if (plan->rules.v[i].result == CHANGE_REMOVED)
			*LIST_ADD(&gone) = plan->rules.v[i].rule.id;
	if (gone.len > 0)
		qsort(gone.v, gone.len, sizeof(*gone.v), compare_ids);
	for (size_t i = 0; i < rules->len; i++)
		if (!is_among(rules->v[i].id, &gone))
			rules->v[n++] = rules->v[i];
	rules->len = n;
	for (size_t i = 0; i < plan->rules.len; i++)
		if (plan->rules.v[i].result == CHANGE_ADDED)
			rule_list_add(rules, &plan->rules.v[i].rule);
	free(gone.v);
}

static void
change_addresses(struct address_list *addresses, const struct plan *plan)
{
	struct ids gone = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < plan->addresses.len; i++)
		if (plan->addresses.v[i].result == CHANGE_REMOVED)
			*LIST_ADD(&gone) = plan->addresses.v[i].address.id;
	if (gone.len > 0)
		qsort(gone.v, gone.len, sizeof(*gone.v), compare_ids);
	for (size_t i = 0; i < addresses->len; i++)
		if (!is_among(addresses->v[i].id, &gone))
			addresses->v[n++] = addresses->v[i];
	addresses->len = n;
	for (size_t i = 0; i < plan->addresses.len; i++)
		if (plan->addresses.v[i].result == CHANGE_ADDED)
			address_list_add(addresses, &plan->addresses.v[i].address);
	free(gone.v);
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
	/* Nobody knows what this attempt would have read. */
	if (was_stored) {
		store_tables_clear(s->tables);
		return true;
	}
	ok = make_plan(db, s, &plan, err) && record(s->history, &plan, err) &&
	     store_rules(db, &plan, err) && store_addresses(db, &plan, err) &&
	     (s->set->bulk == NULL ||
		     bulk_store(&s->bulk, db, s->env, s->history, err)) &&
	     history_end(s->history, err);
	change_rules(&s->tables->rules, &plan);
	change_addresses(&s->tables->addresses, &plan);
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
	struct store_tables tables = { .has_rules = false };
	struct storing s = { .env = env,
		.set = set,
		.tables = &tables,
		.bulk = { .bulk = set->bulk, .is_weighed = env->fleet.n_nodes > 0 } };
	bool ok = make_plan(env->fleet.db, &s, plan, err);

	store_tables_clear(&tables);
	bulk_work_clear(&s.bulk);
	return ok;
}

bool
store_change(const struct change_env *env, const struct change_set *set,
	struct history *history, struct plan *plan, struct store_tables *tables,
	struct err *err)
{
	struct storing s = { .env = env,
		.set = set,
		.history = history,
		.plan = plan,
		.tables = tables,
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
