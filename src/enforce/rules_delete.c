/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "enforce/rules.h"

/* Whether deleting rule would take entry with it: the call compares as many bytes as
 * the value has, and heeds their case (secfilter_db.c, 6.1). */
static bool
takes(const struct rule *rule, const struct rule *entry)
{
	return rule->kind == entry->kind && rule->action == entry->action &&
	       strncmp(entry->value, rule->value, strlen(rule->value)) == 0;
}

static bool
is_harmless(const struct rules_work *w, const struct rule_list *rules)
{
	for (size_t i = 0; i < w->live.len; i++) {
		const struct rule *entry = &w->live.v[i];
		if (rules_hold(rules, entry))
			continue;
		for (size_t j = 0; j < rules->len; j++)
			if (takes(&rules->v[j], entry))
				return false;
	}
	return true;
}

bool
rules_can_delete(struct rules_work *w, const struct rule_list *rules)
{
	bool can = false;
	struct err ignored;

	/* Numbers lose their leading zeros on the way, as with add_dst. */
	return !rules_have_dst(rules) && is_harmless(w, rules) &&
	       node_rule_can_del(w->node, &can, &ignored) && can;
}

bool
rules_delete(struct rules_work *w, const struct rule_list *rules, struct err *err)
{
	size_t before = w->live.len;
	struct err ignored;
	bool ok = true;

	/* A fault may mean that it went with another one.  What the look shows counts. */
	for (size_t i = 0; i < rules->len && ok; i++)
		ok = node_rule_del(w->node, &rules->v[i], &ignored) ||
		     ignored.code == ERR_ABSENT;
	if (!rules_look(w, err))
		return false;
	w->report->n_deleted += before > w->live.len ? before - w->live.len : 0;
	return true;
}
