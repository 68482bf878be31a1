/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "setup/dialog.h"

#include "unit.h"

/* Somebody who types lines, one after the other, and then closes the terminal. */
struct typist {
	const char *const *lines; /* NULL-terminated */
	size_t at, pasted_to;     /* lines before this one came in one go */
	struct str said;
	size_t n_kept;
	struct setup setup;
	struct setup_facts facts;
	struct rule_list rules;
	struct address_list addresses;
	struct setup_io io;
};

#define CUT "(a line that the terminal has cut)"

static enum io_got
read_line(void *ctx, const char *prompt, bool is_hidden, struct str *line)
{
	struct typist *t = ctx;

	(void)is_hidden;
	str_addf(&t->said, "%s\n", prompt);
	if (t->lines[t->at] == NULL)
		return IO_END;
	if (strcmp(t->lines[t->at], CUT) == 0) {
		t->at++;
		return IO_TOO_LONG;
	}
	str_addf(line, "%s", t->lines[t->at++]);
	return IO_LINE;
}

static bool
has_more(void *ctx)
{
	struct typist *t = ctx;

	return t->at < t->pasted_to;
}

static void
say(void *ctx, const char *text)
{
	struct typist *t = ctx;

	str_addf(&t->said, "%s", text);
}

static void
keep(void *ctx, const struct setup *s)
{
	struct typist *t = ctx;

	(void)s;
	t->n_kept++;
}

static int
setup(void **state)
{
	struct typist *t = calloc(1, sizeof(*t));

	t->facts = (struct setup_facts){ .rules = &t->rules,
		.addresses = &t->addresses,
		.phones = "",
		.phones_text = "" };
	t->facts.groups[0] = (struct take_group){ .number = 1, .name = "carrier" };
	t->facts.groups[1] = (struct take_group){ .number = 2, .name = "customer" };
	t->setup.facts = &t->facts;
	t->io = (struct setup_io){ read_line, has_more, say, keep, t };
	*state = t;
	return 0;
}

static int
teardown(void **state)
{
	struct typist *t = *state;

	answers_clear(&t->setup.answers);
	rule_list_clear(&t->rules);
	address_list_clear(&t->addresses);
	str_clear(&t->said);
	free(t);
	return 0;
}

/* He types these; true when all questions are answered then. */
#define TYPES(t, ...) types(t, (const char *const[]){ __VA_ARGS__, NULL })
static bool
types(struct typist *t, const char *const *lines)
{
	t->lines = lines;
	t->at = 0;
	return dialog_run(&t->io, &t->setup);
}

static void
assert_said(const struct typist *t, const char *text)
{
	if (strstr(str_get(&t->said), text) == NULL)
		fail_msg("'%s' was not said:\n%s", text, str_get(&t->said));
}

static void
store(struct typist *t, enum rule_kind kind, enum rule_action action, const char *value)
{
	struct rule rule = { .kind = kind, .action = action };

	rule.value = kept_text("%s", value);
	rule_list_add(&t->rules, &rule);
}

static void
all_questions_come_in_the_articles_order_and_their_answers_are_one_change(void **state)
{
	struct typist *t = *state;
	struct change_set set = { 0 };
	struct err err = NO_ERR;

	assert_true(TYPES(t, "", "bad-phone", "", "US, canada", "192.0.2.1 ACME", "",
		"198.51.100.0/24", ""));
	assert_int_equal(t->setup.at, SETUP_QUESTIONS);
	assert_true(answers_change_set(&t->setup.answers, &set, &err));
	assert_int_equal(set.rules.len, 12 + 1 + 2);
	assert_string_equal(set.rules.v[0].rule.value, "friendly-scanner");
	assert_string_equal(set.rules.v[12].rule.value, "bad-phone");
	assert_string_equal(set.rules.v[14].rule.value, "CA");
	assert_int_equal(set.addresses.len, 2);
	assert_int_equal(set.addresses.v[0].address.group, 1);
	assert_string_equal(set.addresses.v[0].address.tag, "ACME");
	assert_int_equal(set.addresses.v[1].address.group, 2);
	assert_string_equal(set.addresses.v[1].address.tag, "customer");
	for (size_t i = 0; i < set.rules.len; i++)
		assert_int_equal(set.rules.v[i].op, CHANGE_ADD);
	change_set_clear(&set);
}

static void
each_prompt_tells_what_enter_stands_for(void **state)
{
	struct typist *t = *state;

	TYPES(t, "", "", "US", "192.0.2.1", "", "");
	assert_said(t, "scanners [yes] ");
	assert_said(t, "agents [none] ");
	assert_said(t, "countries [none] ");
	assert_said(t, "carriers [none] ");
	assert_said(t, "carriers [these 1] ");
	assert_said(t, "customers [none] ");
}

