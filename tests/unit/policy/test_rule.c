/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/rule_parse.h"

#include "unit.h"

#include "policy/match.h"

#define X16 "0123456789abcdef"
#define X64 X16 X16 X16 X16

static const struct {
	enum rule_kind kind;
	const char *text, *stored;
} good[] = {
	{ RULE_UA, "friendly-scanner", "friendly-scanner" },
	{ RULE_UA, "Yealink SIP-T46", "Yealink SIP-T46" },
	{ RULE_UA, "abc", "abc" },
	{ RULE_UA, "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac", NULL }, /* 3 characters */
	{ RULE_UA, "'; DROP TABLE secfilter; --", NULL },
	{ RULE_UA, "100%_\\\"`", NULL },
	{ RULE_UA, X64, NULL },
	{ RULE_COUNTRY, "US", "US" },
	{ RULE_COUNTRY, "us", "US" },
	{ RULE_COUNTRY, "iT", "IT" },
	{ RULE_DOMAIN, "Bad.Example", "Bad.Example" },
	{ RULE_USER, "sipvicious", NULL },
	{ RULE_IP, "203.0.113.", NULL },
	{ RULE_IP, "1.1.1.1", NULL },
	{ RULE_IP, "2001:DB8:", NULL },
	{ RULE_DST, "00882", NULL },
	{ RULE_DST, "+1900", NULL },
};

static void
a_good_value_is_taken_as_it_is_and_a_country_in_capitals(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		struct rule rule = { .id = 9 };
		struct err err = NO_ERR;
		const char *want = good[i].stored != NULL ? good[i].stored : good[i].text;
		if (!rule_parse(
			    &rule, good[i].kind, RULE_BLOCK, good[i].text, false, &err))
			fail_msg("'%s': %s", good[i].text, err.text);
		assert_no_error(&err);
		assert_string_equal(rule.value, want);
		assert_int_equal(rule.kind, good[i].kind);
		assert_int_equal(rule.action, RULE_BLOCK);
		assert_int_equal(rule.id, 0);
		/* To look for it or to remove it, it is the same. */
		assert_true(rule_parse_value(&rule, good[i].kind, good[i].text, &err));
		assert_string_equal(rule.value, want);
	}
}

static void
the_action_is_the_one_that_was_asked_for(void **state)
{
	struct rule rule;
	struct err err = NO_ERR;

	(void)state;
	assert_true(rule_parse(&rule, RULE_UA, RULE_ALLOW, "Yealink", false, &err));
	assert_int_equal(rule.action, RULE_ALLOW);
}

static const struct {
	enum rule_kind kind;
	const char *text, *says;
} never[] = {
	{ RULE_UA, "", "the user agent is empty: it would match everything" },
	{ RULE_DST, "", "the destination is empty" },
	{ RULE_UA, X64 "x", "has 65 bytes: the table holds 64" },
	{ RULE_UA,
		"\xe2\x82\xac" X16 X16 X16 "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82"
		"\xac\xe2\x82\xac",
		"has 66 bytes" },
	{ RULE_UA, "caf\xe9", "is not valid UTF-8" },
	{ RULE_UA, "abc\xe2\x82", "is not valid UTF-8" },
	{ RULE_UA, "abc\xc0\xaf", "is not valid UTF-8" },
	{ RULE_UA, "abc\tdef", "holds a control character" },
	{ RULE_UA, "abc\n", "holds a control character" },
	{ RULE_UA, "abc\r\nVia: x", "holds a control character" },
	{ RULE_UA, "\x1b[2J", "holds a control character" },
	{ RULE_UA, "abc\x7f", "holds a control character" },
	{ RULE_UA, "abc\xc2\x85", "holds a control character" }, /* C1 */
	{ RULE_COUNTRY, "U", "'U' is not a country code" },
	{ RULE_COUNTRY, "USA", "a country is given by its code: US for 'USA'" },
	{ RULE_COUNTRY, "Germny", "such as US: did you mean 'DE' (Germany)?" },
	{ RULE_COUNTRY, "U1", "is not a country code" },
	{ RULE_COUNTRY, "\xc3\xa9", "is not a country code" },
	{ RULE_COUNTRY, "germany", "a country is given by its code: DE" },
	{ RULE_COUNTRY, "United States", "a country is given by its code: US" },
	{ RULE_IP, "10.1.0.0/16", "a network never matches" },
	{ RULE_IP, "sip.example.com", "is not the beginning of an IP address" },
	{ RULE_IP, "zz", "is not the beginning of an IP address" },
	{ RULE_IP, " 10.1.1.1", "is not the beginning of an IP address" },
};

