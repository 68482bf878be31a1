/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/verdict.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "policy/ban.h"
#include "policy/match.h"
#include "policy/verdict_walk.h"

/* Of %24 and %22 a version of secfilter looks for one. */
static const char *
sqli_code(const struct walk *w)
{
	return w->facts->route.looks_for_24 ? "%24" : "%22";
}

/* What secfilter takes for an SQL injection (secfilter.c, sf_check_sqli).  Nothing is
 * decoded. */
static const char *
find_sqli(const struct walk *w, const struct part *part, bool is_name)
{
	const char *const illegal[] = { "'", "\"", "%27", sqli_code(w), "--", "%60" };
	/* Where quotes are allowed in names. */
	size_t first = is_name && !w->facts->route.forbids_quotes_in_names ? 4 : 0;

	for (size_t i = first; i < sizeof(illegal) / sizeof(illegal[0]); i++)
		if (part->len > 0 && memmem(part->s, part->len, illegal[i],
					     strlen(illegal[i])) != NULL)
			return illegal[i];
	return NULL;
}

/* A password, parameters, and the display name of a Contact are not looked at. */
static void
check_sqli(const struct walk *w, struct verdict_step *step)
{
	const struct verdict_request *r = w->request;
	const struct part ua = { r->user_agent, strlen(r->user_agent) };
	const struct {
		const char *what;
		const struct part *part;
		bool is_name;
	} parts[] = {
		{ "user agent", &ua },
		{ "name in From", &r->from.name, true },
		{ "user in From", &r->from.user },
		{ "host in From", &r->from.host },
		{ "name in To", &r->to.name, true },
		{ "user in To", &r->to.user },
		{ "host in To", &r->to.host },
		{ "user in Contact", &r->contact.user },
		{ "host in Contact", &r->contact.host },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const char *found = find_sqli(w, parts[i].part, parts[i].is_name);
		if (found != NULL) {
			verdict_say(step, VERDICT_DROPPED, "the %s has %s in it",
				parts[i].what, found);
			return;
		}
	}
	verdict_say(step, VERDICT_PASSES, "none of ' \" -- %%27 %s %%60 is in it",
		sqli_code(w));
}

static void
check_lists(const struct walk *w, struct verdict_step *step)
{
	(void)w;
	verdict_say(
		step, VERDICT_LEFT_OUT, "the article's route does not ask about them");
}

/* Of whom the route asks neither bans nor floods. */
static bool
is_trusted(const struct walk *w, struct verdict_step *step)
{
	if (w->facts->is_own)
		verdict_say(
			step, VERDICT_LEFT_OUT, "it is an address of the node itself");
	else if (w->address != NULL)
		verdict_let_in(w, step, VERDICT_LEFT_OUT, "");
	else
		return false;
	return true;
}

static void
check_ban(const struct walk *w, struct verdict_step *step)
{
	const struct verdict_facts *f = w->facts;
	char left[BAN_DURATION_TEXT_MAX];

	if (is_trusted(w, step))
		return;
	if (f->is_banned == KNOWN_NOT)
		verdict_say(step, VERDICT_UNKNOWN, "bans cannot be read");
	else if (f->is_banned == KNOWN_NO)
		verdict_say(step, VERDICT_PASSES, "it is not banned");
	else if (f->ban_left < 0)
		verdict_say(step, VERDICT_DROPPED, "it is banned");
	else {
		ban_format_duration(f->ban_left, left);
		verdict_say(step, VERDICT_DROPPED, "it is banned, for %s more", left);
	}
}

static void
check_flood(const struct walk *w, struct verdict_step *step)
{
	if (!is_trusted(w, step))
		verdict_say(step, VERDICT_PASSES,
			"unless it sends too much at once: more than pike's limit (16 "
			"requests in 2 s, if not set) bans it");
}

