/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/str.h"
#include "enforce/capacity_check.h"
#include "enforce/rules.h"

/* "ua, ip": the lists that could not be read. */
static void
note_unread(struct rules_work *w)
{
	struct str kinds = { 0 };

	for (size_t k = 0; k < RULE_KINDS; k++)
		if (w->kinds[k] && !w->is_read[k])
			str_addf(&kinds, "%s%s", kinds.len > 0 ? ", " : "",
				rule_kind_name((enum rule_kind)k));
	report_note(w->report,
		"what it holds of %s is told by the memory that takes, not by name: some "
		"twenty entries more, or others as long, do not show (shieldadm reload "
		"makes sure)",
		str_get(&kinds));
	str_clear(&kinds);
}

void
rules_judge_memory(struct rules_work *w)
{
	enum memory_fit fit = MEMORY_FITS;

	if (w->report->error != NULL || rules_judge_names(w))
		return;
	if (w->is_counted)
		fit = rule_memory_compare(w->job->stored_rules, &w->memory);
	if (fit == MEMORY_SHORT || (fit == MEMORY_OVER && w->job->is_sync)) {
		report_error(w->report,
			"by the memory they take, it holds %s entries than are stored",
			fit == MEMORY_SHORT ? "fewer" : "more or other");
		return;
	}
	if (fit == MEMORY_OVER)
		report_note(w->report, "by the memory they take, it holds more or other "
				       "entries than are stored (shieldadm sync)");
	/* That a change has come there the memory shows; that nothing else is there it
	 * does not. */
	w->report->verdict =
		w->is_counted && !w->job->is_sync ? NODE_VERIFIED : NODE_CANNOT_TELL;
	if (w->job->is_sync)
		note_unread(w);
}

/* Fewer than were stored before this change: the node was behind already. */
static bool
was_behind(const struct rules_work *w)
{
	struct rule_diff before = { 0 };
	enum memory_fit fit;

	if (!w->is_counted)
		return false;
	rule_diff(&before, w->job->added, w->job->stored_rules);
	fit = rule_memory_compare(&before.extra, &w->memory);
	rule_diff_clear(&before);
	return fit == MEMORY_SHORT;
}

/* Whether all that this change asks for is to add, to a node that has the rest. */
static bool
only_adds(const struct rules_work *w)
{
	return !w->job->is_sync && w->job->added->len > 0 && w->job->removed->len == 0 &&
	       !rules_have_dst(w->job->added) && !was_behind(w);
}

/* Add what this change adds; that they take memory tells that they are there. */
static bool
add_unseen(struct rules_work *w, struct err *err)
{
	struct rule_memory before = w->memory;
	bool was_counted = w->is_counted;

	if (!rules_add(w, w->job->added, err))
		report_note(w->report, "%s", err->text);
	if (!rules_look(w, err))
		return false;
	if (was_counted && w->is_counted &&
		!rule_memory_has_grown(&before, &w->memory, w->job->added->len))
		report_error(
			w->report, "by the memory they take, its lists have not grown");
	return true;
}

bool
rules_settle(struct rules_work *w, struct err *err)
{
	bool is_empty = w->is_counted && w->memory.entries == 0;

	if (is_empty && w->job->stored_rules->len > 0) {
		if (!rules_add(w, w->job->stored_rules, err))
			report_note(w->report, "%s", err->text);
		if (!rules_look(w, err))
			return false;
	} else if (w->refused != NULL) {
		/* Nothing shows whether what had to go is gone. */
		report_error(w->report,
			"its lists cannot be read, and its reload failed: %s",
			w->refused);
		return true;
	}
	rules_judge_memory(w);
	return true;
}

/*
 * A sync is sure only of what fits to the byte.  Otherwise what is too much there
 * is no reason: somebody may have typed it into kamcmd, and a reload would lose it.
 */
static bool
must_reload(const struct rules_work *w)
{
	const struct rule_list *stored = w->job->stored_rules;

	if (w->job->removed->len > 0 || w->job->added->len > 0 || w->job->is_reload)
		return true;
	if (w->job->is_sync)
		return !w->is_counted || !rule_memory_is_exact(stored, &w->memory) ||
		       w->diff.extra.len + w->diff.doubled.len > 0;
	return w->is_counted && rule_memory_compare(stored, &w->memory) == MEMORY_SHORT;
}

/* Somebody's reload has failed: what is stored is added one by one, and no reload is
 * needed, but for destinations, where there is room for it. */
static bool
is_emptied(const struct rules_work *w)
{
	char full[CAPACITY_TEXT_MAX];

	if (!w->is_counted || w->memory.entries > 0 || w->job->is_reload)
		return false;
	return !rules_have_dst(w->job->stored_rules) ||
	       !room_to_reload(w->node, w->job, CAPACITY_SECFILTER, full);
}

/* Say why it is not reloaded.  A sync may have wanted that only to be sure. */
static void
refuse(struct rules_work *w, const char *danger)
{
	rules_judge_memory(w);
	if (!w->job->is_sync || w->report->error != NULL) {
		report_error(w->report, "it has to reload for that, but %s", danger);
		return;
	}
	report_note(w->report, "it is not reloaded: %s", danger);
	w->report->reload_failed = w->job->is_reload;
}

/* In a dry run, or in earnest, where adding is not enough. */
static bool
reload(struct rules_work *w, struct err *err)
{
	char full[CAPACITY_TEXT_MAX];
	const char *danger = rules_danger(w, full);

	if (danger != NULL) {
		refuse(w, danger);
		return true;
	}
	if (w->job->dry_run) {
		w->report->rules_reloaded = true;
		rules_judge_memory(w);
		return true;
	}
	if (!rules_reload(w))
		return true;
	/* What was too long to be read may have become short enough. */
	return w->is_listed ? rules_by_entries(w, err) : rules_settle(w, err);
}

/* In a sync, what is seen to be missing needs no reload. */
static bool
add_seen(struct rules_work *w, struct err *err)
{
	if (!w->job->is_sync || w->job->is_reload || w->diff.missing.len == 0)
		return true;
	if (w->job->dry_run) {
		w->report->n_added = rules_addable(&w->diff.missing);
		return true;
	}
	if (!rules_add(w, &w->diff.missing, err))
		report_note(w->report, "%s", err->text);
	return rules_look(w, err);
}

/*
 * Not all lists can be read: the memory they take tells roughly how many entries there
 * are, and for the rest there is the reload.
 */
bool
rules_by_memory(struct rules_work *w, struct err *err)
{
	if (!w->job->dry_run && only_adds(w)) {
		if (!add_unseen(w, err))
			return false;
	} else {
		if (!add_seen(w, err))
			return false;
		if (is_emptied(w) && !w->job->dry_run)
			return rules_settle(w, err);
		if (is_emptied(w))
			w->report->n_added = rules_addable(w->job->stored_rules);
		else if (must_reload(w))
			return reload(w, err);
	}
	rules_judge_memory(w);
	return true;
}
