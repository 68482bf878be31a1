/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the article's route says, where that of "shieldadm config" says it too.
 */
#include <stdarg.h>
#include <stdio.h>

#include "policy/country.h"
#include "policy/match.h"
#include "policy/verdict_walk.h"

void
verdict_say(struct verdict_step *step, enum verdict_answer answer, const char *fmt, ...)
{
	va_list ap;

	step->answer = answer;
	va_start(ap, fmt);
	vsnprintf(step->why, sizeof(step->why), fmt, ap);
	va_end(ap);
}

void
verdict_let_in(const struct walk *w, struct verdict_step *step,
	enum verdict_answer answer, const char *before)
{
	char row[ADDRESS_FORMAT_MAX];

	address_format(w->address, row);
	step->address = w->address;
	verdict_say(step, answer, "%sit is in %s of group %lu", before, row,
		w->address->group);
}

void
verdict_country(const struct walk *w, struct verdict_step *step)
{
	const struct verdict_facts *f = w->facts;
	const char *name = country_name(f->country);
	char what[96], almost[64] = "";

	if (w->almost != NULL)
		snprintf(almost, sizeof(almost), ", and from port %u alone it is let in",
			w->almost->port);
	if (f->has_country == KNOWN_NO) {
		verdict_say(
			step, VERDICT_LEFT_OUT, "GeoIP does not know it, which passes");
		return;
	}
	snprintf(what, sizeof(what), "%s%s%s%s", f->country, name != NULL ? " (" : "",
		name != NULL ? name : "", name != NULL ? ")" : "");
	if (f->has_country == KNOWN_YES && f->country[0] != '\0')
		step->rule = rule_match(f->rules, RULE_COUNTRY, f->country);
	if (step->rule != NULL && step->rule->action == RULE_ALLOW) {
		verdict_say(step, VERDICT_PASSES, "%s is allowed", what);
	} else if (w->address != NULL) {
		step->rule = NULL;
		verdict_let_in(w, step, VERDICT_PASSES, "its country does not matter: ");
	} else if (f->has_country == KNOWN_NOT) {
		verdict_say(step, VERDICT_UNKNOWN, "its country cannot be told");
	} else if (f->country[0] == '\0') {
		verdict_say(step, VERDICT_DROPPED,
			"GeoIP knows it, but has no country for it%s", almost);
	} else {
		verdict_say(step, VERDICT_DROPPED, "%s is %s%s", what,
			step->rule != NULL ? "blocked" : "not allowed", almost);
	}
}

void
verdict_ua(const struct walk *w, struct verdict_step *step)
{
	const char *ua = w->request->user_agent;

	if (ua[0] == '\0') {
		verdict_say(step, VERDICT_PASSES, "none is sent, which passes");
		return;
	}
	step->rule = rule_match(w->facts->rules, RULE_UA, ua);
	if (step->rule == NULL)
		verdict_say(step, VERDICT_PASSES, "it is in no list");
	else if (step->rule->action == RULE_ALLOW)
		verdict_say(step, VERDICT_PASSES, "'%s' is allowed", step->rule->value);
	else
		verdict_say(step, VERDICT_DROPPED, "'%s' is blocked", step->rule->value);
}