static void
check_logins(const struct walk *w, struct verdict_step *step)
{
	const struct verdict_facts *f = w->facts;

	if (f->has_logins == KNOWN_NOT)
		verdict_say(step, VERDICT_UNKNOWN, "failed logins cannot be read");
	else
		verdict_say(step,
			f->logins > VERDICT_LOGINS_MAX ? VERDICT_DROPPED : VERDICT_PASSES,
			"%lld failed logins are counted; more than %d are too many",
			f->logins, VERDICT_LOGINS_MAX);
}

/* The article's pattern has \d in it, which the configuration file makes a d of:
 * requests with an address there are answered (5.6.3). */
static void
check_contact(const struct walk *w, struct verdict_step *step)
{
	unsigned char bytes[16];
	unsigned port;
	int family;

	if (party_source(&w->request->contact, &family, bytes, &port))
		verdict_say(step, VERDICT_PASSES,
			"its host is an address, but the article's pattern never matches "
			"one");
	else
		verdict_say(step, VERDICT_PASSES, "its host is not an address");
}

static void
check_method(const struct walk *w, struct verdict_step *step)
{
	static const char *const served[] = { "REGISTER", "INVITE", "ACK", "BYE",
		"CANCEL", "INFO", "UPDATE", "OPTIONS", NULL };

	for (size_t i = 0; served[i] != NULL; i++)
		if (ascii_compare(served[i], w->request->method) == 0) {
			verdict_say(step, VERDICT_PASSES, "%s is served", served[i]);
			return;
		}
	verdict_say(step, VERDICT_REFUSED, "%s is not a method that is served: 405",
		w->request->method);
}

/* The article's route runs sql_xquery(), whose rows are in $xavp, and then counts those
 * of $dbr, where there are none: who is registered is dropped too (5.6.3).  Where the
 * query fails, for want of the table, the request goes on. */
static void
check_options(const struct walk *w, struct verdict_step *step)
{
	const struct verdict_facts *f = w->facts;

	if (ascii_compare(w->request->method, "OPTIONS") != 0)
		verdict_say(step, VERDICT_LEFT_OUT, "the method is another one");
	else if (w->address != NULL)
		verdict_let_in(w, step, VERDICT_ANSWERED, "200: ");
	else if (!f->route.has_usrlocdb)
		verdict_say(step, VERDICT_LEFT_OUT,
			"registered phones are not looked for (no WITH_USRLOCDB)");
	else if (f->is_registered == KNOWN_NOT)
		verdict_say(step, VERDICT_UNKNOWN,
			"who is registered cannot be read: the table 'location'");
	else if (f->is_registered == KNOWN_YES)
		verdict_say(step, VERDICT_DROPPED,
			"a phone is registered there, but the article's route never "
			"finds it");
	else
		verdict_say(step, VERDICT_DROPPED,
			"it is neither in the address table nor a registered phone's");
}

static const struct {
	const char *name;
	void (*check)(const struct walk *w, struct verdict_step *step);
	/* Where the route of "shieldadm config" does it another way, or NULL. */
	void (*hardened)(const struct walk *w, struct verdict_step *step);
} checks[VERDICT_CHECKS] = {
	[VERDICT_SQLI] = { "sqli", check_sqli, NULL },
	[VERDICT_COUNTRY] = { "country", verdict_country, hardened_country },
	[VERDICT_UA] = { "ua", verdict_ua, hardened_ua },
	[VERDICT_LISTS] = { "lists", check_lists, hardened_lists },
	[VERDICT_BAN] = { "ban", check_ban, NULL },
	[VERDICT_FLOOD] = { "flood", check_flood, NULL },
	[VERDICT_LOGINS] = { "logins", check_logins, NULL },
	[VERDICT_CONTACT] = { "contact", check_contact, hardened_contact },
	[VERDICT_METHOD] = { "method", check_method, NULL },
	[VERDICT_OPTIONS] = { "options", check_options, hardened_options },
};

const char *
verdict_check_name(enum verdict_check check)
{
	return checks[check].name;
}

