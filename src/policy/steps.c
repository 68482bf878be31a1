/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/steps.h"

#include <string.h>

/* Whether the same entry is among them. */
static bool
hold(const struct rule_list *rules, const struct rule *rule)
{
	for (size_t i = 0; i < rules->len; i++)
		if (rule_same(&rules->v[i], rule))
			return true;
	return false;
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

static bool
was_done(const struct steps_case *c, enum step_kind kind)
{
	return (c->done >> kind & 1) != 0;
}

static struct rule_list *
add_step(struct steps *steps, enum step_kind kind)
{
	struct step *step = &steps->v[steps->len++];

	*step = (struct step){ .kind = kind };
	return &step->rules;
}

static void
copy(struct rule_list *to, const struct rule_list *from)
{
	for (size_t i = 0; i < from->len; i++)
		rule_list_add(to, &from->v[i]);
}

void
steps_going(const struct steps_case *c, struct rule_list *going)
{
	const struct rule_list *extra = &c->diff->extra;

	for (size_t i = 0; i < extra->len; i++)
		if (c->is_sync || hold(c->removed, &extra->v[i]))
			rule_list_add(going, &extra->v[i]);
}

/* A change leaves alone what the node holds twice. */
static bool
has_doubled(const struct steps_case *c)
{
	return c->is_sync && c->diff->doubled.len > 0;
}

bool
steps_must_go(const struct steps_case *c)
{
	struct rule_list going = { 0 };
	bool any;

	steps_going(c, &going);
	any = going.len > 0 || has_doubled(c);
	rule_list_clear(&going);
	return any;
}

/* Whether deleting rule would take entry with it: the call compares as many bytes as
 * the value has, and heeds their case (secfilter_db.c, 6.1). */
static bool
takes(const struct rule *rule, const struct rule *entry)
{
	return rule->kind == entry->kind && rule->action == entry->action &&
	       strncmp(entry->value, rule->value, strlen(rule->value)) == 0;
}

static bool
takes_another(const struct steps_case *c, const struct rule_list *going)
{
	for (size_t i = 0; i < c->live->len; i++) {
		const struct rule *entry = &c->live->v[i];
		if (hold(going, entry))
			continue;
		for (size_t j = 0; j < going->len; j++)
			if (takes(&going->v[j], entry))
				return true;
	}
	return false;
}

/* Destinations lose their leading zeros on the way. */
static bool
can_delete(const struct steps_case *c, const struct rule_list *going)
{
	return c->can_delete && !was_done(c, STEP_DELETE) && !rules_have_dst(going) &&
	       !takes_another(c, going);
}

/* A reload does all of it.  Of an entry that the node holds twice one has to stay, and
 * the node cannot delete just one. */
static bool
needs_reload(const struct steps_case *c, const struct rule_list *going)
{
	return c->is_reload || has_doubled(c) || rules_have_dst(&c->diff->missing) ||
	       (going->len > 0 && !can_delete(c, going));
}

/* What is only in the node's memory, and was not removed: somebody has typed it into
 * kamcmd, and a reload loses it. */
static void
reload(struct steps *steps, const struct steps_case *c)
{
	const struct rule_list *extra = &c->diff->extra;
	struct rule_list *kept = add_step(steps, STEP_RELOAD);

	for (size_t i = 0; i < extra->len && !c->is_sync && c->is_listed; i++)
		if (!hold(c->removed, &extra->v[i]))
			rule_list_add(kept, &extra->v[i]);
}

static void
add_missing(struct steps *steps, const struct steps_case *c, enum step_kind kind)
{
	if (c->diff->missing.len > 0 && !was_done(c, kind))
		copy(add_step(steps, kind), &c->diff->missing);
}

/* A reload that failed has left empty lists.  What fills them may make them too long to
 * be read: that everything was added tells what they hold then. */
static void
add_after_reload(struct steps *steps, const struct steps_case *c)
{
	bool is_filled = was_done(c, STEP_FILL) || was_done(c, STEP_ADD);

	if (!is_filled)
		add_missing(steps, c, c->live->len == 0 ? STEP_FILL : STEP_ADD);
}

/* All entries can be read. */
static void
plan_by_entries(struct steps *steps, const struct steps_case *c)
{
	struct rule_list going = { 0 };

	steps_going(c, &going);
	if (was_done(c, STEP_RELOAD)) {
		add_after_reload(steps, c);
	} else if (!needs_reload(c, &going)) {
		if (going.len > 0)
			copy(add_step(steps, STEP_DELETE), &going);
		add_missing(steps, c, STEP_ADD);
	} else if (c->can_reload) {
		reload(steps, c);
	} else {
		steps->lacks_reload = true;
		add_missing(steps, c, STEP_ADD);
	}
	rule_list_clear(&going);
}

/* Fewer than were stored before this change: the node was behind already. */
static bool
was_behind(const struct steps_case *c)
{
	struct rule_diff before = { 0 };
	enum memory_fit fit;

	if (c->memory == NULL)
		return false;
	rule_diff(&before, c->added, c->stored);
	fit = rule_memory_compare(&before.extra, c->memory);
	rule_diff_clear(&before);
	return fit == MEMORY_SHORT;
}

/* All that is asked for is to add, and the node has the rest. */
static bool
only_adds(const struct steps_case *c)
{
	return !c->is_sync && !c->is_reload && c->added->len > 0 &&
	       c->removed->len == 0 && !rules_have_dst(c->added) && !was_behind(c);
}

static bool
is_empty(const struct steps_case *c)
{
	return c->memory != NULL && c->memory->entries == 0;
}

/* A reload has failed, this one or somebody else's.  To add everything needs no reload;
 * only for destinations a reload is better, when the node can do it. */
static bool
is_to_fill(const struct steps_case *c)
{
	if (!is_empty(c))
		return false;
	if (was_done(c, STEP_RELOAD))
		return true;
	return !c->is_reload && (!rules_have_dst(c->stored) || !c->can_reload);
}

/*
 * A sync is only sure when the memory fits to the byte.  In a change, entries that are
 * too many are not a reason: somebody may have typed them into kamcmd, and a reload would
 * lose them.
 */
static bool
must_reload(const struct steps_case *c)
{
	if (c->removed->len > 0 || c->added->len > 0 || c->is_reload)
		return true;
	if (c->is_sync)
		return c->memory == NULL || !rule_memory_is_exact(c->stored, c->memory) ||
		       c->diff->extra.len + c->diff->doubled.len > 0;
	return c->memory != NULL &&
	       rule_memory_compare(c->stored, c->memory) == MEMORY_SHORT;
}

static void
fill(struct steps *steps, const struct steps_case *c)
{
	if (c->stored->len > 0)
		copy(add_step(steps, STEP_FILL), c->stored);
}

/*
 * Not all entries can be read: the memory they take tells roughly how many there are, and
 * a reload does the rest.
 */
static void
plan_by_memory(struct steps *steps, const struct steps_case *c)
{
	/* What was added may have made the lists too long to be read. */
	if (was_done(c, STEP_FILL) || was_done(c, STEP_ADD_UNSEEN) ||
		was_done(c, STEP_ADD))
		return;
	if (only_adds(c) && !was_done(c, STEP_RELOAD)) {
		copy(add_step(steps, STEP_ADD_UNSEEN), c->added);
		return;
	}
	if (is_to_fill(c))
		fill(steps, c);
	if (is_to_fill(c) || was_done(c, STEP_RELOAD))
		return;
	/* In a sync, what is seen to be missing needs no reload. */
	if (c->is_sync && !c->is_reload)
		add_missing(steps, c, STEP_ADD_PART);
	if (must_reload(c) && c->can_reload)
		reload(steps, c);
	else
		steps->lacks_reload = must_reload(c);
}

void
steps_plan(struct steps *steps, const struct steps_case *c)
{
	*steps = (struct steps){ .len = 0 };
	if (c->is_listed)
		plan_by_entries(steps, c);
	else
		plan_by_memory(steps, c);
}

void
steps_clear(struct steps *steps)
{
	for (size_t i = 0; i < steps->len; i++)
		rule_list_clear(&steps->v[i].rules);
	*steps = (struct steps){ .len = 0 };
}
