/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "enforce/capacity_check.h"
#include "enforce/rules_act.h"
#include "enforce/rules_judge.h"

/*
 * secfilter's lists on one node.
 *
 * A node is looked at first and told after.  So nothing is added twice that a reload, or
 * another shieldadm, has brought there meanwhile, and what was missing there for other
 * reasons is mended on the way.  policy/steps.c says what has to be done.
 */
struct ability {
	char full[CAPACITY_TEXT_MAX];
	bool was_delete_asked, was_room_asked;
};

/* Why it is better not to reload; NULL when nothing speaks against it. */
static const char *
find_danger(const struct rules_work *w, char full[CAPACITY_TEXT_MAX])
{
	if (w->job->no_rule_reload != NULL)
		return w->job->no_rule_reload;
	return room_to_reload(w->node, w->job, CAPACITY_SECFILTER, full) ? NULL : full;
}

/* Ask the node whether it can do that, when the steps need it; true when it cannot, so
 * that there have to be other steps. */
static bool
lacks_ability(struct rules_work *w, struct ability *a, const struct steps *steps)
{
	enum step_kind last = steps->len > 0 ? steps->v[steps->len - 1].kind : STEP_ADD;
	struct err ignored;
	bool can = false;

	if (steps->len > 0 && steps->v[0].kind == STEP_DELETE && !a->was_delete_asked) {
		a->was_delete_asked = true;
		w->cannot_delete = !node_rule_can_del(w->node, &can, &ignored) || !can;
		return w->cannot_delete;
	}
	if (last == STEP_RELOAD && !a->was_room_asked) {
		a->was_room_asked = true;
		w->danger = find_danger(w, a->full);
		return w->danger != NULL;
	}
	return false;
}

static void
plan(struct rules_work *w, struct ability *a, struct steps *steps)
{
	struct steps_case c = rules_case(w);

	steps_plan(steps, &c);
	while (lacks_ability(w, a, steps)) {
		steps_clear(steps);
		c = rules_case(w);
		steps_plan(steps, &c);
	}
}

/* Entries that are missing for another reason than this change.  Destinations are not
 * added. */
static void
note_missing(struct rules_work *w, const struct rule_list *missing)
{
	struct rule_diff own = { 0 };
	size_t others;

	rule_diff(&own, w->job->added, missing);
	others = rules_addable(&own.extra) + rules_addable(&own.doubled);
	rule_diff_clear(&own);
	if (others > 0)
		report_note(w->report, "%zu stored entr%s missing there and %s added",
			others, others == 1 ? "y was" : "ies were",
			others == 1 ? "was" : "were");
}

static bool
add_unseen(struct rules_work *w, const struct rule_list *rules, struct err *err)
{
	struct rule_memory before = w->memory;
	bool was_counted = w->is_counted;

	if (!rules_add(w, rules, err))
		return false;
	if (was_counted && w->is_counted &&
		!rule_memory_has_grown(&before, &w->memory, rules->len))
		report_error(
			w->report, "by the memory they take, its lists have not grown");
	return true;
}

/* A reload concerns all kinds: see first what is only in the node's memory. */
static void
reload(struct rules_work *w, const struct step *step)
{
	struct err err;

	if (!rules_widen(w)) {
		w->done |= 1u << STEP_RELOAD;
		rules_reload(w, &step->rules);
		return;
	}
	w->must_reload = true;
	w->is_over = !rules_look(w, &err);
	if (w->is_over)
		report_error(w->report, "%s", err.text);
}

static bool
do_step(struct rules_work *w, const struct step *step, struct err *err)
{
	if (step->kind == STEP_RELOAD) {
		reload(w, step);
		return true;
	}
	w->done |= 1u << step->kind;
	switch (step->kind) {
	case STEP_DELETE:
		return rules_delete(w, &step->rules, err);
	case STEP_ADD_UNSEEN:
		return add_unseen(w, &step->rules, err);
	case STEP_ADD:
	case STEP_FILL:
		if (w->is_listed)
			note_missing(w, &step->rules);
		return rules_add(w, &step->rules, err);
	default:
		return rules_add(w, &step->rules, err);
	}
}

/* Say what would be done. */
static void
tell(struct rules_work *w, const struct steps *steps)
{
	for (size_t i = 0; i < steps->len; i++)
		if (steps->v[i].kind == STEP_RELOAD)
			w->report->rules_reloaded = true;
		else if (steps->v[i].kind == STEP_DELETE)
			w->report->n_deleted += steps->v[i].rules.len;
		else
			w->report->n_added += rules_addable(&steps->v[i].rules);
}

/* By entries the danger is reported before what is missing is added; otherwise the
 * verdict comes first, because a sync may have wanted the reload only to be sure. */
static bool
tell_danger(struct rules_work *w, bool is_last)
{
	if (w->is_listed == is_last)
		return false;
	rules_judge_danger(w);
	return true;
}

/* Do step after step; false when the node stops to answer. */
static bool
work(struct rules_work *w, struct err *err)
{
	struct ability ability = { .was_room_asked = false };
	bool ok = true, is_told = false, is_done = false, lacks_reload = false;
	struct steps steps;

	while (ok && !is_done && !w->is_over) {
		plan(w, &ability, &steps);
		lacks_reload = steps.lacks_reload;
		if (lacks_reload && !is_told)
			is_told = tell_danger(w, false);
		is_done = steps.len == 0 || w->job->dry_run;
		if (w->job->dry_run)
			tell(w, &steps);
		else if (!is_done)
			ok = do_step(w, &steps.v[0], err);
		steps_clear(&steps);
	}
	if (ok && !w->is_over)
		rules_judge(w);
	if (ok && lacks_reload && !is_told && !w->is_over)
		tell_danger(w, true);
	return ok;
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
	if (!rules_look(&w, &err) || !work(&w, &err))
		failed(&w, &err);
	/* What differs in the end is now the report's. */
	report->rules = w.diff;
	w.diff = (struct rule_diff){ 0 };
	rules_work_clear(&w);
}
