/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is asked for each request: bans, logins, who is registered.
 */
#include "fleet/holdings.h"

#include <stdlib.h>
#include <string.h>

#include "geo/geo.h"
#include "node/htable.h"

#define LOGIN_TABLE "auth_try" /* by the article */
#define PHONE_TABLE "phones"   /* kamcfg/harden.cfg */

static bool
has_address(const struct address_list *list, const struct verdict_request *r)
{
	for (size_t i = 0; i < list->len; i++)
		if (list->v[i].family == r->family &&
			memcmp(list->v[i].bytes, r->bytes, sizeof(r->bytes)) == 0)
			return true;
	return false;
}

/* How long it lasts is asked when there is one. */
static bool
ask_ban(struct gather *g, struct gather_node *n, struct err *err)
{
	struct node_entry entry = { .key = NULL };
	long long now;
	bool found;

	n->facts.ban_left = HTABLE_NO_TIME;
	if (!node_htable_get(n->node, g->fleet.ban_table, g->request->source, 0, &entry,
		    &found, err))
		return false;
	if (found) {
		node_entry_clear(&entry);
		if (!node_clock(n->node, &now, err) ||
			!node_htable_get(n->node, g->fleet.ban_table, g->request->source,
				now, &entry, &found, err))
			return false;
	}
	n->facts.is_banned = found ? KNOWN_YES : KNOWN_NO;
	if (found)
		n->facts.ban_left = entry.left;
	node_entry_clear(&entry);
	return true;
}

static bool
ask_logins(struct gather *g, struct gather_node *n, struct err *err)
{
	struct node_entry entry = { .key = NULL };
	bool found;

	if (!node_htable_get(
		    n->node, LOGIN_TABLE, g->request->source, 0, &entry, &found, err))
		return false;
	n->facts.has_logins = KNOWN_YES;
	n->facts.logins = found ? strtoll(entry.value, NULL, 10) : 0;
	node_entry_clear(&entry);
	return true;
}

/* Who has logged in, by the route of "shieldadm config". */
static bool
ask_phone(struct gather *g, struct gather_node *n, struct err *err)
{
	struct node_entry entry = { .key = NULL };
	const char *agent = g->request->user_agent;
	bool found;

	if (!node_htable_get(
		    n->node, PHONE_TABLE, g->request->source, 0, &entry, &found, err))
		return false;
	n->facts.has_logged_in = found ? KNOWN_YES : KNOWN_NO;
	n->facts.is_agent_of_login =
		found && agent[0] != '\0' && strcmp(entry.value, agent) == 0;
	node_entry_clear(&entry);
	return true;
}

static bool
is_open(const struct gather_node *n, enum verdict_check check)
{
	return n->verdict.steps[check].answer == VERDICT_UNKNOWN;
}

/* Whether it has to be known who has logged in. */
static bool
needs_phone(const struct gather_node *n)
{
	return n->facts.route.is_hardened && n->facts.has_logged_in == KNOWN_NOT &&
	       (is_open(n, VERDICT_COUNTRY) || is_open(n, VERDICT_UA) ||
		       is_open(n, VERDICT_LISTS) || is_open(n, VERDICT_OPTIONS));
}

/* A table that is not there leaves the check unknown; one node in a thread of its own. */
static void
ask_node(void *ctx, size_t i, struct node *node, const struct err *unopened)
{
	struct gather *g = ctx;
	struct gather_node *n = &g->nodes[i];
	struct err err = { .code = ERR_ABSENT };

	(void)node;
	(void)unopened;
	if (n->is_gone)
		return;
	if (is_open(n, VERDICT_BAN) && !ask_ban(g, n, &err) && err.code != ERR_ABSENT) {
		gather_gone(n, &err);
		return;
	}
	if (is_open(n, VERDICT_LOGINS) && !ask_logins(g, n, &err) &&
		err.code != ERR_ABSENT) {
		gather_gone(n, &err);
		return;
	}
	if (needs_phone(n) && !ask_phone(g, n, &err) && err.code != ERR_ABSENT)
		gather_gone(n, &err);
}

/* Walk on every node with what is known so far. */
static void
walk(struct gather *g)
{
	for (size_t i = 0; i < g->n_nodes; i++)
		if (!g->nodes[i].is_gone)
			verdict_walk(
				&g->nodes[i].verdict, g->request, &g->nodes[i].facts);
}

static bool
any_needs_phone(const struct gather *g)
{
	for (size_t i = 0; i < g->n_nodes; i++)
		if (!g->nodes[i].is_gone && needs_phone(&g->nodes[i]))
			return true;
	return false;
}

static bool
any_open(const struct gather *g, enum verdict_check check)
{
	for (size_t i = 0; i < g->n_nodes; i++)
		if (!g->nodes[i].is_gone && is_open(&g->nodes[i], check))
			return true;
	return false;
}

/* The nodes share the table "location"; one that reads it of a database without it
 * goes on as if nobody had asked. */
static bool
ask_registered(struct gather *g, struct err *err)
{
	bool found, exists;
	struct db *db;

	if (!fleet_db(&g->fleet, &db, err) ||
		!db_location_has(db, g->request->source, &found, &exists, err))
		return false;
	for (size_t i = 0; i < g->n_nodes; i++) {
		g->nodes[i].facts.is_registered = found ? KNOWN_YES : KNOWN_NO;
		g->nodes[i].facts.route.has_usrlocdb =
			g->nodes[i].facts.route.has_usrlocdb && exists;
	}
	return true;
}

static void
begin(struct gather *g, struct gather_node *n)
{
	const struct verdict_request *r = g->request;
	struct verdict_facts *f = &n->facts;

	f->has_country = KNOWN_NOT;
	f->country[0] = '\0';
	if (g->geo != NULL)
		f->has_country = geo_country_of(g->geo, r->family, r->bytes, f->country)
		                         ? KNOWN_YES
		                         : KNOWN_NO;
	f->is_own = has_address(&n->own, r);
	f->is_banned = f->has_logins = f->is_registered = KNOWN_NOT;
	/* Without this part nothing is written down of a login. */
	f->has_logged_in =
		f->route.has_antiflood && (f->route.left_out >> VERDICT_LOGINS & 1) == 0
			? KNOWN_NOT
			: KNOWN_NO;
	f->is_agent_of_login = false;
}

bool
gather_ask(struct gather *gather, const struct verdict_request *request, struct err *err)
{
	gather->request = request;
	for (size_t i = 0; i < gather->n_nodes; i++)
		begin(gather, &gather->nodes[i]);
	walk(gather);
	if (any_open(gather, VERDICT_BAN) || any_open(gather, VERDICT_LOGINS) ||
		any_needs_phone(gather)) {
		fleet_each(&gather->fleet, ask_node, gather);
		walk(gather);
	}
	if (any_open(gather, VERDICT_OPTIONS)) {
		if (!ask_registered(gather, err))
			return false;
		walk(gather);
	}
	return true;
}

bool
gather_look_again(struct gather *gather, size_t i)
{
	struct gather_node *n = &gather->nodes[i];
	struct verdict verdict;
	struct err ignored;

	if (n->facts.is_banned != KNOWN_NO || !ask_ban(gather, n, &ignored) ||
		n->facts.is_banned != KNOWN_YES)
		return false;
	verdict_walk(&verdict, gather->request, &n->facts);
	n->verdict = verdict;
	return true;
}
