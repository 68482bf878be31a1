/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change/impact.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/xalloc.h"
#include "fleet/registered.h"
#include "fleet/routes.h"
#include "db/stored.h"
#include "geo/geo.h"

struct look {
	struct change_env *env;
	struct impact *impact;
	struct impact_case what;
	struct rule_list rules;
	struct address_list addresses;
	struct plan plan;
	struct err guard; /* what plan_rules() refuses; code 0: nothing */

	/* Opened when a country is first asked for. */
	struct geo *geo;
	bool was_opened;

	/* Asked for when a caller is affected. */
	struct verdict_routes routes;
	bool has_routes;
};

static void
open_geo(struct look *look)
{
	struct err err;

	look->was_opened = true;
	if (look->env->fleet.geoip_path != NULL &&
		geo_open(&look->geo, look->env->fleet.geoip_path, &err))
		return;
	look->geo = NULL;
	fleet_say(&look->env->fleet,
		"what this does to callers by their country cannot be told: %s",
		look->env->fleet.geoip_path != NULL ? err.text
						    : "no GeoIP file is known");
}

static enum verdict_known
country(void *ctx, int family, const unsigned char bytes[16], char code[3])
{
	struct look *look = ctx;

	if (!look->was_opened)
		open_geo(look);
	if (look->geo == NULL)
		return KNOWN_NOT;
	return geo_country_of(look->geo, family, bytes, code) ? KNOWN_YES : KNOWN_NO;
}

static const struct verdict_route *
routes(void *ctx, size_t *n)
{
	struct look *look = ctx;

	if (!look->has_routes)
		fleet_routes(&look->env->fleet, &look->routes);
	look->has_routes = true;
	*n = look->routes.len;
	return look->routes.v;
}

/*
 * For a bulk of addresses only the rows that go matter, and the stored rows that overlap
 * one of them: the rest of a million rows is not kept in memory.  When more rows go than
 * this, all stored rows are kept.
 */
#define GOING_MAX 64

struct bulk_reading {
	const struct bulk *bulk;
	struct address_list going, *kept;
	size_t n_going;
};

static bool
on_going(const struct address_row *row, void *ctx)
{
	struct bulk_reading *r = ctx;
	struct address address;
	struct err ignored;

	if (!address_from_row(&address, row, &ignored) || !bulk_goes(r->bulk, &address))
		return true;
	if (++r->n_going <= GOING_MAX)
		address_list_add(&r->going, &address);
	return true;
}

static bool
on_kept(const struct address_row *row, void *ctx)
{
	struct bulk_reading *r = ctx;
	bool is_kept = r->n_going > GOING_MAX;
	struct address address;
	struct err ignored;

	if (!address_from_row(&address, row, &ignored))
		return true;
	for (size_t i = 0; i < r->going.len && !is_kept; i++)
		is_kept = address_overlaps(&r->going.v[i], &address);
	if (is_kept)
		address_list_add(r->kept, &address);
	return true;
}

static bool
read_for_bulk(struct look *look, const struct bulk *bulk, struct err *err)
{
	struct bulk_reading r = { .bulk = bulk, .kept = &look->addresses };
	bool ok = db_address_each(look->env->fleet.db, on_going, &r, err) &&
	          (r.n_going == 0 ||
			  db_address_each(look->env->fleet.db, on_kept, &r, err));

	address_list_clear(&r.going);
	return ok;
}

static bool
read_addresses(struct look *look, const struct change_set *set, struct bad_rows *bad,
	struct err *err)
{
	if (set->bulk != NULL && set->rules.len == 0)
		return read_for_bulk(look, set->bulk, err);
	return stored_addresses(look->env->fleet.db, &look->addresses, bad, err);
}

/* Read what is stored, and plan the change. */
static bool
read_stored(struct look *look, const struct change_set *set, struct err *err)
{
	struct bad_rows bad = { 0 };
	bool ok = stored_rules(look->env->fleet.db, &look->rules, &bad, err) &&
	          read_addresses(look, set, &bad, err) &&
	          plan_addresses(&look->plan, set, &look->addresses, err);

	bad_rows_clear(&bad);
	if (ok && set->bulk != NULL)
		plan_bulk(&look->plan, set->bulk, &look->addresses);
	if (ok && !plan_rules(&look->plan, set, &look->rules, false, &look->guard)) {
		ok = look->guard.code == ERR_GUARD;
		if (!ok)
			*err = look->guard;
	}
	return ok;
}

