/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "policy/change.h"
#include "policy/country.h"
#include "policy/match.h"
#include "policy/sentinel.h"

/* More notes than this are not read by anybody. */
#define NOTES_MAX 10

/* Nothing to release: the tree only borrows the rules. */
static void
keep(void *rule)
{
	(void)rule;
}

static void
outcome(struct plan *plan, const struct rule *rule, bool has_action,
	enum change_result result)
{
	struct rule_outcome *o = LIST_ADD(&plan->rules);

	o->rule = *rule;
	o->has_action = has_action;
	o->result = result;
}

/* An allowed entry hides a blocked one that it is a prefix of, as Kamailio looks
 * at what is allowed first. */
static void
note_hidden(struct plan *plan, const struct rule_list *stored, const struct rule *rule)
{
	for (size_t i = 0; i < stored->len && plan->notes.len < NOTES_MAX; i++) {
		const struct rule *other = &stored->v[i];
		if (other->kind != rule->kind || other->action == rule->action)
			continue;
		if (rule->action == RULE_BLOCK && rule_catches(other->value, rule->value))
			PLAN_NOTE(plan,
				"blocking '%s' has no effect: '%s' is allowed, and "
				"allowed comes first (shieldadm %s remove '%s')",
				rule->value, other->value, rule_kind_name(rule->kind),
				other->value);
		if (rule->action != RULE_ALLOW ||
			!rule_catches(rule->value, other->value))
			continue;
		if (strlen(rule->value) == strlen(other->value))
			PLAN_NOTE(plan, "the block '%s' now has no effect", other->value);
		else
			PLAN_NOTE(plan,
				"allowing '%s' also lets through what '%s' blocks",
				rule->value, other->value);
	}
}

/* The beginning of an address catches longer numbers: 1.1.1.1 is also 1.1.1.10. */
static void
note_ip(struct plan *plan, const struct rule *rule)
{
	const char *dot = strrchr(rule->value, '.');
	const char *last = dot != NULL ? dot + 1 : rule->value;
	unsigned long number = strtoul(last, NULL, 10);

	/* With a digit more it has to be a number of an address still. */
	if (rule->kind == RULE_IP && strchr(rule->value, ':') == NULL && number >= 1 &&
		number * 10 <= 255 && plan->notes.len < NOTES_MAX)
		PLAN_NOTE(plan,
			"'%s' is compared as text: it also catches longer addresses that "
			"begin with it, such as %s0",
			rule->value, rule->value);
}

/* So few characters are what many user agents begin with. */
static void
note_short(struct plan *plan, const struct rule *rule)
{
	size_t chars = utf8_length(rule->value);

	if (rule->kind == RULE_UA && chars < RULE_UA_SURE && plan->notes.len < NOTES_MAX)
		PLAN_NOTE(plan,
			"'%s' is short: it %s every user agent that begins with it, in "
			"either case (shieldadm ua test tells of one)",
			rule->value,
			rule->action == RULE_BLOCK ? "blocks" : "lets through");
}

static void
plan_add(struct plan *plan, const struct rule *rule, const struct rule_list *stored,
	void **known)
{
	const struct rule *const *found = xmust(tsearch(rule, known, rule_compare));

	if (*found != rule) {
		outcome(plan, *found, true, CHANGE_PRESENT);
		return;
	}
	outcome(plan, rule, true, CHANGE_ADDED);
	note_hidden(plan, stored, rule);
	note_ip(plan, rule);
	note_short(plan, rule);
}

/* Whether an earlier value of the same set takes this row out already. */
static bool
is_going(const struct plan *plan, const struct rule *row)
{
	for (size_t i = 0; i < plan->rules.len; i++)
		if (plan->rules.v[i].result == CHANGE_REMOVED &&
			plan->rules.v[i].rule.id == row->id)
			return true;
	return false;
}

/* Look for what is near, once: a list may be long.  A code of two letters is near too
 * many others. */
static void
find_meant(struct plan *plan, const struct rule *rule, const struct rule_list *stored)
{
	struct nearest nearest;

	if (plan->meant != NULL || rule->kind == RULE_COUNTRY)
		return;
	nearest_init(&nearest, rule->value, strlen(rule->value));
	for (size_t i = 0; i < stored->len; i++)
		if (stored->v[i].kind == rule->kind)
			nearest_consider(&nearest, stored->v[i].value);
	plan->meant = xstrdup(nearest_say(&nearest, ""));
}

static void
plan_remove(struct plan *plan, const struct rule_change *change,
	const struct rule_list *stored)
{
	const struct rule *rule = &change->rule;
	struct rule wanted = *rule;
	bool found = false;

	for (size_t i = 0; i < stored->len; i++) {
		if (!change->is_exact)
			wanted.action = stored->v[i].action;
		if (!rule_same(&stored->v[i], &wanted))
			continue;
		if (!is_going(plan, &stored->v[i]))
			outcome(plan, &stored->v[i], true, CHANGE_REMOVED);
		found = true;
	}
	if (found)
		return;
	find_meant(plan, rule, stored);
	outcome(plan, rule, false, CHANGE_ABSENT);
}

/* Countries that are allowed among the outcomes with this result. */
static size_t
allowed_countries(const struct plan *plan, enum change_result result)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->rules.len; i++) {
		const struct rule_outcome *o = &plan->rules.v[i];
		n += o->result == result && o->has_action &&
		     o->rule.kind == RULE_COUNTRY && o->rule.action == RULE_ALLOW &&
		     !rule_is_sentinel(&o->rule);
	}
	return n;
}

/* With the article's route no caller that GeoIP knows gets through then, but for
 * those in the address table. */
static bool
guard_last_country(const struct plan *plan, const struct rule_list *stored,
	bool is_agreed, struct err *err)
{
	size_t removed = allowed_countries(plan, CHANGE_REMOVED);

	if (is_agreed || removed == 0 || removed < rules_allowed_countries(stored) ||
		allowed_countries(plan, CHANGE_ADDED) > 0)
		return true;
	return err_set(err, ERR_GUARD,
		"no country would be allowed any more: with the article's route every "
		"caller is dropped then, but for those in the address table and those "
		"GeoIP does not know; --yes does it all the same");
}

/* A route that has seen the sentinel since Kamailio was started waits for it. */
static bool
guard_sentinel(const struct plan *plan, bool is_agreed, struct err *err)
{
	for (size_t i = 0; !is_agreed && i < plan->rules.len; i++)
		if (plan->rules.v[i].result == CHANGE_REMOVED &&
			rule_is_sentinel(&plan->rules.v[i].rule))
			return err_set(err, ERR_GUARD,
				SENTINEL_COUNTRY
				" would be gone, by which the route of shieldadm config "
				"tells that the lists are loaded: without it every "
				"stranger is dropped, until Kamailio is restarted; --yes "
				"removes it all the same");
	return true;
}

bool
plan_rules(struct plan *plan, const struct change_set *set,
	const struct rule_list *stored, bool is_agreed, struct err *err)
{
	void *known = NULL;

	for (size_t i = 0; i < stored->len; i++)
		xmust(tsearch(&stored->v[i], &known, rule_compare));
	for (size_t i = 0; i < set->rules.len; i++) {
		const struct rule_change *change = &set->rules.v[i];
		if (change->op == CHANGE_ADD)
			plan_add(plan, &change->rule, stored, &known);
		else
			plan_remove(plan, change, stored);
	}
	tdestroy(known, keep);
	return guard_sentinel(plan, is_agreed, err) &&
	       guard_last_country(plan, stored, is_agreed, err);
}