static void
help_is_given_at_every_question_and_asks_it_again(void **state)
{
	struct typist *t = *state;

	assert_true(TYPES(t, "?", "", "help", "", "?", "US", "?", "", " ? ", ""));
	for (size_t i = 0; i < SETUP_QUESTIONS; i++)
		assert_said(t, setup_questions[i].help);
}

static void
back_leads_to_the_question_before_and_keeps_what_was_answered(void **state)
{
	struct typist *t = *state;

	assert_true(TYPES(
		t, "back", "no", "back", "", "", "US", "back", "", "192.0.2.1", "", ""));
	assert_said(t, "This is the first question.");
	assert_said(t, "scanners [no] ");
	assert_said(t, "countries [US] ");
	assert_false(t->setup.answers.blocks_scanners);
	assert_int_equal(t->setup.answers.countries.len, 1);
	assert_int_equal(t->setup.answers.carriers.len, 1);
}

static void
skip_leaves_a_question_out_and_forgets_its_answers(void **state)
{
	struct typist *t = *state;

	assert_true(TYPES(t, "skip", "skip", "skip", "192.0.2.1", "skip", "SKIP"));
	assert_said(t, "1 answer forgotten");
	for (size_t i = 0; i < SETUP_QUESTIONS; i++) {
		assert_int_equal(answers_count(&t->setup.answers, (enum setup_id)i), 0);
		assert_true(t->setup.answers.is_answered[i]);
	}
}

static void
clear_empties_the_answers_and_stays(void **state)
{
	struct typist *t = *state;

	assert_true(
		TYPES(t, "", "", "US XX", "clear", "CA", "192.0.2.1", "clear", "", ""));
	assert_int_equal(t->setup.answers.countries.len, 1);
	assert_string_equal(t->setup.answers.countries.v[0].value, "CA");
	assert_int_equal(t->setup.answers.carriers.len, 0);
}

static void
whoever_leaves_is_where_he_left_when_he_goes_on(void **state)
{
	static const char *const lines[] = { "yes", "bad-phone", "", "US", "192.0.2.1",
		"", "198.51.100.1", "" };
	struct typist *t = *state;

	for (size_t n = 0; n < COUNT(lines); n++) {
		const char *first[COUNT(lines) + 2] = { NULL }, *rest[COUNT(lines) + 1];
		for (size_t i = 0; i < n; i++)
			first[i] = lines[i];
		first[n] = n % 2 == 0 ? "quit" : NULL; /* or the terminal's end */
		for (size_t i = n; i <= COUNT(lines); i++)
			rest[i - n] = i < COUNT(lines) ? lines[i] : NULL;
		answers_clear(&t->setup.answers);
		t->setup = (struct setup){ .facts = &t->facts };
		assert_false(types(t, first));
		assert_true(types(t, rest));
		assert_true(t->setup.answers.blocks_scanners);
		assert_int_equal(t->setup.answers.agents.len, 1);
		assert_int_equal(t->setup.answers.countries.len, 1);
		assert_int_equal(t->setup.answers.carriers.len, 1);
		assert_int_equal(t->setup.answers.customers.len, 1);
	}
}

static void
without_any_country_enter_does_not_go_on_but_skip_does(void **state)
{
	struct typist *t = *state;

	assert_false(TYPES(t, "", "", "", ""));
	assert_int_equal(t->setup.at, SETUP_COUNTRIES);
	assert_said(t, "drops every caller");
	assert_false(TYPES(t, "skip"));
	assert_int_equal(t->setup.at, SETUP_CARRIERS);
}

static void
with_a_stored_country_nothing_has_to_be_named(void **state)
{
	struct typist *t = *state;

	store(t, RULE_COUNTRY, RULE_BLOCK, "KP");
	store(t, RULE_COUNTRY, RULE_ALLOW, "US");
	assert_false(TYPES(t, "", "", ""));
	assert_int_equal(t->setup.at, SETUP_CARRIERS);
	assert_said(t, "Stored already, and stays: US (United States).");
	assert_said(t, "countries [no more] ");
	assert_int_equal(t->setup.answers.countries.len, 0);
}

static void
enter_takes_the_countries_where_phones_are(void **state)
{
	struct typist *t = *state;

	t->facts.phones = "DE US";
	t->facts.phones_text = "Germany (3), United States (1)";
	assert_false(TYPES(t, "", "", ""));
	assert_said(t, "Registered phones are in Germany (3), United States (1).");
	assert_said(t, "countries [DE US] ");
	assert_int_equal(t->setup.answers.countries.len, 2);
}

