/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "base/str.h"
#include "enforce/rules.h"

/*
 * The entries can be read: what is missing is added, what must go is told apart
 * from what is nobody's business.
 */

/* How to get rid of what must go. */
enum way_out { NOTHING_GOES, DELETE, RELOAD };

/* What this job wants gone, but for what is only doubled. */
static void
list_going(const struct rules_work *w, struct rule_list *going)
{
	const struct rule_list *extra = &w->diff.extra;

	for (size_t i = 0; i < extra->len; i++)
		if (w->job->is_sync || rules_hold(w->job->removed, &extra->v[i]))
			rule_list_add(going, &extra->v[i]);
}

/* In a change, what stands there twice is not its business. */
static size_t
count_doubled(const struct rules_work *w)
{
	return w->job->is_sync ? w->diff.doubled.len : 0;
}

static bool
must_go(const struct rules_work *w)
{
	struct rule_list going = { 0 };
	bool any;

	list_going(w, &going);
	any = going.len + count_doubled(w) > 0;
	rule_list_clear(&going);
	return any;
}

/* A reload takes care of all of it, so where one is needed nothing else is.  Of what
 * stands twice, one has to stay, and no call deletes just the other. */
static enum way_out
find_exit(struct rules_work *w, const struct rule_list *going)
{
	if (w->job->is_reload || count_doubled(w) > 0 || rules_have_dst(&w->diff.missing))
		return RELOAD;
	if (going->len == 0)
		return NOTHING_GOES;
	return rules_can_delete(w, going) ? DELETE : RELOAD;
}

/* What is only in the node's memory, and not what this change removes: somebody
 * has typed it into kamcmd, and a reload would lose it. */
static void
keep_extra(const struct rules_work *w, struct rule_list *kept)
{
	const struct rule_list *extra = &w->diff.extra;

	for (size_t i = 0; i < extra->len && !w->job->is_sync; i++)
		if (!rules_hold(w->job->removed, &extra->v[i]))
			rule_list_add(kept, &extra->v[i]);
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

static bool
reload_keeping(struct rules_work *w)
{
	struct rule_list kept = { 0 };
	struct err err;
	bool ok = true;

	if (rules_widen(w))
		ok = rules_look(w, &err);
	if (ok)
		keep_extra(w, &kept);
	else
		report_error(w->report, "%s", err.text);
	note_lost(w, &kept);
	ok = ok && rules_reload(w);
	if (ok && kept.len > 0 && !(rules_add(w, &kept, &err) && rules_look(w, &err))) {
		report_error(w->report, "%s", err.text);
		ok = false;
	}
	rule_list_clear(&kept);
	return ok;
}

/* Those that are there for another reason than this change.  Destinations are not
 * added. */
static void
note_missing(struct rules_work *w)
{
	struct rule_diff own = { 0 };
	size_t others;

	rule_diff(&own, w->job->added, &w->diff.missing);
	others = rules_addable(&own.extra) + rules_addable(&own.doubled);
	rule_diff_clear(&own);
	if (others > 0)
		report_note(w->report, "%zu stored entr%s missing there and %s added",
			others, others == 1 ? "y was" : "ies were",
			others == 1 ? "was" : "were");
}

static void
note_extra(struct rules_work *w)
{
	const struct rule_diff *diff = &w->diff;
	size_t n = diff->extra.len + diff->doubled.len;
	const struct rule *first = diff->extra.len > 0 ? diff->extra.v : diff->doubled.v;

	if (n > 0)
		report_note(w->report,
			"it also holds %zu entr%s more than is stored, such as %s %s "
			"'%s' (shieldadm sync removes such)",
			n, n == 1 ? "y" : "ies", rule_kind_name(first->kind),
			rule_action_name(first->action), first->value);
}

/* "it holds 2 that must go, such as ua block 'evil'" */
static void
add_part(struct str *text, const struct rule_list *rules, const char *verb,
	const char *what)
{
	const struct rule *first = rules->v;

	if (rules->len > 0)
		str_addf(text, "%s%s %zu%s, such as %s %s '%s'",
			text->len > 0 ? "; it " : "it ", verb, rules->len, what,
			rule_kind_name(first->kind), rule_action_name(first->action),
			first->value);
}

bool
rules_judge_names(struct rules_work *w)
{
	struct rule_list going = { 0 }, none = { 0 };
	struct str text = { 0 };
	bool differs;
	char of[48];

	list_going(w, &going);
	snprintf(of, sizeof(of), " of %zu stored entries", w->stored.len);
	add_part(&text, &w->diff.missing, "lacks", of);
	add_part(&text, &going, "holds", " that must go");
	add_part(
		&text, w->job->is_sync ? &w->diff.doubled : &none, "holds", " too often");
	differs = text.len > 0;
	if (differs)
		report_error(w->report, "%s", str_get(&text));
	if (!must_go(w))
		note_extra(w);
	str_clear(&text);
	rule_list_clear(&going);
	return differs;
}

static void
judge(struct rules_work *w)
{
	if (!w->is_listed)
		rules_judge_memory(w);
	else if (!rules_judge_names(w) && w->report->error == NULL)
		w->report->verdict = NODE_VERIFIED;
}

/* Say why it is not reloaded.  One that needed no reload is as well as before. */
static void
refuse(struct rules_work *w, const char *danger)
{
	if (must_go(w) || rules_have_dst(&w->diff.missing)) {
		report_error(w->report, "it has to reload for that, but %s", danger);
		return;
	}
	report_note(w->report, "it is not reloaded: %s", danger);
	w->report->reload_failed = true;
}

/* What a job would do that is not done. */
static void
plan(struct rules_work *w, enum way_out way_out, size_t going)
{
	char full[CAPACITY_TEXT_MAX];
	const char *danger = way_out == RELOAD ? rules_danger(w, full) : NULL;

	if (danger != NULL)
		refuse(w, danger);
	w->report->rules_reloaded = way_out == RELOAD && danger == NULL;
	if (w->report->rules_reloaded)
		return;
	w->report->n_added = rules_addable(&w->diff.missing);
	w->report->n_deleted = way_out == DELETE ? going : 0;
}

/* Reload, where that does no harm.  False when there is nothing more to do there. */
static bool
get_rid(struct rules_work *w)
{
	char full[CAPACITY_TEXT_MAX];
	const char *danger = rules_danger(w, full);

	if (danger == NULL)
		return reload_keeping(w);
	refuse(w, danger);
	return true;
}

/* False when the node stops to answer. */
static bool
add_missing(struct rules_work *w, struct err *err)
{
	if (w->diff.missing.len == 0)
		return true;
	note_missing(w);
	if (!rules_add(w, &w->diff.missing, err))
		report_note(w->report, "%s", err->text);
	return rules_look(w, err);
}

static bool
act(struct rules_work *w, enum way_out way_out, const struct rule_list *going,
	struct err *err)
{
	if (way_out == DELETE && !rules_delete(w, going, err))
		return false;
	if (way_out == RELOAD || must_go(w)) {
		if (!get_rid(w))
			return true;
		if (!w->is_listed)
			return rules_settle(w, err);
	}
	if (!add_missing(w, err))
		return false;
	judge(w);
	return true;
}

bool
rules_by_entries(struct rules_work *w, struct err *err)
{
	struct rule_list going = { 0 };
	enum way_out way_out;
	bool ok = true;

	list_going(w, &going);
	way_out = find_exit(w, &going);
	if (w->job->dry_run) {
		plan(w, way_out, going.len);
		judge(w);
	} else {
		ok = act(w, way_out, &going, err);
	}
	rule_list_clear(&going);
	return ok;
}
