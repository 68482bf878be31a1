/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The heart of the program: which steps bring a node to what is stored.
 */
#include "policy/steps.h"

#include "unit.h"

#include "base/str.h"

#define SYNC 1
#define RELOAD 2
#define UNREAD 4     /* not all entries can be read; only those of "live" were */
#define NO_DELETE 8  /* the node has no call for it */
#define NO_RELOAD 16 /* a reload would do harm */

#define DONE(kind) (1u << STEP_##kind)

/* What mod.stats tells, where the entries cannot be read. */
enum told { NOTHING, EMPTY, EXACT, FEWER, FAR_MORE };

/* Rules are "u:evil" (block a user agent), "c:US" (allow a country), "d:555" (block a
 * destination), "i:192.0.2.1" (block an address), apart by a space. */
static const struct wanted {
	const char *title;
	unsigned flags;
	const char *stored, *added, *removed, *live;
	enum told told;
	unsigned done;
	const char *steps;
} cases[] = {
	/* -- a change, and all entries can be read -- */
	{ "nothing to do", 0, "u:a", "u:a", "", "u:a", NOTHING, 0, "" },
	{ "one is new", 0, "u:a u:b", "u:b", "", "u:a", NOTHING, 0, "add u:b" },
	{ "another one is missing too", 0, "u:a u:b", "u:b", "", "", NOTHING, 0,
		"add u:a u:b" },
	{ "an addition that failed is not tried again", 0, "u:a u:b", "u:b", "", "u:a",
		NOTHING, DONE(ADD), "" },
	{ "one goes", 0, "u:a", "", "u:b", "u:a u:b", NOTHING, 0, "delete u:b" },
	{ "one goes and one comes", 0, "u:a", "u:a", "u:b", "u:b", NOTHING, 0,
		"delete u:b, add u:a" },
	{ "one is gone already", 0, "u:a", "", "u:b", "u:a", NOTHING, 0, "" },
	{ "no call to delete", NO_DELETE, "u:a", "", "u:b", "u:a u:b", NOTHING, 0,
		"reload" },
	{ "it would take another one along", 0, "u:bad", "", "u:ba", "u:bad u:ba",
		NOTHING, 0, "reload" },
	{ "the case of letters matters to the call", 0, "u:Bad", "", "u:ba", "u:Bad u:ba",
		NOTHING, 0, "delete u:ba" },
	{ "another kind is not taken along", 0, "i:ba1", "", "u:ba", "i:ba1 u:ba",
		NOTHING, 0, "delete u:ba" },
	{ "deleting did not help", 0, "u:a", "", "u:b", "u:a u:b", NOTHING, DONE(DELETE),
		"reload" },
	{ "typed into kamcmd: left alone", 0, "u:a u:b", "u:b", "", "u:a u:x", NOTHING, 0,
		"add u:b" },
	{ "typed into kamcmd: kept over a reload", NO_DELETE, "u:a", "", "u:b",
		"u:a u:b u:x", NOTHING, 0, "reload u:x" },
	{ "twice there is not a change's business", 0, "u:a u:b", "u:b", "", "u:a u:a",
		NOTHING, 0, "add u:b" },
	{ "a destination comes by a reload", 0, "u:a d:555", "d:555", "", "u:a", NOTHING,
		0, "reload" },
	{ "a destination goes by a reload", 0, "u:a", "", "d:555", "u:a d:555", NOTHING,
		0, "reload" },
	{ "a reload does harm", NO_DELETE | NO_RELOAD, "u:a u:c", "u:c", "u:b", "u:a u:b",
		NOTHING, 0, "add u:c, lacks reload" },
	{ "a reload does harm, nothing is missing", NO_DELETE | NO_RELOAD, "u:a", "",
		"u:b", "u:a u:b", NOTHING, 0, "lacks reload" },
	{ "the reload emptied the lists", NO_DELETE, "u:a u:c", "", "u:b", "", NOTHING,
		DONE(RELOAD), "fill u:a u:c" },
	{ "they are not filled twice", NO_DELETE, "u:a d:555", "", "u:b", "u:a", NOTHING,
		DONE(RELOAD) | DONE(FILL), "" },
	{ "the reload left out one", NO_DELETE, "u:a u:c", "", "u:b", "u:a", NOTHING,
		DONE(RELOAD), "add u:c" },
	{ "the reload emptied the lists, as is the table", NO_DELETE, "", "", "u:b", "",
		NOTHING, DONE(RELOAD), "" },
	{ "the reload did it", NO_DELETE, "u:a", "", "u:b", "u:a", NOTHING, DONE(RELOAD),
		"" },
	{ "not a second reload", NO_DELETE, "u:a", "", "u:b", "u:a u:b", NOTHING,
		DONE(RELOAD), "" },

	/* -- a sync, and all entries can be read -- */
	{ "in sync", SYNC, "u:a c:US", "", "", "u:a c:US", NOTHING, 0, "" },
	{ "sync adds", SYNC, "u:a c:US", "", "", "u:a", NOTHING, 0, "add c:US" },
	{ "sync deletes what nobody stored", SYNC, "u:a", "", "", "u:a u:x", NOTHING, 0,
		"delete u:x" },
	{ "sync without a call to delete", SYNC | NO_DELETE, "u:a", "", "", "u:a u:x",
		NOTHING, 0, "reload" },
	{ "sync keeps nothing over a reload", SYNC | NO_DELETE, "u:a", "", "",
		"u:a u:x u:y", NOTHING, 0, "reload" },
	{ "twice there: only a reload leaves one", SYNC, "u:a", "", "", "u:a u:a",
		NOTHING, 0, "reload" },
	{ "a restarted node gets all", SYNC, "u:a c:US", "", "", "", NOTHING, 0,
		"add u:a c:US" },
	{ "a restarted node lacks a destination", SYNC, "u:a d:555", "", "", "", NOTHING,
		0, "reload" },
	{ "a reload that was asked for", SYNC | RELOAD, "u:a", "", "", "u:a", NOTHING, 0,
		"reload" },
	{ "asked for, and harmful", SYNC | RELOAD | NO_RELOAD, "u:a", "", "", "u:a",
		NOTHING, 0, "lacks reload" },

	/* -- a change, and the entries cannot be read -- */
	{ "unread: one is new", UNREAD, "u:a u:b", "u:b", "", "", EXACT, 0,
		"unseen u:b" },
	{ "unread: it has grown or not, it is not tried again", UNREAD, "u:a u:b", "u:b",
		"", "", EXACT, DONE(ADD_UNSEEN), "" },
	{ "unread since what was new was added", UNREAD, "u:a u:b", "u:b", "", "", EXACT,
		DONE(ADD), "" },
	{ "unread: nothing is told", UNREAD, "u:a u:b", "u:b", "", "", NOTHING, 0,
		"unseen u:b" },
	{ "unread: it was behind", UNREAD, "u:a u:b u:c", "u:c", "", "", FEWER, 0,
		"reload" },
	{ "unread: one goes", UNREAD, "u:a", "", "u:b", "", EXACT, 0, "reload" },
	{ "unread: a destination", UNREAD, "u:a d:555", "d:555", "", "", EXACT, 0,
		"reload" },
	{ "unread: nothing changes, it fits", UNREAD, "u:a", "", "", "", EXACT, 0, "" },
	{ "unread: nothing changes, far more is there", UNREAD, "u:a", "", "", "",
		FAR_MORE, 0, "" },
	{ "unread: nothing changes, fewer are there", UNREAD, "u:a u:b u:c", "", "", "",
		FEWER, 0, "reload" },
	{ "unread: somebody's reload has failed", UNREAD, "u:a u:b", "", "u:c", "", EMPTY,
		0, "fill u:a u:b" },
	{ "unread: and a destination is stored", UNREAD, "u:a d:555", "", "u:c", "",
		EMPTY, 0, "reload" },
	{ "unread: and it cannot reload", UNREAD | NO_RELOAD, "u:a d:555", "", "u:c", "",
		EMPTY, 0, "fill u:a d:555" },
	{ "unread: this reload has failed", UNREAD, "u:a u:b", "", "u:c", "", EMPTY,
		DONE(RELOAD), "fill u:a u:b" },
	{ "unread: this reload was done", UNREAD, "u:a u:b", "", "u:c", "", EXACT,
		DONE(RELOAD), "" },
	{ "unread: filled", UNREAD, "u:a u:b", "", "u:c", "", FEWER,
		DONE(RELOAD) | DONE(FILL), "" },
	{ "unread: a reload does harm", UNREAD | NO_RELOAD, "u:a", "", "u:b", "", EXACT,
		0, "lacks reload" },

	/* -- a sync, and the entries cannot be read -- */
	{ "unread sync: to the byte", SYNC | UNREAD, "u:a u:b", "", "", "", EXACT, 0,
		"" },
	{ "unread sync: fewer", SYNC | UNREAD, "u:a u:b u:c", "", "", "", FEWER, 0,
		"reload" },
	{ "unread sync: more", SYNC | UNREAD, "u:a u:b", "", "", "", FAR_MORE, 0,
		"reload" },
	{ "unread sync: since all was added", SYNC | UNREAD, "u:a u:b", "", "", "",
		FAR_MORE, DONE(ADD), "" },
	{ "unread sync: a list shows what is missing", SYNC | UNREAD, "u:a u:b u:c", "",
		"", "u:a u:c", FEWER, 0, "part u:b, reload" },
	{ "unread sync: that was all", SYNC | UNREAD, "u:a u:b", "", "", "", EXACT,
		DONE(ADD_PART), "" },
	{ "unread sync: that was not all", SYNC | UNREAD, "u:a u:b u:c", "", "",
		"u:a u:c", FEWER, DONE(ADD_PART), "reload" },
	{ "unread sync: nothing is told", SYNC | UNREAD, "u:a", "", "", "", NOTHING, 0,
		"reload" },
	{ "unread sync: empty", SYNC | UNREAD, "u:a u:b", "", "", "", EMPTY, 0,
		"fill u:a u:b" },
	{ "unread sync: empty, as is the table", SYNC | UNREAD, "", "", "", "", EMPTY, 0,
		"" },
	{ "unread sync: empty, a reload is asked for", SYNC | UNREAD | RELOAD, "u:a", "",
		"", "", EMPTY, 0, "reload" },
	{ "unread sync: what a list shows is extra", SYNC | UNREAD, "u:a", "", "",
		"u:a u:x", EXACT, 0, "reload" },
	{ "unread sync: it cannot reload", SYNC | UNREAD | NO_RELOAD, "u:a", "", "", "",
		NOTHING, 0, "lacks reload" },
};

