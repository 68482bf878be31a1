/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/diff.h"

#include "unit.h"

#include <arpa/inet.h>

/* -- rules: from so few values that many are the same -- */

static void
fill_rules(struct rule_list *list, unsigned n)
{
	static const char *const values[] = { "sip", "SIP", "sipcli/", "US", "us",
		"alice" };

	for (unsigned i = 0; i < n; i++) {
		struct rule rule = { .id = i,
			.kind = (enum rule_kind)random_below(RULE_KINDS),
			.action = (enum rule_action)random_below(2) };
		rule.value = kept_text("%s", values[random_below(COUNT(values))]);
		rule_list_add(list, &rule);
	}
}

static void
take_rule(struct rule_list *list, const struct rule *rule)
{
	for (size_t i = 0; i < list->len; i++)
		if (rule_same(&list->v[i], rule)) {
			list->v[i] = list->v[--list->len];
			return;
		}
	fail_msg("'%s' is said to be there and is not", rule->value);
}

static void
assert_no_rule_diff(const struct rule_list *a, const struct rule_list *b)
{
	struct rule_diff diff = { 0 };

	rule_diff(&diff, a, b);
	assert_int_equal(diff.missing.len, 0);
	assert_int_equal(diff.extra.len, 0);
	assert_int_equal(diff.doubled.len, 0);
}

static void
nothing_differs_from_itself_in_whatever_order(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 300; round++) {
		struct rule_list a = { 0 }, b = { 0 };
		fill_rules(&a, random_below(40));
		for (size_t i = a.len; i > 0; i--)
			rule_list_add(&b, &a.v[i - 1]);
		assert_no_rule_diff(&a, &a);
		assert_no_rule_diff(&a, &b);
		rule_list_clear(&a);
		rule_list_clear(&b);
	}
}

static bool
has_rule(const struct rule_list *list, const struct rule *rule)
{
	for (size_t i = 0; i < list->len; i++)
		if (rule_same(&list->v[i], rule))
			return true;
	return false;
}

/* What is missing is not too much; what is doubled is stored, and an extra is not. */
static void
assert_sorted_out(const struct rule_diff *diff, const struct rule_list *stored)
{
	for (size_t i = 0; i < diff->missing.len; i++) {
		assert_false(has_rule(&diff->extra, &diff->missing.v[i]));
		assert_false(has_rule(&diff->doubled, &diff->missing.v[i]));
	}
	for (size_t i = 0; i < diff->extra.len; i++)
		assert_false(has_rule(stored, &diff->extra.v[i]));
	for (size_t i = 0; i < diff->doubled.len; i++)
		assert_true(has_rule(stored, &diff->doubled.v[i]));
}

static void
a_node_that_gets_what_it_lacks_and_loses_the_rest_is_the_table(void **state)
{
	unsigned missed = 0, over = 0, doubled = 0;

	(void)state;
	for (unsigned round = 0; round < 1000; round++) {
		struct rule_list stored = { 0 }, live = { 0 };
		struct rule_diff diff = { 0 };
		fill_rules(&stored, random_below(40));
		fill_rules(&live, random_below(40));
		rule_diff(&diff, &stored, &live);
		missed += diff.missing.len > 0;
		over += diff.extra.len > 0;
		doubled += diff.doubled.len > 0;
		assert_sorted_out(&diff, &stored);
		for (size_t i = 0; i < diff.extra.len; i++)
			take_rule(&live, &diff.extra.v[i]);
		for (size_t i = 0; i < diff.doubled.len; i++)
			take_rule(&live, &diff.doubled.v[i]);
		for (size_t i = 0; i < diff.missing.len; i++)
			rule_list_add(&live, &diff.missing.v[i]);
		assert_no_rule_diff(&stored, &live);
		rule_list_clear(&stored);
		rule_list_clear(&live);
		rule_diff_clear(&diff);
	}
	assert_true(missed > 500 && over > 500 && doubled > 300);
}

static void
an_entry_counts_as_often_as_it_stands(void **state)
{
	struct rule once = { .value = "sipcli/" }, other = { .value = "pplsip" };
	struct rule strange = { .value = "typed" };
	struct rule_list stored = { 0 }, live = { 0 };
	struct rule_diff diff = { 0 };

	(void)state;
	rule_list_add(&stored, &once);
	rule_list_add(&stored, &other);
	rule_list_add(&stored, &other);
	rule_list_add(&live, &once);
	rule_list_add(&live, &once);
	rule_list_add(&live, &once);
	rule_list_add(&live, &other);
	rule_list_add(&live, &strange);
	rule_list_add(&live, &strange);
	rule_diff(&diff, &stored, &live);
	assert_int_equal(diff.missing.len, 1);
	assert_string_equal(diff.missing.v[0].value, "pplsip");
	assert_int_equal(diff.doubled.len, 2);
	assert_string_equal(diff.doubled.v[0].value, "sipcli/");
	assert_string_equal(diff.doubled.v[1].value, "sipcli/");
	/* What is not stored at all is no more doubled for standing there twice. */
	assert_int_equal(diff.extra.len, 2);
	assert_string_equal(diff.extra.v[0].value, "typed");
	rule_list_clear(&stored);
	rule_list_clear(&live);
	rule_diff_clear(&diff);
}

