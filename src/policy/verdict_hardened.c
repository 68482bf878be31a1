/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The route of "shieldadm config" (kamcfg/harden.cfg), where it differs from the
 * article's, as a 5.6.3 carries it out (tests/cli/agree.bats).
 */
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "policy/match.h"
#include "policy/verdict_walk.h"

/* While the lists are lost, who is not vouched for is dropped by the first check that
 * needs them.  True when nothing is left to be said. */
static bool
is_lost(const struct walk *w, struct verdict_step *step)
{
	const struct verdict_facts *f = w->facts;
	static const char why[] = "the lists are lost, since a reload has failed";

	if (!f->are_lists_lost)
		return false;
	if (w->address != NULL)
		verdict_let_in(w, step, VERDICT_PASSES, "the lists are lost, but ");
	else if (f->route.passes_lost_lists)
		verdict_say(step, VERDICT_PASSES, "%s, which lets strangers in", why);
	else if (f->has_logged_in == KNOWN_NOT)
		verdict_say(step, VERDICT_UNKNOWN, "who has logged in cannot be read");
	else if (f->has_logged_in == KNOWN_YES && f->is_agent_of_login)
		verdict_say(step, VERDICT_PASSES,
			"the lists are lost, but a phone with this user agent has logged "
			"in there");
	else
		verdict_say(step, VERDICT_DROPPED, "%s", why);
	return true;
}

void
hardened_country(const struct walk *w, struct verdict_step *step)
{
	const struct verdict_facts *f = w->facts;

	if (is_lost(w, step))
		return;
	if (f->has_country == KNOWN_NO && f->route.drops_unknown_country &&
		w->address == NULL && !f->is_own)
		verdict_say(step, VERDICT_DROPPED, "GeoIP does not know it");
	else
		verdict_country(w, step);
}

void
hardened_ua(const struct walk *w, struct verdict_step *step)
{
	const struct verdict_request *r = w->request;

	if (is_lost(w, step))
		return;
	if (r->user_agent[0] == '\0' && w->facts->route.drops_no_ua &&
		w->address == NULL && ascii_compare(r->method, "ACK") != 0 &&
		ascii_compare(r->method, "CANCEL") != 0)
		verdict_say(step, VERDICT_DROPPED, "none is sent");
	else
		verdict_ua(w, step);
}

static const struct rule *
find(const struct walk *w, enum rule_kind kind, enum rule_action action,
	const struct part *part)
{
	const struct rule_list *rules = w->facts->rules;

	for (size_t i = 0; part->len > 0 && i < rules->len; i++)
		if (rules->v[i].kind == kind && rules->v[i].action == action &&
			rule_catches_part(rules->v[i].value, part->s, part->len))
			return &rules->v[i];
	return NULL;
}

static const struct rule *
find_user(const struct walk *w, enum rule_action action, const struct party *party)
{
	const struct rule *rule = find(w, RULE_USER, action, &party->name);

	return rule != NULL ? rule : find(w, RULE_USER, action, &party->user);
}

/* As Kamailio has it: an IPv6 address in its brackets, which stand around it in the text.
 */
static struct part
host_of(const struct party *party)
{
	struct part host = party->host;

	if (host.len > 0 && memchr(host.s, ':', host.len) != NULL) {
		host.s--;
		host.len += 2;
	}
	return host;
}

/* As check_user() of secfilter.c: users are settled before domains, and nothing is asked
 * where one of the two is missing. */
static const struct rule *
blocked_party(const struct walk *w, const struct party *party)
{
	const struct part host = host_of(party);
	const struct rule *rule;

	if (party->user.len == 0 || party->host.len == 0 ||
		find_user(w, RULE_ALLOW, party) != NULL)
		return NULL;
	rule = find_user(w, RULE_BLOCK, party);
	if (rule != NULL || find(w, RULE_DOMAIN, RULE_ALLOW, &host) != NULL)
		return rule;
	return find(w, RULE_DOMAIN, RULE_BLOCK, &host);
}