static void
what_is_stored_is_shown_at_its_question(void **state)
{
	struct typist *t = *state;
	struct address a = { .form = ADDRESS_NETWORK, .prefix = 24, .group = 1 };

	store(t, RULE_UA, RULE_BLOCK, "Friendly-Scanner");
	store(t, RULE_UA, RULE_BLOCK, "old-phone");
	store(t, RULE_UA, RULE_ALLOW, "good-phone");
	snprintf(a.ip, sizeof(a.ip), "192.0.2.0");
	address_list_add(&t->addresses, &a);
	TYPES(t, "", "", "US", "");
	assert_said(t, "Stored already, and stays: 1 of the 12.");
	assert_said(t, "Stored already, and stays: old-phone.");
	assert_said(t, "Stored already, and stays: 192.0.2.0/24.");
	assert_null(strstr(str_get(&t->said), "good-phone"));
}

static void
lines_that_were_not_taken_are_pointed_out_before_the_list_ends(void **state)
{
	struct typist *t = *state;

	assert_false(TYPES(t, "", "", "US", "junk", "192.0.2.1", ""));
	assert_int_equal(t->setup.at, SETUP_CARRIERS);
	assert_said(t, "1 was not taken");
	assert_false(TYPES(t, ""));
	assert_int_equal(t->setup.at, SETUP_CUSTOMERS);
}

static void
an_empty_line_within_what_is_pasted_is_not_the_lists_end(void **state)
{
	static const char *const lines[] = { "", "", "US", "192.0.2.1", "", "  ",
		"# more", "192.0.2.2", "", NULL };
	struct typist *t = *state;

	t->pasted_to = 8; /* all but the last empty line */
	t->lines = lines;
	t->setup.at = SETUP_SCANNERS;
	/* The first three are typed. */
	t->pasted_to = 0;
	assert_false(TYPES(t, "", "", "US"));
	t->lines = lines + 3;
	t->at = 0;
	t->pasted_to = 5;
	assert_false(dialog_run(&t->io, &t->setup));
	assert_int_equal(t->setup.at, SETUP_CUSTOMERS);
	assert_int_equal(t->setup.answers.carriers.len, 2);
	assert_int_equal(t->setup.answers.customers.len, 0);
}

static void
a_line_that_the_terminal_has_cut_is_not_taken(void **state)
{
	struct typist *t = *state;

	assert_false(TYPES(t, "", "", "US", CUT, "192.0.2.1", ""));
	assert_said(t, "The terminal has cut that line");
	assert_int_equal(t->setup.answers.carriers.len, 1);
}

static void
neither_yes_nor_no_is_asked_again(void **state)
{
	struct typist *t = *state;

	assert_false(TYPES(t, "perhaps", "N", ""));
	assert_said(t, "'perhaps' is neither yes nor no");
	assert_false(t->setup.answers.blocks_scanners);
	assert_int_equal(t->setup.at, SETUP_COUNTRIES);
}

static void
answers_are_kept_as_they_come_but_not_after_each_line_of_a_paste(void **state)
{
	struct typist *t = *state;

	TYPES(t, "", "", "US");
	assert_int_equal(t->n_kept, 3);
	t->n_kept = 0;
	t->pasted_to = 4;
	TYPES(t, "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4");
	assert_int_equal(t->n_kept, 1);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(all_questions_come_in_the_articles_order_and_their_answers_are_one_change),
		TEST(each_prompt_tells_what_enter_stands_for),
		TEST(help_is_given_at_every_question_and_asks_it_again),
		TEST(back_leads_to_the_question_before_and_keeps_what_was_answered),
		TEST(skip_leaves_a_question_out_and_forgets_its_answers),
		TEST(clear_empties_the_answers_and_stays),
		TEST(whoever_leaves_is_where_he_left_when_he_goes_on),
		TEST(without_any_country_enter_does_not_go_on_but_skip_does),
		TEST(with_a_stored_country_nothing_has_to_be_named),
		TEST(enter_takes_the_countries_where_phones_are),
		TEST(what_is_stored_is_shown_at_its_question),
		TEST(lines_that_were_not_taken_are_pointed_out_before_the_list_ends),
		TEST(an_empty_line_within_what_is_pasted_is_not_the_lists_end),
		TEST(a_line_that_the_terminal_has_cut_is_not_taken),
		TEST(neither_yes_nor_no_is_asked_again),
		TEST(answers_are_kept_as_they_come_but_not_after_each_line_of_a_paste),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
