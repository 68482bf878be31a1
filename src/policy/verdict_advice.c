/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "policy/country.h"
#include "policy/verdict.h"

const char *
verdict_answer_name(enum verdict_answer answer)
{
	static const char *const names[] = {
		[VERDICT_PASSES] = "passes",
		[VERDICT_LEFT_OUT] = "not asked",
		[VERDICT_UNKNOWN] = "unknown",
		[VERDICT_ANSWERED] = "answered",
		[VERDICT_REFUSED] = "refused",
		[VERDICT_DROPPED] = "dropped",
		[VERDICT_NOT_REACHED] = "not reached",
	};

	return names[answer];
}

/* As a word for a shell: nothing in it is special there. */
static void
add_quoted(struct str *s, const char *word)
{
	str_addf(s, "'");
	for (; *word != '\0'; word++)
		if (*word == '\'')
			str_addf(s, "'\\''");
		else
			str_add(s, word, 1);
	str_addf(s, "'");
}

static void
advise_address(struct str *s, const struct verdict_request *r)
{
	str_addf(s, "shieldadm addr add %s GROUP", r->source);
}

/* Of a check that needs secfilter's lists; rule NULL: none of them drops it. */
static void
advise_rule(struct str *s, const struct rule *rule, const struct verdict_request *r)
{
	if (rule == NULL) {
		advise_address(s, r);
		return;
	}
	str_addf(s, "shieldadm %s remove ", rule_kind_name(rule->kind));
	add_quoted(s, rule->value);
}

/* Of a phone that is registered. */
static void
advise_options(
	struct str *s, const struct verdict_request *r, const struct verdict_facts *f)
{
	advise_address(s, r);
	str_addf(s, "%s",
		f->route.is_hardened
			? ", or let a phone log in from there"
			: "; for registered phones: in kamailio.cfg make sql_query() "
			  "of the route's sql_xquery()");
}

static void
advise_country(
	struct str *s, const struct verdict_request *r, const struct verdict_facts *f)
{
	if (f->country[0] != '\0')
		/* A GeoIP file can have codes that the command takes for slips. */
		str_addf(s, "shieldadm %scountry allow %s, or for this source alone ",
			country_name(f->country) != NULL ? "" : "--force ", f->country);
	advise_address(s, r);
}

/* Other rows can have the same address, with another port or in another group. */
static void
advise_removal(struct str *s, const struct address *a)
{
	str_addf(s, "to have its country and bans count: shieldadm addr remove %s/%u %lu",
		a->ip, a->prefix, a->group);
	if (a->port != 0)
		str_addf(s, " --port %u", a->port);
}

/* To keep out what passes: bans are not asked of whom the address table lets in. */
static void
advise_block(struct str *s, const struct verdict *v, const struct verdict_request *r,
	const struct verdict_facts *f)
{
	if (f->is_own || !f->route.has_antiflood)
		str_addf(s, "it can be blocked by its user agent: shieldadm ua block");
	else if (v->address != NULL)
		advise_removal(s, v->address);
	else
		str_addf(s, "to keep it out: shieldadm ban add %s", r->source);
}

static void
advise_unknown(struct str *s, const struct verdict *v)
{
	str_addf(s, "find out why: %s: shieldadm doctor", v->steps[v->decided].why);
}

static void
advise(struct str *s, const struct verdict *v, const struct verdict_request *r,
	const struct verdict_facts *f)
{
	if (f->are_lists_lost && v->decided <= VERDICT_LISTS &&
		v->decided != VERDICT_SQLI) {
		str_addf(s, "fill the lists again: shieldadm sync");
		return;
	}
	switch (v->decided) {
	case VERDICT_SQLI:
		str_addf(s, "no rule lets it through: the sender has to change that");
		break;
	case VERDICT_COUNTRY:
		advise_country(s, r, f);
		break;
	case VERDICT_UA:
	case VERDICT_LISTS:
		advise_rule(s, v->steps[v->decided].rule, r);
		break;
	case VERDICT_BAN:
		str_addf(s, "shieldadm ban remove %s", r->source);
		break;
	case VERDICT_LOGINS:
		str_addf(s, "shieldadm auth reset %s", r->source);
		break;
	case VERDICT_CONTACT:
		advise_address(s, r);
		str_addf(s, ", or leave SHIELDADM_CONTACT_NAME out of kamailio.cfg");
		break;
	case VERDICT_OPTIONS:
		advise_options(s, r, f);
		break;
	default:
		str_addf(s, "no rule does: which methods are served stands in "
			    "route[REQINIT] of kamailio.cfg");
	}
}

char *
verdict_advice(const struct verdict *verdict, const struct verdict_request *request,
	const struct verdict_facts *facts)
{
	struct str s = { 0 };

	if (verdict->outcome == VERDICT_UNKNOWN)
		advise_unknown(&s, verdict);
	else if (verdict_is_blocked(verdict))
		advise(&s, verdict, request, facts);
	else
		advise_block(&s, verdict, request, facts);
	return s.s;
}

static bool
has_rule(const struct rule_list *rules, const struct rule *rule)
{
	for (size_t i = 0; i < rules->len; i++)
		if (rule_same(&rules->v[i], rule))
			return true;
	return false;
}

static bool
has_address(const struct address_list *addresses, const struct address *address)
{
	for (size_t i = 0; i < addresses->len; i++)
		if (address_same(&addresses->v[i], address))
			return true;
	return false;
}

/* Whether what lets it in or keeps it out is of the node alone. */
static bool
is_unstored(const struct verdict *v, const struct rule_list *rules,
	const struct address_list *addresses)
{
	const struct rule *rule = v->steps[v->decided].rule;

	if (!verdict_is_blocked(v))
		return v->address != NULL && !has_address(addresses, v->address);
	return rule != NULL && !has_rule(rules, rule);
}

char *
verdict_advice_stored(const struct verdict *verdict,
	const struct verdict_request *request, const struct verdict_facts *facts,
	const struct rule_list *rules, const struct address_list *addresses,
	const char *nodes)
{
	struct verdict_facts stored = *facts;
	bool is_blocked = verdict_is_blocked(verdict);
	struct verdict then;
	struct str s = { 0 };
	char *more;

	stored.rules = rules;
	stored.addresses = addresses;
	stored.index = NULL;
	verdict_walk(&then, request, &stored);
	if (verdict->outcome == VERDICT_UNKNOWN || facts->are_lists_lost ||
		(verdict_is_blocked(&then) == is_blocked &&
			!is_unstored(verdict, rules, addresses)))
		return verdict_advice(verdict, request, facts);
	str_addf(&s, "it differs from the database: shieldadm sync%s", nodes);
	if (is_blocked && verdict_is_blocked(&then)) {
		more = verdict_advice(&then, request, &stored);
		str_addf(&s, ", and then: %s", more);
		free(more);
	}
	return s.s;
}
