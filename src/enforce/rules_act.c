/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "enforce/rules_act.h"

#include "base/xalloc.h"
#include "policy/sentinel.h"

bool
rules_delete(struct rules_work *w, const struct rule_list *rules, struct err *err)
{
	size_t before = w->live.len;
	struct err ignored;
	bool ok = true;

	/* A fault may mean that it went together with another one: the look counts. */
	for (size_t i = 0; i < rules->len && ok; i++)
		ok = node_rule_del(w->node, &rules->v[i], &ignored) ||
		     ignored.code == ERR_ABSENT;
	if (!rules_look(w, err))
		return false;
	w->report->n_deleted += before > w->live.len ? before - w->live.len : 0;
	return true;
}

/* Add those that are the sentinel, or those that are not. */
static bool
add_part(struct rules_work *w, const struct rule_list *rules, bool sentinel,
	struct err *err)
{
	for (size_t i = 0; i < rules->len; i++) {
		if (rule_is_sentinel(&rules->v[i]) != sentinel)
			continue;
		if (rules->v[i].kind != RULE_DST) {
			if (!node_rule_add(w->node, &rules->v[i], err))
				return false;
			w->report->n_added++;
		}
		fleet_step(w->job->fleet, 0, 1);
	}
	return true;
}

/* The sentinel says that all others are there: it comes last. */
static bool
add_all(struct rules_work *w, const struct rule_list *rules, struct err *err)
{
	fleet_step(w->job->fleet, rules->len, 0);
	return add_part(w, rules, false, err) && add_part(w, rules, true, err);
}

bool
rules_add(struct rules_work *w, const struct rule_list *rules, struct err *err)
{
	if (!add_all(w, rules, err))
		report_note(w->report, "%s", err->text);
	return rules_look(w, err);
}

/* It holds what is stored and nothing else, as after a reload that was done. */
static bool
is_as_stored(const struct rules_work *w)
{
	return w->is_listed && w->diff.missing.len == 0 && w->diff.extra.len == 0 &&
	       w->diff.doubled.len == 0;
}

static void
report_reload(struct rules_work *w)
{
	if (w->refused == NULL) {
		w->report->rules_reloaded = true;
	} else if (is_as_stored(w)) {
		w->report->rules_reloaded = true;
		report_note(w->report, "its reload was not confirmed, but done: %s",
			w->refused);
	} else {
		report_note(w->report, "its reload failed: %s", w->refused);
		w->report->reload_failed = true;
	}
}

/* A destination cannot be added to a node's memory again. */
static void
note_lost(const struct rules_work *w, const struct rule_list *kept)
{
	for (size_t i = 0; i < kept->len; i++)
		if (kept->v[i].kind == RULE_DST)
			report_note(w->report,
				"the destination '%s' was in its memory only, and the "
				"reload drops it: shieldadm dst block '%s' stores it",
				kept->v[i].value, kept->v[i].value);
}

void
rules_reload(struct rules_work *w, const struct rule_list *kept)
{
	struct err err;

	note_lost(w, kept);
	if (!node_rule_reload(w->node, &err))
		w->refused = xstrdup(err.text);
	rules_widen(w);
	if (!rules_look(w, &err)) {
		report_error(w->report, "after the reload: %s", err.text);
		w->is_over = true;
		return;
	}
	report_reload(w);
	if (kept->len > 0 && !(add_all(w, kept, &err) && rules_look(w, &err))) {
		report_error(w->report, "%s", err.text);
		w->is_over = true;
	}
}
