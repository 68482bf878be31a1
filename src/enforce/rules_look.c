/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "enforce/rules_look.h"

#include <stdlib.h>

bool
rules_widen(struct rules_work *w)
{
	bool was_narrow = false;

	for (size_t k = 0; k < RULE_KINDS; k++) {
		was_narrow = was_narrow || !w->kinds[k];
		w->kinds[k] = true;
	}
	return was_narrow;
}

static size_t
reply_size(const struct rules_work *w, enum rule_kind kind)
{
	return node_rule_list_size(w->job->stored_rules, kind);
}

static void
forget(struct rules_work *w)
{
	rule_list_clear(&w->live);
	rule_list_clear(&w->stored);
	rule_diff_clear(&w->diff);
	w->is_listed = w->is_counted = false;
	for (size_t k = 0; k < RULE_KINDS; k++) {
		w->is_read[k] = false;
		w->report->held[k] = HELD_UNKNOWN;
	}
}

/* Compare what is there with what is stored of the kinds that could be read. */
static void
compare(struct rules_work *w)
{
	const struct rule_list *all = w->job->stored_rules;

	for (size_t i = 0; i < all->len; i++)
		if (w->is_read[all->v[i].kind])
			rule_list_add(&w->stored, &all->v[i]);
	rule_diff(&w->diff, &w->stored, &w->live);
	for (size_t k = 0; k < RULE_KINDS; k++)
		if (w->is_read[k])
			w->report->held[k] = 0;
	for (size_t i = 0; i < w->live.len; i++)
		w->report->held[w->live.v[i].kind]++;
}

bool
rules_look(struct rules_work *w, struct err *err)
{
	forget(w);
	w->is_listed = true;
	for (size_t k = 0; k < RULE_KINDS; k++) {
		enum rule_kind kind = (enum rule_kind)k;
		if (w->kinds[k] && !node_rule_list(w->node, kind, reply_size(w, kind),
					   &w->live, &w->is_read[k], err))
			return false;
		w->is_listed = w->is_listed && (w->is_read[k] || !w->kinds[k]);
	}
	compare(w);
	return w->is_listed || node_rule_memory(w->node, &w->memory, &w->is_counted, err);
}

struct steps_case
rules_case(const struct rules_work *w)
{
	return (struct steps_case){ .is_sync = w->job->is_sync,
		.is_reload = w->job->is_reload || w->must_reload,
		.stored = w->job->stored_rules,
		.added = w->job->added,
		.removed = w->job->removed,
		.is_listed = w->is_listed,
		.live = &w->live,
		.diff = &w->diff,
		.memory = w->is_counted ? &w->memory : NULL,
		.can_delete = !w->cannot_delete,
		.can_reload = w->danger == NULL,
		.done = w->done };
}

void
rules_work_clear(struct rules_work *w)
{
	rule_list_clear(&w->live);
	rule_list_clear(&w->stored);
	rule_diff_clear(&w->diff);
	free(w->refused);
}
