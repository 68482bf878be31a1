/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/impact.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "policy/match.h"

static const struct verdict_route article_route = {
	.has_secfilter = true, .has_geoip2 = true, .has_antiflood = true
};

/* What can take something from somebody: an entry that is blocked, or allowed no more. To
 * block a country takes nothing: all are blocked that are not allowed.  Destinations are
 * those of calls, which nobody knows beforehand. */
static bool
takes(enum rule_kind kind, enum rule_action action, bool is_added)
{
	if (kind == RULE_DST)
		return false;
	return is_added ? kind != RULE_COUNTRY && action == RULE_BLOCK
	                : action == RULE_ALLOW;
}

static bool
outcome_takes(const struct rule_outcome *o)
{
	return (o->result == CHANGE_ADDED || o->result == CHANGE_REMOVED) &&
	       takes(o->rule.kind, o->rule.action, o->result == CHANGE_ADDED);
}

bool
impact_is_possible(const struct change_set *set)
{
	for (size_t i = 0; i < set->rules.len; i++) {
		const struct rule_change *c = &set->rules.v[i];
		/* What is removed may be an allowed one. */
		if (takes(c->rule.kind, c->op == CHANGE_ADD ? c->rule.action : RULE_ALLOW,
			    c->op == CHANGE_ADD))
			return true;
	}
	for (size_t i = 0; i < set->addresses.len; i++)
		if (set->addresses.v[i].op == CHANGE_REMOVE)
			return true;
	return set->bulk != NULL &&
	       (set->bulk->is_whole || pack_count(&set->bulk->gone) > 0);
}

bool
impact_is_planned(const struct plan *plan)
{
	for (size_t i = 0; i < plan->rules.len; i++)
		if (outcome_takes(&plan->rules.v[i]))
			return true;
	for (size_t i = 0; i < plan->addresses.len; i++)
		if (plan->addresses.v[i].result == CHANGE_REMOVED)
			return true;
	return false;
}

