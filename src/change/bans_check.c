/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The checks before an address is banned.
 */
#include <stdlib.h>
#include <time.h>

#include "base/xalloc.h"
#include "change/bans.h"
#include "db/stored.h"
#include "node/htable.h"
#include "policy/ban_guard.h"

#define SECONDS_DEFAULT 3600

struct survey {
	const struct ban_set *set;
	bool has_guard;
	struct surveyed {
		struct address_list own;
		long long expire;
	} * of;
};

/* A node that does not answer is ignored here, and reported as behind later. */
static void
ask_one(void *ctx, size_t i, struct node *node, const struct err *unopened)
{
	const struct survey *s = ctx;
	struct err err;

	if (unopened != NULL)
		return;
	if (s->has_guard)
		node_own_addresses(node, &s->of[i].own);
	if (s->set->seconds == 0 &&
		!node_htable_expire(node, s->set->table, &s->of[i].expire, &err))
		s->of[i].expire = 0;
}

/* Without a duration a ban lasts as long as pike's bans do, on the node with the longest.
 */
static void
set_ends(struct ban_set *set, const struct survey *s, size_t n_nodes)
{
	long long now = (long long)time(NULL);
	bool is_open = set->seconds == 0;

	for (size_t i = 0; is_open && i < n_nodes; i++)
		if (s->of[i].expire > set->seconds)
			set->seconds = s->of[i].expire;
	if (set->seconds == 0)
		set->seconds = SECONDS_DEFAULT;
	if (set->seconds > BAN_SECONDS_MAX)
		set->seconds = BAN_SECONDS_MAX;
	for (size_t i = 0; i < set->len; i++)
		if (set->v[i].op == CHANGE_ADD && set->v[i].ban.until == 0)
			set->v[i].ban.until = now + set->seconds;
}

static bool
apply_guard(struct ban_set *set, const struct ban_guard *guard, struct err *err)
{
	for (size_t i = 0; i < set->len; i++) {
		struct ban_change *change = &set->v[i];
		if (change->op != CHANGE_ADD || change->skipped != NULL ||
			ban_guard_check(guard, &change->ban, err))
			continue;
		if (!set->skips_guarded)
			return false;
		change->skipped = xstrdup(err->text);
	}
	return true;
}

static bool
check(const struct change_env *env, const struct survey *s, struct ban_set *set,
	struct err *err)
{
	struct address_list own = { 0 }, stored = { 0 };
	struct bad_rows bad = { 0 };
	struct ban_guard guard;
	bool ok = stored_addresses(env->fleet.db, &stored, &bad, err);

	for (size_t i = 0; i < env->fleet.n_nodes; i++)
		for (size_t j = 0; j < s->of[i].own.len; j++)
			address_list_add(&own, &s->of[i].own.v[j]);
	ban_guard_init(&guard, &stored, &own);
	ok = ok && apply_guard(set, &guard, err);
	ban_guard_clear(&guard);
	bad_rows_clear(&bad);
	return ok;
}

static bool
adds_any(const struct ban_set *set)
{
	for (size_t i = 0; i < set->len; i++)
		if (set->v[i].op == CHANGE_ADD)
			return true;
	return false;
}

bool
bans_check(const struct change_env *env, struct ban_set *set, struct err *err)
{
	struct survey s = { .set = set,
		.has_guard = !env->force && env->fleet.db != NULL };
	bool ok = true;

	if (!adds_any(set))
		return true;
	s.of = xcalloc(env->fleet.n_nodes, sizeof(*s.of));
	if (s.has_guard || set->seconds == 0)
		fleet_each(&env->fleet, ask_one, &s);
	set_ends(set, &s, env->fleet.n_nodes);
	if (s.has_guard)
		ok = check(env, &s, set, err);
	for (size_t i = 0; i < env->fleet.n_nodes; i++)
		address_list_clear(&s.of[i].own);
	free(s.of);
	return ok;
}