static void
a_value_that_could_never_be_one_is_refused_also_with_force(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(never) * 2; i++) {
		struct rule rule = { .id = 9, .value = "old" };
		struct err err = NO_ERR;
		if (rule_parse(&rule, never[i / 2].kind, RULE_BLOCK, never[i / 2].text,
			    i % 2 != 0, &err))
			fail_msg("'%s' is taken", never[i / 2].text);
		assert_error(&err, ERR_USAGE, never[i / 2].says);
		/* What was there stays. */
		assert_string_equal(rule.value, "old");
		assert_int_equal(rule.id, 9);
	}
}

static const struct {
	enum rule_kind kind;
	const char *text, *says;
} guarded[] = {
	{ RULE_UA, "ab", "'ab' is short: it would match every user agent that begins" },
	{ RULE_UA, "a", "is short" },
	{ RULE_UA, "\xe2\x82\xac\xe2\x82\xac", "is short" }, /* 6 bytes, 2 characters */
	{ RULE_DST, "00", "every destination that begins" },
	{ RULE_IP, "1.", "every IP prefix that begins" },
	{ RULE_USER, "al", "every user that begins" },
	{ RULE_UA, " sipcli", "has a space at an end" },
	{ RULE_UA, "sipcli ", "has a space at an end" },
	{ RULE_COUNTRY, "XX", "'XX' is not a country of ISO 3166" },
	{ RULE_COUNTRY, "uk", "'UK' is not a country of ISO 3166" },
	{ RULE_COUNTRY, "UK", ": did you mean 'GB' (United Kingdom)?" },
};

static void
a_value_that_is_most_likely_a_slip_wants_force(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(guarded); i++) {
		struct rule rule = { .value = "old" };
		struct err err = NO_ERR;
		if (rule_parse(&rule, guarded[i].kind, RULE_BLOCK, guarded[i].text, false,
			    &err))
			fail_msg("'%s' is taken", guarded[i].text);
		assert_error(&err, ERR_GUARD, guarded[i].says);
		assert_string_equal(rule.value, "old");

		err = NO_ERR;
		if (!rule_parse(&rule, guarded[i].kind, RULE_BLOCK, guarded[i].text, true,
			    &err))
			fail_msg("'%s' with force: %s", guarded[i].text, err.text);
		assert_no_error(&err);
		if (guarded[i].kind != RULE_COUNTRY)
			assert_string_equal(rule.value, guarded[i].text);
	}
}

static void
what_stands_in_the_table_can_be_named_whatever_it_is(void **state)
{
	static const struct {
		enum rule_kind kind;
		const char *text, *value;
	} cases[] = {
		{ RULE_UA, "a", "a" },
		{ RULE_UA, " x ", " x " },
		{ RULE_COUNTRY, "u", "U" },
		{ RULE_COUNTRY, "germany", "GERMANY" },
		{ RULE_IP, "10.0.0.0/8", "10.0.0.0/8" },
	};
	struct rule rule;
	struct err err = NO_ERR;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_true(rule_parse_value(&rule, cases[i].kind, cases[i].text, &err));
		assert_string_equal(rule.value, cases[i].value);
	}
	assert_no_error(&err);
	assert_false(rule_parse_value(&rule, RULE_UA, "", &err));
	assert_error(&err, ERR_USAGE, "is empty");
	assert_false(rule_parse_value(&rule, RULE_UA, X64 "x", &err));
	assert_error(&err, ERR_USAGE, "has 65 bytes");
}