static int
compare_ids(const void *a, const void *b)
{
	const long long *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
make_rules(struct impact_case *c)
{
	long long *gone = xcalloc(c->plan->rules.len, sizeof(*gone));
	size_t n = 0;

	for (size_t i = 0; i < c->plan->rules.len; i++) {
		const struct rule_outcome *o = &c->plan->rules.v[i];
		if (o->result == CHANGE_REMOVED)
			gone[n++] = o->rule.id;
	}
	qsort(gone, n, sizeof(*gone), compare_ids);
	for (size_t i = 0; i < c->rules->len; i++)
		if (bsearch(&c->rules->v[i].id, gone, n, sizeof(*gone), compare_ids) ==
			NULL)
			rule_list_add(&c->rules_after, &c->rules->v[i]);
	for (size_t i = 0; i < c->plan->rules.len; i++)
		if (c->plan->rules.v[i].result == CHANGE_ADDED)
			rule_list_add(&c->rules_after, &c->plan->rules.v[i].rule);
	free(gone);
}

static void
make_addresses(struct impact_case *c)
{
	long long *gone = xcalloc(c->plan->addresses.len, sizeof(*gone));
	size_t n = 0;

	for (size_t i = 0; i < c->plan->addresses.len; i++) {
		const struct address_outcome *o = &c->plan->addresses.v[i];
		if (o->result == CHANGE_REMOVED) {
			gone[n++] = o->address.id;
			address_list_add(&c->addresses_gone, &o->address);
		}
	}
	qsort(gone, n, sizeof(*gone), compare_ids);
	for (size_t i = 0; i < c->addresses->len; i++)
		if (bsearch(&c->addresses->v[i].id, gone, n, sizeof(*gone),
			    compare_ids) == NULL)
			address_list_add(&c->addresses_after, &c->addresses->v[i]);
	for (size_t i = 0; i < c->plan->addresses.len; i++)
		if (c->plan->addresses.v[i].result == CHANGE_ADDED)
			address_list_add(
				&c->addresses_after, &c->plan->addresses.v[i].address);
	free(gone);
}

void
impact_case_init(struct impact_case *c)
{
	c->rules_after = (struct rule_list){ 0 };
	c->addresses_after = c->addresses_gone = (struct address_list){ 0 };
	make_rules(c);
	make_addresses(c);
	address_index_init(&c->index, c->addresses);
	address_index_init(&c->index_after, &c->addresses_after);
	address_index_init(&c->index_gone, &c->addresses_gone);
}

void
impact_case_clear(struct impact_case *c)
{
	address_index_clear(&c->index);
	address_index_clear(&c->index_after);
	address_index_clear(&c->index_gone);
	rule_list_clear(&c->rules_after);
	address_list_clear(&c->addresses_after);
	address_list_clear(&c->addresses_gone);
}

struct address
impact_host(int family, const unsigned char bytes[16])
{
	struct address host = {
		.form = ADDRESS_HOST, .family = family, .prefix = address_bits(family)
	};

	memcpy(host.bytes, bytes, sizeof(host.bytes));
	return host;
}

static bool
is_banned(const struct impact_case *c, const struct verdict_request *r)
{
	struct address host;

	if (c->banned == NULL || c->banned->len == 0 || r->source[0] == '\0')
		return false;
	host = impact_host(r->family, r->bytes);
	return bsearch(&host, c->banned->v, c->banned->len, sizeof(host),
		       address_compare) != NULL;
}

static bool
catches_part(const char *entry, const struct part *part)
{
	return part->len > 0 && rule_catches_part(entry, part->s, part->len);
}

/* By the lists that our route alone asks: where it comes from, and whom From, To and
 * Contact name. */
static bool
names_party(const struct rule *rule, const struct verdict_request *r)
{
	const struct party *const parties[] = { &r->from, &r->to, &r->contact };
	bool names = rule->kind == RULE_IP && rule_catches(rule->value, r->source);

	for (size_t i = 0; i < 3 && !names; i++)
		names = rule->kind == RULE_DOMAIN
		                ? catches_part(rule->value, &parties[i]->host)
		                : rule->kind == RULE_USER &&
		                          (catches_part(rule->value, &parties[i]->user) ||
						  catches_part(rule->value,
							  &parties[i]->name));
	return names;
}

/* Whether the change is about this sender at all: most are soon done with, however
 * long the lists are. */
static bool
is_touched(const struct impact_case *c, const struct verdict_request *r)
{
	enum verdict_known has_country = KNOWN_NOT;
	char code[3] = "";

	if (is_banned(c, r) ||
		address_index_match(&c->index_gone, r->family, r->bytes, r->port) != NULL)
		return true;
	for (size_t i = 0; i < c->plan->rules.len; i++) {
		const struct rule_outcome *o = &c->plan->rules.v[i];
		if (!outcome_takes(o))
			continue;
		if (o->rule.kind == RULE_UA && rule_catches(o->rule.value, r->user_agent))
			return true;
		if (names_party(&o->rule, r))
			return true;
		if (o->rule.kind == RULE_COUNTRY && has_country == KNOWN_NOT &&
			r->source[0] != '\0')
			has_country = c->country(c->ctx, r->family, r->bytes, code);
		if (o->rule.kind == RULE_COUNTRY && has_country == KNOWN_YES &&
			rule_catches(o->rule.value, code))
			return true;
	}
	return false;
}

/* By one route. */
static bool
is_cut_by(const struct impact_case *c, const struct verdict_route *route,
	const struct verdict_request *r, char **why)
{
	struct verdict_facts facts = {
		.route = *route,
		.rules = c->rules,
		.addresses = c->addresses,
		.index = &c->index,
		.is_banned = KNOWN_NO,
		.ban_left = -1,
		.has_logins = KNOWN_YES,
	};
	struct verdict before, after;

	/* Of a phone whose source is not known, only the user agent is judged. */
	facts.has_country = r->source[0] == '\0' ? KNOWN_NO
	                                         : c->country(c->ctx, r->family, r->bytes,
							   facts.country);
	verdict_walk(&before, r, &facts);
	facts.rules = &c->rules_after;
	facts.addresses = &c->addresses_after;
	facts.index = &c->index_after;
	facts.is_banned = is_banned(c, r) ? KNOWN_YES : KNOWN_NO;
	verdict_walk(&after, r, &facts);
	if (verdict_is_blocked(&before) || !verdict_is_blocked(&after))
		return false;
	*why = xstrdup(after.steps[after.decided].why);
	return true;
}

/* Whether the request gets through now and not afterwards; why is of the caller, who
 * frees it. */
static bool
is_cut(const struct impact_case *c, const struct verdict_request *r, char **why)
{
	const struct verdict_route *routes = NULL;
	size_t n = 0;

	if (c->routes != NULL)
		routes = c->routes(c->ctx, &n);
	for (size_t i = 0; i < n; i++)
		if (is_cut_by(c, &routes[i], r, why))
			return true;
	return n == 0 && is_cut_by(c, &article_route, r, why);
}

/* Where its requests come from: behind NAT that is "received". */
static void
find_source(struct verdict_request *r, const struct phone_row *phone)
{
	const char *text = phone->received[0] != '\0' ? phone->received : phone->contact;
	struct party party;
	struct err ignored;

	if (party_parse(&party, text, &ignored) &&
		party_source(&party, &r->family, r->bytes, &r->port))
		address_format_ip(r->family, r->bytes, r->source);
}

static char *
aor(const struct phone_row *phone)
{
	return phone->domain[0] != '\0'
	               ? xasprintf("%s@%s", phone->username, phone->domain)
	               : xstrdup(phone->username);
}

void
impact_add_phone(
	struct impact *impact, const struct impact_case *c, const struct phone_row *phone)
{
	struct verdict_request r = { .method = "REGISTER",
		.user_agent = phone->user_agent };
	char *who = aor(phone), *uri = xasprintf("sip:%s", who), *why = NULL;
	struct impact_cut *cut;
	struct err ignored;
	bool cuts;

	find_source(&r, phone);
	/* It registers itself: From and To are the same. */
	if (party_parse(&r.from, uri, &ignored))
		r.to = r.from;
	(void)!party_parse(&r.contact, phone->contact, &ignored);
	cuts = is_touched(c, &r) && is_cut(c, &r, &why);
	free(uri);
	impact->phones += cuts;
	if (!cuts || impact->shown.len == IMPACT_SHOWN) {
		free(who);
		free(why);
		return;
	}
	cut = &impact->shown.v[impact->shown.len++];
	*cut = (struct impact_cut){ .is_phone = true,
		.who = who,
		.contact = xstrdup(phone->contact),
		.source = r.source[0] != '\0' ? xstrdup(r.source) : NULL,
		.user_agent = xstrdup(phone->user_agent),
		.why = why };
}

/* A network stands or falls with its first address. */
static void
add_address(struct impact *impact, const struct impact_case *c, const struct address *a)
{
	struct verdict_request r = {
		.method = "INVITE", .user_agent = "", .family = a->family, .port = a->port
	};
	char text[ADDRESS_FORMAT_MAX];
	char *why;

	if (a->form == ADDRESS_NAME)
		return;
	memcpy(r.bytes, a->bytes, sizeof(r.bytes));
	address_format_ip(a->family, a->bytes, r.source);
	if (!is_cut(c, &r, &why))
		return;
	impact->addresses++;
	if (impact->shown.len == IMPACT_SHOWN) {
		free(why);
		return;
	}
	address_format(a, text);
	impact->shown.v[impact->shown.len++] = (struct impact_cut){
		.who = xstrdup(a->tag), .source = xstrdup(text), .why = why
	};
}

void
impact_add_addresses(struct impact *impact, const struct impact_case *c)
{
	for (size_t i = 0; i < c->addresses_gone.len; i++)
		add_address(impact, c, &c->addresses_gone.v[i]);
}

char *
impact_text(const struct impact *impact)
{
	struct str s = { 0 };

	if (impact->phones > 0)
		str_addf(&s, "%zu registered phone%s", impact->phones,
			impact->phones == 1 ? "" : "s");
	if (impact->phones > 0 && impact->addresses > 0)
		str_addf(&s, " and ");
	if (impact->addresses > 0)
		str_addf(&s, "%zu row%s of the table 'address'", impact->addresses,
			impact->addresses == 1 ? "" : "s");
	return s.s != NULL ? s.s : xstrdup("nobody");
}

void
impact_clear(struct impact *impact)
{
	for (size_t i = 0; i < impact->shown.len; i++) {
		struct impact_cut *cut = &impact->shown.v[i];
		free(cut->who);
		free(cut->contact);
		free(cut->source);
		free(cut->user_agent);
		free(cut->why);
	}
	*impact = (struct impact){ .phones = 0 };
}
