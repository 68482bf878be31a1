/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "enforce/rules_judge.h"

#include <stdio.h>

#include "base/str.h"

static bool
must_go(const struct rules_work *w)
{
	struct steps_case c = rules_case(w);

	return steps_must_go(&c);
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

static void
add_parts(struct str *text, const struct rules_work *w)
{
	struct steps_case c = rules_case(w);
	struct rule_list going = { 0 }, none = { 0 };
	char of[48];

	steps_going(&c, &going);
	snprintf(of, sizeof(of), " of %zu stored entries", w->stored.len);
	add_part(text, &w->diff.missing, "lacks", of);
	add_part(text, &going, "holds", " that must go");
	add_part(text, w->job->is_sync ? &w->diff.doubled : &none, "holds", " too often");
	rule_list_clear(&going);
}

/* By the entries that could be read.  Whether they differ from what is stored. */
static bool
judge_entries(struct rules_work *w)
{
	struct str text = { 0 };
	bool differs;

	add_parts(&text, w);
	differs = text.len > 0;
	if (differs)
		report_error(w->report, "%s", str_get(&text));
	if (!must_go(w))
		note_extra(w);
	str_clear(&text);
	return differs;
}

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

static void
judge_memory(struct rules_work *w)
{
	enum memory_fit fit = MEMORY_FITS;

	if (w->report->error != NULL || judge_entries(w))
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
	/* The memory shows that the change arrived.  It cannot show that nothing else is
	 * there. */
	w->report->verdict =
		w->is_counted && !w->job->is_sync ? NODE_VERIFIED : NODE_CANNOT_TELL;
	if (w->job->is_sync)
		note_unread(w);
}

/* Nothing shows whether what had to go is gone. */
static bool
is_unknown(const struct rules_work *w)
{
	return w->refused != NULL && (w->done >> STEP_FILL & 1) == 0;
}

void
rules_judge(struct rules_work *w)
{
	if (w->is_listed) {
		if (!judge_entries(w) && w->report->error == NULL)
			w->report->verdict = NODE_VERIFIED;
	} else if (is_unknown(w)) {
		report_error(w->report,
			"its lists cannot be read, and its reload failed: %s",
			w->refused);
	} else {
		judge_memory(w);
	}
}

/* Whether the node is worse off without the reload. */
static bool
needs_it(const struct rules_work *w)
{
	if (w->is_listed)
		return must_go(w) || rules_have_dst(&w->diff.missing);
	return !w->job->is_sync || w->report->error != NULL;
}

void
rules_judge_danger(struct rules_work *w)
{
	if (needs_it(w)) {
		report_error(w->report, "it has to reload for that, but %s", w->danger);
		return;
	}
	report_note(w->report, "it is not reloaded: %s", w->danger);
	w->report->reload_failed = w->is_listed || w->job->is_reload;
}
