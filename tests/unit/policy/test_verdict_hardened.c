/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict_fixture.h"

/*
 * The route of "shieldadm config", where it differs from the article's.
 */
static int
setup_hardened(void **state)
{
	struct test *t;

	setup(state);
	t = *state;
	t->facts.route.is_hardened = true;
	t->facts.route.wants_contact_name = true;
	stands(t, RULE_COUNTRY, RULE_ALLOW, "US");
	stands(t, RULE_COUNTRY, RULE_ALLOW, "ZZ");
	return 0;
}

static void
contact_of(struct test *t, const char *text)
{
	struct err err;

	assert_true(party_parse(&t->request.contact, text, &err));
}

static void
lost_lists_drop_whom_nothing_vouches_for(void **state)
{
	struct test *t = *state;

	t->facts.are_lists_lost = true;
	assert_dropped(t, VERDICT_COUNTRY);
	assert_advice(t, "shieldadm sync");
	t->facts.has_logged_in = KNOWN_NOT;
	assert_outcome(t, VERDICT_UNKNOWN, VERDICT_COUNTRY);
	t->facts.has_logged_in = KNOWN_YES;
	assert_dropped(t, VERDICT_COUNTRY);
	t->facts.is_agent_of_login = true;
	assert_passes(t);
	t->facts.has_logged_in = KNOWN_NO;
	t->facts.route.passes_lost_lists = true;
	assert_passes(t);
	t->facts.route.passes_lost_lists = false;
	lets_in(t, "127.1.2.3", 32, 0);
	assert_passes(t);
}

static void
lost_lists_drop_where_the_first_check_that_needs_them_is_another_one(void **state)
{
	struct test *t = *state;

	t->facts.are_lists_lost = true;
	t->facts.route.left_out = 1u << VERDICT_COUNTRY;
	assert_dropped(t, VERDICT_UA);
	t->facts.route.left_out |= 1u << VERDICT_UA;
	assert_dropped(t, VERDICT_LISTS);
	t->facts.route.left_out |= 1u << VERDICT_LISTS;
	assert_passes(t);
}

static void
an_unknown_country_is_dropped_where_the_policy_says_so(void **state)
{
	struct test *t = *state;

	t->facts.has_country = KNOWN_NO;
	assert_passes(t);
	t->facts.route.drops_unknown_country = true;
	assert_dropped(t, VERDICT_COUNTRY);
	t->facts.is_own = true;
	assert_passes(t);
	t->facts.is_own = false;
	lets_in(t, "127.1.2.3", 32, 0);
	assert_passes(t);
}

static void
a_missing_user_agent_is_dropped_where_the_policy_says_so(void **state)
{
	struct test *t = *state;

	t->request.user_agent = "";
	assert_passes(t);
	t->facts.route.drops_no_ua = true;
	assert_dropped(t, VERDICT_UA);
	assert_advice(t, "shieldadm addr add 127.1.2.3");
	t->request.method = "ACK";
	assert_passes(t);
	t->request.method = "cancel";
	assert_passes(t);
	t->request.method = "REGISTER";
	lets_in(t, "127.1.2.3", 32, 0);
	assert_passes(t);
}

static void
an_entry_of_the_other_lists_drops_whom_it_names(void **state)
{
	static const struct {
		enum rule_kind kind;
		enum rule_action action;
		const char *value;
		bool drops;
	} cases[] = {
		{ RULE_IP, RULE_BLOCK, "127.1.", true },
		{ RULE_IP, RULE_BLOCK, "127.1.2.30", false },
		{ RULE_USER, RULE_BLOCK, "ALI", true },
		{ RULE_USER, RULE_BLOCK, "The ", true },
		{ RULE_USER, RULE_BLOCK, "bob", true },
		{ RULE_USER, RULE_BLOCK, "alicea", false },
		{ RULE_DOMAIN, RULE_BLOCK, "a.ex", true },
		{ RULE_DOMAIN, RULE_BLOCK, "2001:", false },
		{ RULE_DOMAIN, RULE_BLOCK, "[2001:", true },
		{ RULE_DST, RULE_BLOCK, "bob", true },
		{ RULE_DST, RULE_BLOCK, "bo", false },
	};
	struct test *t = *state;
	struct err err;

	t->request.method = "INVITE";
	assert_true(party_parse(
		&t->request.from, "\"The Alice\" <sip:alice@a.example>", &err));
	assert_true(party_parse(&t->request.to, "<sip:bob@[2001:db8::1]>", &err));
	for (size_t i = 0; i < COUNT(cases); i++) {
		t->rules.len = 2;
		stands(t, cases[i].kind, cases[i].action, cases[i].value);
		if (cases[i].drops)
			assert_dropped(t, VERDICT_LISTS);
		else
			assert_passes(t);
	}
}