static void
the_scanners_are_twelve_good_values(void **state)
{
	struct rule_list list = { 0 };
	size_t n = 0;

	(void)state;
	for (; rule_scanners[n] != NULL; n++) {
		struct rule rule;
		struct err err = NO_ERR;
		assert_true(rule_parse(
			&rule, RULE_UA, RULE_BLOCK, rule_scanners[n], false, &err));
		assert_null(rule_match(&list, RULE_UA, rule_scanners[n]));
		rule_list_add(&list, &rule);
	}
	assert_int_equal(n, 12);
	rule_list_clear(&list);
}

/* -- rows -- */

static const struct {
	enum rule_kind kind;
	enum rule_action action;
	long long row_action, row_type;
} rows[] = {
	{ RULE_UA, RULE_BLOCK, 0, 0 },
	{ RULE_COUNTRY, RULE_BLOCK, 0, 1 },
	{ RULE_DOMAIN, RULE_BLOCK, 0, 2 },
	{ RULE_IP, RULE_BLOCK, 0, 3 },
	{ RULE_USER, RULE_BLOCK, 0, 4 },
	{ RULE_UA, RULE_ALLOW, 1, 0 },
	{ RULE_COUNTRY, RULE_ALLOW, 1, 1 },
	{ RULE_DOMAIN, RULE_ALLOW, 1, 2 },
	{ RULE_IP, RULE_ALLOW, 1, 3 },
	{ RULE_USER, RULE_ALLOW, 1, 4 },
	{ RULE_DST, RULE_BLOCK, 2, 0 },
};

static void
a_rule_has_the_row_that_kamailio_reads_and_comes_back_from_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct rule rule = { .id = 7,
			.kind = rows[i].kind,
			.action = rows[i].action,
			.value = "12345" },
			    back;
		struct rule_row row = rule_row(&rule);
		struct err err = NO_ERR;
		assert_int_equal(row.id, 7);
		assert_int_equal(row.action, rows[i].row_action);
		assert_int_equal(row.type, rows[i].row_type);
		assert_string_equal(row.data, "12345");
		assert_true(rule_from_row(&back, &row, &err));
		assert_int_equal(back.id, 7);
		assert_int_equal(back.kind, rule.kind);
		assert_int_equal(back.action, rule.action);
		assert_string_equal(back.value, rule.value);
	}
}