static struct rule_list
parse(const char *text)
{
	struct rule_list list = { 0 };
	char *copy = strdup(text), *at = NULL;

	for (char *word = strtok_r(copy, " ", &at); word != NULL;
		word = strtok_r(NULL, " ", &at)) {
		struct rule rule = { .kind = word[0] == 'u'   ? RULE_UA
			                     : word[0] == 'c' ? RULE_COUNTRY
			                     : word[0] == 'd' ? RULE_DST
			                                      : RULE_IP,
			.action = word[0] == 'c' ? RULE_ALLOW : RULE_BLOCK };
		rule.value = kept_text("%s", word + 2);
		rule_list_add(&list, &rule);
	}
	free(copy);
	return list;
}

static void
print(struct str *text, const struct steps *steps)
{
	static const char *const names[] = { [STEP_DELETE] = "delete",
		[STEP_RELOAD] = "reload",
		[STEP_ADD] = "add",
		[STEP_ADD_PART] = "part",
		[STEP_ADD_UNSEEN] = "unseen",
		[STEP_FILL] = "fill" };

	for (size_t i = 0; i < steps->len; i++) {
		const struct rule_list *rules = &steps->v[i].rules;
		str_addf(text, "%s%s", i > 0 ? ", " : "", names[steps->v[i].kind]);
		for (size_t j = 0; j < rules->len; j++)
			str_addf(text, " %c:%s", "ucmixd"[rules->v[j].kind],
				rules -> v[j].value);
	}
	if (steps->lacks_reload)
		str_addf(text, "%slacks reload", steps->len > 0 ? ", " : "");
}