static void
an_empty_node_lacks_all_and_an_empty_table_has_none_of_it(void **state)
{
	struct rule_list full = { 0 }, empty = { 0 };
	struct rule_diff diff = { 0 };

	(void)state;
	fill_rules(&full, 30);
	rule_diff(&diff, &full, &empty);
	assert_int_equal(diff.missing.len, 30);
	assert_int_equal(diff.extra.len, 0);
	rule_diff_clear(&diff);
	rule_diff(&diff, &empty, &full);
	assert_int_equal(diff.missing.len, 0);
	assert_int_equal(diff.extra.len, 30);
	assert_int_equal(diff.doubled.len, 0);
	assert_no_rule_diff(&empty, &empty);
	rule_list_clear(&full);
	rule_diff_clear(&diff);
}

/* What is compared stays as it was: a node's order of entries means something. */
static void
the_lists_are_left_alone(void **state)
{
	struct rule_list a = { 0 }, b = { 0 };
	struct rule_diff diff = { 0 };
	struct rule before[30];

	(void)state;
	fill_rules(&a, 30);
	fill_rules(&b, 20);
	memcpy(before, a.v, sizeof(before));
	rule_diff(&diff, &a, &b);
	assert_int_equal(a.len, 30);
	assert_memory_equal(before, a.v, sizeof(before));
	rule_list_clear(&a);
	rule_list_clear(&b);
	rule_diff_clear(&diff);
}

/* -- addresses -- */

static void
fill_addresses(struct address_list *list, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct address a = { .id = i,
			.family = random_below(2) != 0 ? AF_INET : AF_INET6,
			.group = 1 + random_below(2),
			.port = random_below(2) * 5060,
			.bytes = { (unsigned char)random_below(2) } };
		a.prefix = random_below(2) != 0 ? 24 : address_bits(a.family);
		a.form = a.prefix == 24 ? ADDRESS_NETWORK : ADDRESS_HOST;
		a.tag = kept_text("%u", i);
		address_format_ip(a.family, a.bytes, a.ip);
		if (random_below(4) == 0) {
			a.form = ADDRESS_NAME;
			a.family = AF_UNSPEC;
			a.prefix = 32;
			memset(a.bytes, 0, sizeof(a.bytes));
			a.stored = kept_text(
				"%s", random_below(2) != 0 ? "a.test" : "A.Test");
		}
		address_list_add(list, &a);
	}
}

static void
take_address(struct address_list *list, const struct address *address)
{
	for (size_t i = 0; i < list->len; i++)
		if (address_same(&list->v[i], address)) {
			list->v[i] = list->v[--list->len];
			return;
		}
	fail_msg("%s is said to be there and is not", address_text(address));
}

static void
assert_no_address_diff(const struct address_list *a, const struct address_list *b)
{
	struct address_diff diff = { 0 };

	address_diff(&diff, a, b);
	assert_int_equal(diff.missing.len, 0);
	assert_int_equal(diff.extra.len, 0);
	assert_int_equal(diff.doubled.len, 0);
}

static void
the_same_holds_for_addresses(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 1000; round++) {
		struct address_list stored = { 0 }, live = { 0 };
		struct address_diff diff = { 0 };
		fill_addresses(&stored, random_below(40));
		fill_addresses(&live, random_below(40));
		assert_no_address_diff(&stored, &stored);
		address_diff(&diff, &stored, &live);
		for (size_t i = 0; i < diff.extra.len; i++)
			take_address(&live, &diff.extra.v[i]);
		for (size_t i = 0; i < diff.doubled.len; i++)
			take_address(&live, &diff.doubled.v[i]);
		for (size_t i = 0; i < diff.missing.len; i++)
			address_list_add(&live, &diff.missing.v[i]);
		assert_no_address_diff(&stored, &live);
		address_list_clear(&stored);
		address_list_clear(&live);
		address_diff_clear(&diff);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_differs_from_itself_in_whatever_order),
		cmocka_unit_test(
			a_node_that_gets_what_it_lacks_and_loses_the_rest_is_the_table),
		cmocka_unit_test(an_entry_counts_as_often_as_it_stands),
		cmocka_unit_test(
			an_empty_node_lacks_all_and_an_empty_table_has_none_of_it),
		cmocka_unit_test(the_lists_are_left_alone),
		cmocka_unit_test(the_same_holds_for_addresses),
	};

	return cmocka_run_group_tests_name("diff", tests, NULL, NULL);
}