static bool
on_phone(const struct phone_row *phone, void *ctx)
{
	struct look *look = ctx;

	impact_add_phone(look->impact, &look->what, phone);
	return true;
}

/* A rule can be changed even when the registered phones cannot be read. */
static void
look_at_callers(struct look *look)
{
	struct err err;

	look->what.routes = routes;
	look->what.plan = &look->plan;
	look->what.rules = &look->rules;
	look->what.addresses = &look->addresses;
	look->what.country = country;
	look->what.ctx = look;
	impact_case_init(&look->what);
	if (!registered_each(&look->env->fleet, on_phone, look, &err)) {
		fleet_say(&look->env->fleet,
			"what this does to registered phones cannot be told: %s",
			err.text);
	}
	impact_add_addresses(look->impact, &look->what);
	impact_case_clear(&look->what);
}

int
change_guard_clause(const struct err *guard)
{
	return guard->code != 0 ? (int)strcspn(guard->text, ":") : 0;
}

static bool
refuse(const struct look *look, struct err *err)
{
	const struct impact *impact = look->impact;
	int clause = change_guard_clause(&look->guard);
	char *text;

	if (impact->phones + impact->addresses == 0) {
		*err = look->guard;
		return false;
	}
	text = impact_text(impact);
	err_set(err, ERR_GUARD,
		"%s would be cut off%s%.*s; --yes does it all the same, and nothing was "
		"changed",
		text, clause > 0 ? ", for " : "", clause, look->guard.text);
	free(text);
	return false;
}

/* Whether the user wants that. */
static bool
agree(struct look *look, struct err *err)
{
	struct change_env *env = look->env;

	if (look->impact->phones + look->impact->addresses == 0 && look->guard.code == 0)
		return true;
	if (!env->is_agreed) {
		if (env->dry_run || env->ask == NULL)
			return refuse(look, err);
		look->impact->was_shown = true;
		if (!env->ask(env->ctx, look->impact, &look->guard))
			return err_set(err, ERR_GUARD, "nothing was changed");
	}
	env->is_agreed = true;
	return true;
}

static void
clear(struct look *look)
{
	rule_list_clear(&look->rules);
	address_list_clear(&look->addresses);
	plan_clear(&look->plan);
	geo_close(look->geo);
	free(look->routes.v);
}

bool
impact_check(struct change_env *env, const struct change_set *set,
	struct change_report *report, struct err *err)
{
	struct look look = { .env = env, .impact = &report->impact };
	bool ok;

	if (!impact_is_possible(set))
		return true;
	ok = read_stored(&look, set, err);
	if (ok && impact_is_planned(&look.plan)) {
		look_at_callers(&look);
		ok = agree(&look, err);
	}
	clear(&look);
	return ok;
}

/* In the order by which they are found. */
static void
list_hosts(struct address_list *list, const struct ban_set *set)
{
	for (size_t i = 0; i < set->len; i++) {
		const struct ban *ban = &set->v[i].ban;
		struct address host;
		if (set->v[i].op != CHANGE_ADD || ban->family == AF_UNSPEC)
			continue;
		host = impact_host(ban->family, ban->bytes);
		address_list_add(list, &host);
	}
	if (list->len > 0)
		qsort(list->v, list->len, sizeof(*list->v), address_compare);
}

bool
impact_check_bans(struct change_env *env, const struct ban_set *set,
	struct change_report *report, struct err *err)
{
	const struct change_set none = { .rules = { .len = 0 } };
	struct look look = { .env = env, .impact = &report->impact };
	struct address_list hosts = { 0 };
	bool ok = true;

	if (env->fleet.db != NULL)
		list_hosts(&hosts, set);
	if (hosts.len > 0)
		ok = read_stored(&look, &none, err);
	if (ok && hosts.len > 0) {
		look.what.banned = &hosts;
		look_at_callers(&look);
		ok = agree(&look, err);
	}
	clear(&look);
	address_list_clear(&hosts);
	return ok;
}