static void
an_allowed_user_or_domain_keeps_its_blocked_one_quiet(void **state)
{
	struct test *t = *state;
	struct err err;

	assert_true(party_parse(&t->request.from, "<sip:alice@a.example>", &err));
	stands(t, RULE_DOMAIN, RULE_BLOCK, "a.example");
	assert_dropped(t, VERDICT_LISTS);
	assert_advice(t, "shieldadm domain remove 'a.example'");
	stands(t, RULE_USER, RULE_ALLOW, "ali");
	assert_passes(t);
}

static void
an_address_in_contact_is_dropped_and_a_name_is_not(void **state)
{
	static const struct {
		const char *contact;
		bool drops;
	} cases[] = {
		{ "<sip:a@192.0.2.1>", true },
		{ "<sip:a@192.0.2.1:5062>", true },
		{ "<sip:a@[2001:db8::1]>", true },
		{ "<sip:a@999.0.2.1>", true },
		{ "<sip:a@192.0.2.1.example>", false },
		{ "<sip:a@192.0.2>", false },
		{ "<sip:a@x.192.0.2.1>", false },
	};
	struct test *t = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		contact_of(t, cases[i].contact);
		if (cases[i].drops)
			assert_dropped(t, VERDICT_CONTACT);
		else
			assert_passes(t);
	}
	contact_of(t, "<sip:a@192.0.2.1>");
	assert_dropped(t, VERDICT_CONTACT);
	assert_advice(t, "SHIELDADM_CONTACT_NAME");
	t->facts.route.wants_contact_name = false;
	assert_passes(t);
	t->facts.route.wants_contact_name = true;
	lets_in(t, "127.1.2.3", 32, 0);
	assert_passes(t);
}

static void
options_are_answered_to_who_has_logged_in_or_is_registered(void **state)
{
	struct test *t = *state;

	t->request.method = "OPTIONS";
	assert_dropped(t, VERDICT_OPTIONS);
	assert_advice(t, "or let a phone log in from there");
	t->facts.is_registered = KNOWN_YES;
	assert_outcome(t, VERDICT_ANSWERED, VERDICT_OPTIONS);
	t->facts.route.has_usrlocdb = false;
	assert_dropped(t, VERDICT_OPTIONS);
	t->facts.has_logged_in = KNOWN_NOT;
	assert_outcome(t, VERDICT_UNKNOWN, VERDICT_OPTIONS);
	t->facts.has_logged_in = KNOWN_YES;
	assert_outcome(t, VERDICT_ANSWERED, VERDICT_OPTIONS);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup_hardened, teardown)
	const struct CMUnitTest tests[] = {
		TEST(lost_lists_drop_whom_nothing_vouches_for),
		TEST(lost_lists_drop_where_the_first_check_that_needs_them_is_another_one),
		TEST(an_unknown_country_is_dropped_where_the_policy_says_so),
		TEST(a_missing_user_agent_is_dropped_where_the_policy_says_so),
		TEST(an_entry_of_the_other_lists_drops_whom_it_names),
		TEST(an_allowed_user_or_domain_keeps_its_blocked_one_quiet),
		TEST(an_address_in_contact_is_dropped_and_a_name_is_not),
		TEST(options_are_answered_to_who_has_logged_in_or_is_registered),
	};

	return cmocka_run_group_tests_name("verdict_hardened", tests, NULL, NULL);
}
