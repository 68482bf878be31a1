/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/holdings.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "db/stored.h"
#include "geo/geo.h"
#include "node/route.h"
#include "policy/sentinel.h"

void
gather_gone(struct gather_node *n, const struct err *why)
{
	n->is_gone = true;
	n->err = *why;
}

/* Of the module secfilter the article's route asks for two lists, ours for all. */
static bool
is_asked_for(const struct gather_node *n, enum rule_kind kind)
{
	return n->facts.route.is_hardened || kind == RULE_UA || kind == RULE_COUNTRY;
}

static void
read_rules(struct gather_node *n)
{
	struct err ignored;

	for (int i = 0; n->facts.route.has_secfilter && i < RULE_KINDS; i++) {
		enum rule_kind kind = (enum rule_kind)i;
		bool has_kind;
		if (is_asked_for(n, kind) && (!node_rule_list(n->node, kind, 0, &n->rules,
						      &has_kind, &ignored) ||
						     !has_kind)) {
			n->rules_unread = true;
			return;
		}
	}
}

/* Lists that a failed reload has emptied.  That they cannot be read is told elsewhere. */
static bool
read_loss(struct gather_node *n, struct err *err)
{
	if (n->facts.route.is_hardened && n->facts.route.has_secfilter &&
		!n->rules_unread && !rules_have_sentinel(&n->rules))
		return node_has_seen_sentinel(n->node, &n->facts.are_lists_lost, err);
	return true;
}

static void
read_addresses(struct gather_node *n)
{
	bool has_hosts;
	struct err ignored;

	n->addresses_unread =
		!node_address_list(n->node, &n->addresses, &has_hosts, &ignored) ||
		!has_hosts;
}

/* The first call tells whether the node can be asked at all. */
static void
read_node(void *ctx, size_t i, struct node *node, const struct err *unopened)
{
	struct gather *g = ctx;
	struct gather_node *n = &g->nodes[i];
	struct err err;

	n->node = node;
	if (unopened != NULL) {
		gather_gone(n, unopened);
		return;
	}
	if (!node_route(node, &n->facts.route, &n->is_route_known, &err) ||
		(n->facts.route.has_antiflood && !node_myself(node, &n->own, &err))) {
		gather_gone(n, &err);
		return;
	}
	read_rules(n);
	if (!read_loss(n, &err)) {
		gather_gone(n, &err);
		return;
	}
	read_addresses(n);
}

static void
talk_of_gaps(const struct gather *g)
{
	bool has_geoip2 = false;

	for (size_t i = 0; i < g->n_nodes; i++) {
		const struct gather_node *n = &g->nodes[i];
		if (n->is_gone)
			continue;
		has_geoip2 = has_geoip2 || n->facts.route.has_geoip2;
		if (!n->is_route_known)
			fleet_say(&g->fleet,
				"%s: it does not tell which parts of the route it has: "
				"all "
				"of the article's are taken",
				n->name);
		if (n->rules_unread)
			fleet_say(&g->fleet,
				"%s: its rules cannot be read: those of the database are "
				"taken",
				n->name);
		if (n->addresses_unread)
			fleet_say(&g->fleet,
				"%s: its addresses cannot be read: those of the database "
				"are "
				"taken",
				n->name);
	}
	if (!has_geoip2 || g->geo != NULL)
		return;
	fleet_say(&g->fleet, "countries cannot be told: %s", g->geo_err.text);
}

/* What the database has, read once for all nodes. */
struct stored {
	struct rule_list rules;
	struct address_list addresses;
};

static void
stored_free(struct stored *stored)
{
	if (stored == NULL)
		return;
	rule_list_clear(&stored->rules);
	address_list_clear(&stored->addresses);
	free(stored);
}

static bool
read_stored(struct gather *g, struct err *err)
{
	struct stored *stored = xcalloc(1, sizeof(*stored));
	struct bad_rows bad = { 0 };
	struct db *db;
	bool ok = fleet_db(&g->fleet, &db, err) &&
	          stored_rules(db, &stored->rules, &bad, err) &&
	          stored_addresses(db, &stored->addresses, &bad, err);

	bad_rows_clear(&bad);
	g->was_stored_asked = true;
	if (ok)
		g->stored = stored;
	else
		stored_free(stored);
	return ok;
}

bool
gather_stored(struct gather *gather, const struct rule_list **rules,
	const struct address_list **addresses)
{
	struct err err;

	if (!gather->was_stored_asked && !read_stored(gather, &err))
		fleet_say(&gather->fleet,
			"what is stored cannot be read, so what to type goes by "
			"the nodes alone: %s",
			err.text);
	if (gather->stored == NULL)
		return false;
	*rules = &gather->stored->rules;
	*addresses = &gather->stored->addresses;
	return true;
}

static void
fill_node(struct gather_node *n, const struct stored *stored)
{
	if (n->rules_unread) {
		rule_list_clear(&n->rules);
		for (size_t i = 0; i < stored->rules.len; i++)
			rule_list_add(&n->rules, &stored->rules.v[i]);
	}
	if (n->addresses_unread) {
		address_list_clear(&n->addresses);
		for (size_t i = 0; i < stored->addresses.len; i++)
			address_list_add(&n->addresses, &stored->addresses.v[i]);
	}
}

static bool
fill_gaps(struct gather *g, struct err *err)
{
	bool any = false;

	for (size_t i = 0; i < g->n_nodes; i++)
		any = any || g->nodes[i].rules_unread || g->nodes[i].addresses_unread;
	if (!any)
		return true;
	if (!read_stored(g, err))
		return false;
	for (size_t i = 0; i < g->n_nodes; i++)
		fill_node(&g->nodes[i], g->stored);
	return true;
}

/* Before there are threads: it forks. */
static void
open_geo(struct gather *g)
{
	if (!geo_open(&g->geo, g->fleet.geoip_path, &g->geo_err))
		g->geo = NULL;
}

bool
gather_open(struct gather *gather, const struct fleet *fleet, struct err *err)
{
	struct err ignored;

	*gather = (struct gather){ .n_nodes = fleet->n_nodes, .fleet = *fleet };
	gather->nodes = xcalloc(fleet->n_nodes, sizeof(*gather->nodes));
	open_geo(gather);
	for (size_t i = 0; i < fleet->n_nodes; i++)
		gather->nodes[i].name = fleet->nodes[i].name;
	/* A node that cannot be opened is gone: its round says why. */
	(void)!fleet_open(&gather->fleet, &ignored);
	fleet_each(&gather->fleet, read_node, gather);
	talk_of_gaps(gather);
	if (!fill_gaps(gather, err))
		return false;
	for (size_t i = 0; i < fleet->n_nodes; i++) {
		struct gather_node *n = &gather->nodes[i];
		n->facts.rules = &n->rules;
		n->facts.addresses = &n->addresses;
	}
	return true;
}

void
gather_close(struct gather *gather)
{
	for (size_t i = 0; i < gather->n_nodes; i++) {
		struct gather_node *n = &gather->nodes[i];
		rule_list_clear(&n->rules);
		address_list_clear(&n->addresses);
		address_list_clear(&n->own);
	}
	fleet_close(&gather->fleet);
	free(gather->nodes);
	stored_free(gather->stored);
	geo_close(gather->geo);
	*gather = (struct gather){ .n_nodes = 0 };
}