static void
a_row_that_harms_a_node_is_no_rule(void **state)
{
	static const struct {
		struct rule_row row;
		const char *says;
	} cases[] = {
		{ { 1, -1, 0, "x" }, "action -1 does not exist: a reload stops" },
		{ { 1, 3, 0, "x" }, "action 3 does not exist" },
		{ { 1, 4294967296, 0, "x" }, "action 4294967296 does not exist" },
		{ { 1, 0, -1, "x" }, "type -1 does not exist: a reload stops" },
		{ { 1, 1, 5, "x" }, "type 5 does not exist" },
		{ { 1, 2, 5, "x" }, "type 5 does not exist" },
		{ { 1, 0, 0, NULL }, "its column 'data' is NULL" },
		{ { 1, RULE_NULL, 0, "x" }, "its column 'action' is NULL" },
		{ { 1, 0, RULE_NULL, "x" }, "its column 'type' is NULL" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rule rule = { .value = "old" };
		struct err err = NO_ERR;
		assert_false(rule_from_row(&rule, &cases[i].row, &err));
		assert_error(&err, ERR_DB, cases[i].says);
		assert_string_equal(rule.value, "old");
	}
}

static void
a_row_of_64_bytes_is_a_rule_whatever_they_are(void **state)
{
	static const char data[] = X16 X16 X16 "\xff\x1b\x01'"
					       "0123456789ab";
	struct rule_row row = { .id = 1, .data = data };
	struct rule rule;
	struct err err = NO_ERR;

	(void)state;
	assert_int_equal(strlen(data), 64);
	assert_true(rule_from_row(&rule, &row, &err));
	assert_string_equal(rule.value, data);
}

/* -- order and matching -- */

static struct rule
make(enum rule_kind kind, enum rule_action action, const char *value)
{
	struct rule rule = { .kind = kind, .action = action };

	rule.value = kept_text("%s", value);
	return rule;
}

static int
sign(int n)
{
	return n < 0 ? -1 : n > 0;
}

static void
rules_are_the_same_when_kamailio_sees_no_difference(void **state)
{
	struct rule a = make(RULE_UA, RULE_BLOCK, "SipCli"),
		    b = make(RULE_UA, RULE_BLOCK, "sipcli"),
		    longer = make(RULE_UA, RULE_BLOCK, "sipcli/"),
		    allowed = make(RULE_UA, RULE_ALLOW, "sipcli"),
		    user = make(RULE_USER, RULE_BLOCK, "sipcli"),
		    accent = make(RULE_UA, RULE_BLOCK, "\xc3\xa9"),
		    capital = make(RULE_UA, RULE_BLOCK, "\xc3\x89");

	(void)state;
	b.id = 5;
	assert_true(rule_same(&a, &b));
	assert_false(rule_same(&a, &longer));
	assert_false(rule_same(&a, &allowed));
	assert_false(rule_same(&a, &user));
	/* Only the case of ASCII does not matter. */
	assert_false(rule_same(&accent, &capital));
}

static void
the_order_of_rules_is_a_total_one(void **state)
{
	static const char *const values[] = { "a", "A", "ab", "B", "b", "\xc3\xa9", "1" };
	struct rule all[RULE_KINDS * 2 * COUNT(values)];
	size_t n = 0;

	(void)state;
	for (int kind = 0; kind < RULE_KINDS; kind++)
		for (int action = 0; action < 2; action++)
			for (size_t i = 0; i < COUNT(values); i++)
				all[n++] = make((enum rule_kind)kind,
					(enum rule_action)action, values[i]);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			int d = sign(rule_compare(&all[i], &all[j]));
			assert_int_equal(d, -sign(rule_compare(&all[j], &all[i])));
			assert_int_equal(d == 0, rule_same(&all[i], &all[j]));
			for (size_t k = 0; k < n; k++)
				if (d < 0 && rule_compare(&all[j], &all[k]) < 0)
					assert_true(rule_compare(&all[i], &all[k]) < 0);
		}
}