/* A destination is compared as a whole (dst_exact_match, which is on by default). */
static const struct rule *
blocked_dst(const struct walk *w)
{
	const struct rule_list *rules = w->facts->rules;
	const struct part *user = &w->request->to.user;

	if (ascii_compare(w->request->method, "INVITE") != 0)
		return NULL;
	for (size_t i = 0; i < rules->len; i++)
		if (rules->v[i].kind == RULE_DST &&
			strlen(rules->v[i].value) == user->len &&
			find(w, RULE_DST, rules->v[i].action, user) == &rules->v[i])
			return &rules->v[i];
	return NULL;
}

void
hardened_lists(const struct walk *w, struct verdict_step *step)
{
	const struct verdict_request *r = w->request;
	const struct {
		const char *what;
		const struct party *party;
	} parties[] = { { "From", &r->from }, { "To", &r->to },
		{ "Contact", &r->contact } };

	if (is_lost(w, step))
		return;
	step->rule = rule_match(w->facts->rules, RULE_IP, r->source);
	if (step->rule != NULL && step->rule->action == RULE_BLOCK) {
		verdict_say(
			step, VERDICT_DROPPED, "ip '%s' is blocked", step->rule->value);
		return;
	}
	for (size_t i = 0; i < sizeof(parties) / sizeof(parties[0]); i++) {
		step->rule = blocked_party(w, parties[i].party);
		if (step->rule == NULL)
			continue;
		verdict_say(step, VERDICT_DROPPED, "%s '%s' is blocked, and in %s",
			rule_kind_name(step->rule->kind), step->rule->value,
			parties[i].what);
		return;
	}
	step->rule = blocked_dst(w);
	if (step->rule != NULL)
		verdict_say(
			step, VERDICT_DROPPED, "dst '%s' is blocked", step->rule->value);
	else
		verdict_say(
			step, VERDICT_PASSES, "it is in none of ip, user, domain, dst");
}

/* ^([0-9]+[.]){3}[0-9]+$|: */
static bool
is_address(const struct part *host)
{
	unsigned dots = 0;
	size_t digits = 0;

	if (host->len > 0 && memchr(host->s, ':', host->len) != NULL)
		return true;
	for (size_t i = 0; i < host->len; i++) {
		if (host->s[i] >= '0' && host->s[i] <= '9') {
			digits++;
		} else if (host->s[i] == '.' && digits > 0) {
			dots++;
			digits = 0;
		} else {
			return false;
		}
	}
	return dots == 3 && digits > 0;
}

void
hardened_contact(const struct walk *w, struct verdict_step *step)
{
	if (!w->facts->route.wants_contact_name)
		verdict_say(
			step, VERDICT_LEFT_OUT, "SHIELDADM_CONTACT_NAME is not defined");
	else if (!is_address(&w->request->contact.host))
		verdict_say(step, VERDICT_PASSES, "its host is not an address");
	else if (w->address != NULL)
		verdict_let_in(w, step, VERDICT_PASSES, "its host is an address, but ");
	else
		verdict_say(step, VERDICT_DROPPED, "its host is an address");
}

void
hardened_options(const struct walk *w, struct verdict_step *step)
{
	const struct verdict_facts *f = w->facts;
	enum verdict_known registered =
		f->route.has_usrlocdb ? f->is_registered : KNOWN_NO;

	if (ascii_compare(w->request->method, "OPTIONS") != 0)
		verdict_say(step, VERDICT_LEFT_OUT, "the method is another one");
	else if (w->address != NULL)
		verdict_let_in(w, step, VERDICT_ANSWERED, "200: ");
	else if (f->has_logged_in == KNOWN_YES)
		verdict_say(
			step, VERDICT_ANSWERED, "200: a phone has logged in from there");
	else if (registered == KNOWN_YES)
		verdict_say(step, VERDICT_ANSWERED, "200: a phone is registered there");
	else if (f->has_logged_in == KNOWN_NOT || registered == KNOWN_NOT)
		verdict_say(step, VERDICT_UNKNOWN,
			"who has logged in or is registered cannot be read");
	else
		verdict_say(step, VERDICT_DROPPED,
			"it is neither in the address table nor a registered phone's");
}