/* As a node of version 6.1 counts. */
static struct rule_memory
memory(enum told told, const struct rule_list *stored)
{
	struct rule_memory m = { .entries = told == EMPTY ? 0 : stored->len * 32,
		.texts = told == EMPTY ? 0 : stored->len * 16,
		.align = 16 };

	if (told == FEWER)
		m.entries -= 2 * 32;
	if (told == FAR_MORE)
		m.entries += 5000;
	return m;
}

static void
check(const struct wanted *wanted)
{
	struct rule_list stored = parse(wanted->stored), added = parse(wanted->added),
			 removed = parse(wanted->removed), live = parse(wanted->live),
			 seen = { 0 };
	struct rule_memory held = memory(wanted->told, &stored);
	bool is_listed = (wanted->flags & UNREAD) == 0;
	struct rule_diff diff = { 0 };
	struct steps_case c = { .is_sync = (wanted->flags & SYNC) != 0,
		.is_reload = (wanted->flags & RELOAD) != 0,
		.stored = &stored,
		.added = &added,
		.removed = &removed,
		.is_listed = is_listed,
		.live = &live,
		.diff = &diff,
		.memory = wanted->told == NOTHING ? NULL : &held,
		.can_delete = (wanted->flags & NO_DELETE) == 0,
		.can_reload = (wanted->flags & NO_RELOAD) == 0,
		.done = wanted->done };
	struct str text = { 0 };
	struct steps steps;

	/* Where not all can be read, only the kinds that could be are compared. */
	rule_diff(&diff, is_listed || live.len > 0 ? &stored : &seen, &live);
	steps_plan(&steps, &c);
	print(&text, &steps);
	if (strcmp(str_get(&text), wanted->steps) != 0)
		fail_msg("%s: '%s', not '%s'", wanted->title, wanted->steps,
			str_get(&text));
	steps_clear(&steps);
	str_clear(&text);
	rule_diff_clear(&diff);
	rule_list_clear(&stored);
	rule_list_clear(&added);
	rule_list_clear(&removed);
	rule_list_clear(&live);
}

static void
each_case_has_its_steps(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		check(&cases[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_case_has_its_steps) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
