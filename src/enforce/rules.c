/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "enforce/rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "enforce/capacity_check.h"
#include "policy/sentinel.h"

bool
rules_hold(const struct rule_list *rules, const struct rule *rule)
{
	for (size_t i = 0; i < rules->len; i++)
		if (rule_same(&rules->v[i], rule))
			return true;
	return false;
}

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

/* Compare what is there and what is stored of the kinds that could be read. */
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

/* Those that are the sentinel, or those that are not. */
static bool
add(struct rules_work *w, const struct rule_list *rules, bool sentinel, struct err *err)
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
bool
rules_add(struct rules_work *w, const struct rule_list *rules, struct err *err)
{
	fleet_step(w->job->fleet, rules->len, 0);
	return add(w, rules, false, err) && add(w, rules, true, err);
}

size_t
rules_addable(const struct rule_list *rules)
{
	size_t n = 0;

	for (size_t i = 0; i < rules->len; i++)
		n += rules->v[i].kind != RULE_DST;
	return n;
}

bool
rules_have_dst(const struct rule_list *rules)
{
	return rules_addable(rules) < rules->len;
}

/* It holds what is stored and nothing else, as after a reload that was done. */
static bool
is_as_stored(const struct rules_work *w)
{
	return w->is_listed && w->diff.missing.len == 0 && w->diff.extra.len == 0 &&
	       w->diff.doubled.len == 0;
}

const char *
rules_danger(const struct rules_work *w, char text[CAPACITY_TEXT_MAX])
{
	if (w->job->no_rule_reload != NULL)
		return w->job->no_rule_reload;
	return room_to_reload(w->node, w->job, CAPACITY_SECFILTER, text) ? NULL : text;
}

bool
rules_reload(struct rules_work *w)
{
	struct err err;

	if (!node_rule_reload(w->node, &err))
		w->refused = xstrdup(err.text);
	rules_widen(w);
	if (!rules_look(w, &err)) {
		report_error(w->report, "after the reload: %s", err.text);
		return false;
	}
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
	return true;
}

/* A node without secfilter holds nothing of it. */
static void
failed(struct rules_work *w, const struct err *err)
{
	report_failure(w->report, err);
	for (size_t k = 0; k < RULE_KINDS && err->code == ERR_ABSENT; k++)
		w->report->held[k] = 0;
}

void
enforce_rules(
	struct node *node, const struct enforce_job *job, struct node_report *report)
{
	struct rules_work w = { .node = node, .job = job, .report = report };
	struct err err;

	memcpy(w.kinds, job->kinds, sizeof(w.kinds));
	/* A reload loses what is only in memory: see it all before. */
	if (job->is_sync || job->removed->len > 0 || rules_have_dst(job->added))
		rules_widen(&w);
	if (!rules_look(&w, &err) ||
		!(w.is_listed ? rules_by_entries(&w, &err) : rules_by_memory(&w, &err)))
		failed(&w, &err);
	/* What differs in the end is the report's now. */
	report->rules = w.diff;
	w.diff = (struct rule_diff){ 0 };
	rule_list_clear(&w.live);
	rule_list_clear(&w.stored);
	free(w.refused);
}