static void
an_entry_catches_what_begins_with_it_in_either_case(void **state)
{
	static const struct {
		const char *entry, *value;
		bool catches;
	} cases[] = {
		{ "friendly-scanner", "friendly-scanner", true },
		{ "friendly-scanner", "Friendly-Scanner/2", true },
		{ "FRIENDLY-SCANNER", "friendly-scanner", true },
		{ "friendly-scanner", "xfriendly-scanner", false },
		{ "friendly-scanner", "friendly-scanne", false }, /* entry is longer */
		{ "friendly-scanner", "", false },
		{ "", "anything", true }, /* the empty one matches everything */
		{ "", "", true },
		{ "1.1.1.1", "1.1.1.19", true },
		{ "1.1.1.0/24", "1.1.1.7", false },
		{ "\xc3\xa9", "\xc3\x89", false }, /* beyond ASCII, case counts */
		{ "a_c", "abc", false },
		{ "a%", "abc", false },
		{ "[a]", "{a}", false }, /* 0x20 apart, and no letters */
		{ "@", "`", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (rule_catches(cases[i].entry, cases[i].value) != cases[i].catches)
			fail_msg("'%s' on '%s'", cases[i].entry, cases[i].value);
}

static const struct rule *
match(const struct rule *rules, size_t n, enum rule_kind kind, const char *value)
{
	struct rule_list list = { 0 };
	const struct rule *found;
	size_t at;

	for (size_t i = 0; i < n; i++)
		rule_list_add(&list, &rules[i]);
	found = rule_match(&list, kind, value);
	at = found != NULL ? (size_t)(found - list.v) : 0;
	rule_list_clear(&list);
	return found != NULL ? &rules[at] : NULL;
}

static void
what_is_allowed_is_looked_at_first_then_the_first_that_catches(void **state)
{
	const struct rule rules[] = {
		make(RULE_UA, RULE_BLOCK, "sip"),
		make(RULE_UA, RULE_BLOCK, "sipcli/"),
		make(RULE_UA, RULE_ALLOW, "sipcli/9"),
		make(RULE_UA, RULE_ALLOW, "sipcli/9.1"),
		make(RULE_USER, RULE_BLOCK, "alice"),
		make(RULE_DST, RULE_BLOCK, "00882"),
	};
	size_t n = COUNT(rules);

	(void)state;
	assert_ptr_equal(match(rules, n, RULE_UA, "SIPp"), &rules[0]);
	assert_ptr_equal(match(rules, n, RULE_UA, "sipcli/1.8"), &rules[0]);
	assert_ptr_equal(match(rules, n, RULE_UA, "SIPCLI/9.1.2"), &rules[2]);
	assert_null(match(rules, n, RULE_UA, "si"));
	assert_null(match(rules, n, RULE_UA, "alice"));
	assert_ptr_equal(match(rules, n, RULE_USER, "Alice2"), &rules[4]);
	assert_null(match(rules, n, RULE_DOMAIN, "alice"));
	/* secfilter compares a destination as a whole, unless it is told not to. */
	assert_ptr_equal(match(rules, n, RULE_DST, "00882"), &rules[5]);
	assert_null(match(rules, n, RULE_DST, "0088213"));
	assert_null(match(rules, n, RULE_DST, "0088"));
	assert_null(match(rules, 0, RULE_UA, "anything"));
}

static void
each_kind_and_action_has_kamailios_own_word(void **state)
{
	static const char *const names[RULE_KINDS] = { "ua", "country", "domain", "ip",
		"user", "dst" };

	(void)state;
	for (int i = 0; i < RULE_KINDS; i++) {
		assert_string_equal(rule_kind_name((enum rule_kind)i), names[i]);
		assert_true(strlen(rule_kind_title((enum rule_kind)i)) > 0);
	}
	assert_string_equal(rule_action_name(RULE_BLOCK), "block");
	assert_string_equal(rule_action_name(RULE_ALLOW), "allow");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_good_value_is_taken_as_it_is_and_a_country_in_capitals),
		cmocka_unit_test(the_action_is_the_one_that_was_asked_for),
		cmocka_unit_test(
			a_value_that_could_never_be_one_is_refused_also_with_force),
		cmocka_unit_test(a_value_that_is_most_likely_a_slip_wants_force),
		cmocka_unit_test(what_stands_in_the_table_can_be_named_whatever_it_is),
		cmocka_unit_test(the_scanners_are_twelve_good_values),
		cmocka_unit_test(
			a_rule_has_the_row_that_kamailio_reads_and_comes_back_from_it),
		cmocka_unit_test(a_row_that_harms_a_node_is_no_rule),
		cmocka_unit_test(a_row_of_64_bytes_is_a_rule_whatever_they_are),
		cmocka_unit_test(rules_are_the_same_when_kamailio_sees_no_difference),
		cmocka_unit_test(the_order_of_rules_is_a_total_one),
		cmocka_unit_test(an_entry_catches_what_begins_with_it_in_either_case),
		cmocka_unit_test(
			what_is_allowed_is_looked_at_first_then_the_first_that_catches),
		cmocka_unit_test(each_kind_and_action_has_kamailios_own_word),
	};

	return cmocka_run_group_tests_name("rule", tests, NULL, NULL);
}