/* The define that a node lacks for the check, or NULL. */
static const char *
missing_define(const struct verdict_route *route, enum verdict_check check)
{
	if (check <= VERDICT_LISTS && !route->has_secfilter)
		return "WITH_SECFILTER";
	if (check == VERDICT_COUNTRY && !route->has_geoip2)
		return "WITH_GEOIP2";
	if (check >= VERDICT_BAN && check <= VERDICT_LOGINS && !route->has_antiflood)
		return "WITH_ANTIFLOOD";
	return NULL;
}

static void
ask(const struct walk *w, enum verdict_check check, struct verdict_step *step)
{
	const struct verdict_route *route = &w->facts->route;
	const char *define = missing_define(route, check);

	if (define != NULL)
		verdict_say(step, VERDICT_LEFT_OUT, "%s is not defined", define);
	else if ((route->left_out >> check & 1) != 0)
		verdict_say(step, VERDICT_LEFT_OUT, "the route is made without it");
	else if (route->is_hardened && checks[check].hardened != NULL)
		checks[check].hardened(w, step);
	else
		checks[check].check(w, step);
}

/* A check that could not be decided does not matter when a later one drops the request.
 */
static void
settle(struct verdict *verdict, enum verdict_check check)
{
	enum verdict_answer answer = verdict->steps[check].answer;
	bool is_open = verdict->outcome == VERDICT_UNKNOWN;

	if (answer == VERDICT_DROPPED || answer == VERDICT_REFUSED ||
		(!is_open && (answer == VERDICT_ANSWERED || answer == VERDICT_UNKNOWN))) {
		verdict->outcome = answer;
		verdict->decided = check;
	}
}

static bool
is_end(enum verdict_answer answer)
{
	return answer == VERDICT_ANSWERED || answer == VERDICT_REFUSED ||
	       answer == VERDICT_DROPPED;
}

static const struct address *
match(const struct verdict_facts *facts, const struct verdict_request *r, unsigned port)
{
	if (facts->index != NULL)
		return address_index_match(facts->index, r->family, r->bytes, port);
	return address_match(facts->addresses, r->family, r->bytes, port);
}

static void
find_address(struct walk *w)
{
	const struct verdict_request *r = w->request;

	w->address = match(w->facts, r, r->port != 0 ? r->port : PORT_OTHER);
	if (w->address == NULL)
		w->almost = match(w->facts, r, 0);
}

void
verdict_walk(struct verdict *verdict, const struct verdict_request *request,
	const struct verdict_facts *facts)
{
	struct walk w = { request, facts, NULL, NULL };
	bool has_ended = false;

	*verdict = (struct verdict){ .outcome = VERDICT_PASSES };
	find_address(&w);
	verdict->address = w.address;
	for (int i = 0; i < VERDICT_CHECKS; i++) {
		enum verdict_check check = (enum verdict_check)i;
		struct verdict_step *step = &verdict->steps[i];

		if (has_ended)
			verdict_say(step, VERDICT_NOT_REACHED, "%s", "");
		else
			ask(&w, check, step);
		settle(verdict, check);
		has_ended = has_ended || is_end(step->answer);
	}
}

bool
verdict_is_blocked(const struct verdict *verdict)
{
	return verdict->outcome == VERDICT_DROPPED || verdict->outcome == VERDICT_REFUSED;
}

static bool
same_rule(const struct rule *a, const struct rule *b)
{
	return a == b || (a != NULL && b != NULL && rule_same(a, b));
}

static bool
same_address(const struct address *a, const struct address *b)
{
	return a == b || (a != NULL && b != NULL && address_same(a, b));
}

bool
verdict_same(const struct verdict *a, const struct verdict *b)
{
	for (size_t i = 0; i < VERDICT_CHECKS; i++)
		if (a->steps[i].answer != b->steps[i].answer ||
			!same_rule(a->steps[i].rule, b->steps[i].rule) ||
			!same_address(a->steps[i].address, b->steps[i].address))
			return false;
	return a->outcome == b->outcome;
}
