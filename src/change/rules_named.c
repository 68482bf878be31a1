/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change/rules.h"

/*
 * The entries can be read: what is missing is added, what must go is told apart
 * from what is nobody's business.
 */
/* Whether the node holds something that this job wants gone. */
static bool
must_go(const struct rules_work *w)
{
	if (w->job->is_sync)
		return w->extra.len > 0;
	for (size_t i = 0; i < w->extra.len; i++)
		if (rules_hold(w->job->removed, &w->extra.v[i]))
			return true;
	return false;
}

/* What is only in the node's memory, and not what this change removes: somebody
 * has typed it into kamcmd, and a reload would lose it. */
static void
keep_extra(const struct rules_work *w, struct rule_list *kept)
{
	for (size_t i = 0; i < w->extra.len && !w->job->is_sync; i++)
		if (!rules_hold(w->job->removed, &w->extra.v[i]) &&
			!rules_hold(&w->stored, &w->extra.v[i]))
			rule_list_add(kept, &w->extra.v[i]);
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

static void
note_missing(struct rules_work *w)
{
	size_t others = 0;

	for (size_t i = 0; i < w->missing.len; i++)
		others += !rules_hold(w->job->added, &w->missing.v[i]);
	if (others > 0)
		report_note(w->report, "%zu stored entr%s missing there and %s added",
			others, others == 1 ? "y was" : "ies were",
			others == 1 ? "was" : "were");
}

static void
note_extra(struct rules_work *w)
{
	const struct rule *first = &w->extra.v[0];

	if (w->extra.len > 0)
		report_note(w->report,
			"it also holds %zu entr%s more than is stored, such as %s %s "
			"'%s' (shieldadm sync removes such)",
			w->extra.len, w->extra.len == 1 ? "y" : "ies",
			rule_kind_name(first->kind), rule_action_name(first->action),
			first->value);
}

/* Say how the node stands after the last look by name. */
static void
judge(struct rules_work *w)
{
	if (w->missing.len > 0)
		report_error(w->report,
			"%zu of %zu stored entries are missing there, such as %s %s '%s'",
			w->missing.len, w->stored.len,
			rule_kind_name(w->missing.v[0].kind),
			rule_action_name(w->missing.v[0].action), w->missing.v[0].value);
	else if (must_go(w))
		report_error(w->report,
			"it still holds %zu entr%s that should be gone, such as %s %s "
			"'%s'",
			w->extra.len, w->extra.len == 1 ? "y" : "ies",
			rule_kind_name(w->extra.v[0].kind),
			rule_action_name(w->extra.v[0].action), w->extra.v[0].value);
	else
		w->report->verdict = NODE_VERIFIED;
	if (!must_go(w))
		note_extra(w);
}

bool
rules_by_name(struct rules_work *w, struct err *err)
{
	bool is_done = w->missing.len == 0 && !must_go(w);

	if (is_done || w->job->dry_run) {
		judge(w);
		return true;
	}
	if (must_go(w) || rules_have_dst(&w->missing)) {
		if (!reload_keeping(w))
			return true;
		if (!w->is_listed)
			return rules_settle(w, err);
	}
	if (w->missing.len > 0) {
		note_missing(w);
		if (!rules_add(w, &w->missing, err))
			report_note(w->report, "%s", err->text);
		if (!rules_look(w, err))
			return false;
	}
	judge(w);
	return true;
}
