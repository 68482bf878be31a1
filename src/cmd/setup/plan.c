/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/setup/setup.h"
#include "policy/country.h"

/*
 * Describe what setup will do.
 */
#define SHOWN_MAX 24

/* A line of the plan, with counts of what it shows and what there is. */
struct line {
	struct str text;
	size_t n, n_present;
};

static void
add(struct line *line, const char *value, const char *note)
{
	if (line->n++ < SHOWN_MAX)
		str_addf(&line->text, "%s%s%s%s%s", line->n > 1 ? ", " : "", value,
			note[0] != '\0' ? " (" : "", note, note[0] != '\0' ? ")" : "");
}

static void
say(const struct wizard *w, struct line *line, const char *what)
{
	if (line->n > SHOWN_MAX)
		str_addf(&line->text, " and %zu more", line->n - SHOWN_MAX);
	if (line->n > 0)
		dialog_say(&w->io, "  + %s: %s\n", what, str_get(&line->text));
	str_clear(&line->text);
}

static size_t
show_rules(const struct wizard *w, const struct plan *plan, enum rule_kind kind,
	const char *what)
{
	struct line line = { .n = 0 };

	for (size_t i = 0; i < plan->rules.len; i++) {
		const struct rule_outcome *o = &plan->rules.v[i];
		if (o->rule.kind != kind)
			continue;
		if (o->result == CHANGE_PRESENT)
			line.n_present++;
		else
			add(&line, o->rule.value,
				kind == RULE_COUNTRY ? country_name(o->rule.value) : "");
	}
	say(w, &line, what);
	return line.n_present;
}

static size_t
show_addresses(const struct wizard *w, const struct plan *plan,
	const struct take_group *group, const char *what)
{
	char text[ADDRESS_FORMAT_MAX];
	struct line line = { .n = 0 };

	for (size_t i = 0; i < plan->addresses.len; i++) {
		const struct address_outcome *o = &plan->addresses.v[i];
		if (o->address.group != group->number)
			continue;
		address_format(&o->address, text);
		if (o->result == CHANGE_PRESENT)
			line.n_present++;
		else
			add(&line, text, o->address.tag);
	}
	say(w, &line, what);
	return line.n_present;
}

/* The same table and words as for any other change. */
static void
show_impact(const struct wizard *w, const struct impact *impact)
{
	char *text;

	if (impact->phones + impact->addresses == 0) {
		dialog_say(&w->io, "It cuts off nobody who is registered now.\n");
		return;
	}
	text = impact_text(impact);
	dialog_say(&w->io, "! It would cut off %s:\n", text);
	free(text);
	if (out_is_for_people(w->app->out))
		cmd_print_impact(w->app, impact);
}

void
setup_show_plan(const struct wizard *w, const struct change_report *report)
{
	const struct plan *plan = &report->plan;
	const struct setup_facts *facts = &w->facts;
	size_t nodes = w->app->nodes.len, present = 0;

	if (nodes > 0)
		dialog_say(&w->io,
			"\nThe plan: one change, stored in '%s' and told to %zu "
			"node%s.\n",
			db_name(w->app->db), nodes, nodes == 1 ? "" : "s");
	else
		dialog_say(&w->io,
			"\nThe plan: one change, stored in '%s'; no node is known that "
			"could be told.\n",
			db_name(w->app->db));
	present += show_rules(w, plan, RULE_UA, "block user agents");
	present += show_rules(w, plan, RULE_COUNTRY, "allow countries");
	present += show_addresses(w, plan, &facts->groups[0], "carriers");
	present += show_addresses(w, plan, &facts->groups[1], "customers");
	if (present > 0)
		dialog_say(&w->io, "  = %zu stored already, which stay%s as %s\n",
			present, present == 1 ? "s" : "",
			present == 1 ? "it is" : "they are");
	for (size_t i = 0; i < plan->notes.len; i++)
		dialog_say(&w->io, "  ! %s\n", plan->notes.v[i]);
	show_impact(w, &report->impact);
}
