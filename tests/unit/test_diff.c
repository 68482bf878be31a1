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
		snprintf(rule.value, sizeof(rule.value), "%s",
			values[random_below(COUNT(values))]);
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
	struct rule_list missing = { 0 }, extra = { 0 };

	rule_diff(a, b, &missing, &extra);
	assert_int_equal(missing.len, 0);
	assert_int_equal(extra.len, 0);
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

static void
a_node_that_gets_what_it_lacks_and_loses_the_rest_is_the_table(void **state)
{
	unsigned missed = 0, over = 0;

	(void)state;
	for (unsigned round = 0; round < 1000; round++) {
		struct rule_list stored = { 0 }, live = { 0 }, missing = { 0 },
				 extra = { 0 };
		fill_rules(&stored, random_below(40));
		fill_rules(&live, random_below(40));
		rule_diff(&stored, &live, &missing, &extra);
		missed += missing.len > 0;
		over += extra.len > 0;
		assert_int_equal(live.len + missing.len - extra.len, stored.len);
		/* Nothing is both. */
		for (size_t i = 0; i < missing.len; i++)
			for (size_t j = 0; j < extra.len; j++)
				assert_false(rule_same(&missing.v[i], &extra.v[j]));
		for (size_t i = 0; i < extra.len; i++)
			take_rule(&live, &extra.v[i]);
		for (size_t i = 0; i < missing.len; i++)
			rule_list_add(&live, &missing.v[i]);
		assert_no_rule_diff(&stored, &live);
		rule_list_clear(&stored);
		rule_list_clear(&live);
		rule_list_clear(&missing);
		rule_list_clear(&extra);
	}
	assert_true(missed > 500 && over > 500);
}

static void
an_entry_counts_as_often_as_it_stands(void **state)
{
	struct rule once = { .value = "sipcli/" }, other = { .value = "pplsip" };
	struct rule_list stored = { 0 }, live = { 0 }, missing = { 0 }, extra = { 0 };

	(void)state;
	rule_list_add(&stored, &once);
	rule_list_add(&stored, &other);
	rule_list_add(&stored, &other);
	rule_list_add(&live, &once);
	rule_list_add(&live, &once);
	rule_list_add(&live, &once);
	rule_list_add(&live, &other);
	rule_diff(&stored, &live, &missing, &extra);
	assert_int_equal(missing.len, 1);
	assert_string_equal(missing.v[0].value, "pplsip");
	assert_int_equal(extra.len, 2);
	assert_string_equal(extra.v[0].value, "sipcli/");
	assert_string_equal(extra.v[1].value, "sipcli/");
	rule_list_clear(&stored);
	rule_list_clear(&live);
	rule_list_clear(&missing);
	rule_list_clear(&extra);
}

static void
an_empty_node_lacks_all_and_an_empty_table_has_none_of_it(void **state)
{
	struct rule_list full = { 0 }, empty = { 0 }, missing = { 0 }, extra = { 0 };

	(void)state;
	fill_rules(&full, 30);
	rule_diff(&full, &empty, &missing, &extra);
	assert_int_equal(missing.len, 30);
	assert_int_equal(extra.len, 0);
	rule_list_clear(&missing);
	rule_diff(&empty, &full, &missing, &extra);
	assert_int_equal(missing.len, 0);
	assert_int_equal(extra.len, 30);
	assert_no_rule_diff(&empty, &empty);
	rule_list_clear(&full);
	rule_list_clear(&extra);
}

/* What is compared stays as it was: a node's order of entries means something. */
static void
the_lists_are_left_alone(void **state)
{
	struct rule_list a = { 0 }, b = { 0 }, missing = { 0 }, extra = { 0 };
	struct rule before[30];

	(void)state;
	fill_rules(&a, 30);
	fill_rules(&b, 20);
	memcpy(before, a.v, sizeof(before));
	rule_diff(&a, &b, &missing, &extra);
	assert_int_equal(a.len, 30);
	assert_memory_equal(before, a.v, sizeof(before));
	rule_list_clear(&a);
	rule_list_clear(&b);
	rule_list_clear(&missing);
	rule_list_clear(&extra);
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
		snprintf(a.tag, sizeof(a.tag), "%u", i);
		address_format_ip(a.family, a.bytes, a.text);
		if (random_below(4) == 0) {
			a.form = ADDRESS_NAME;
			a.family = AF_UNSPEC;
			a.prefix = 32;
			memset(a.bytes, 0, sizeof(a.bytes));
			snprintf(a.text, sizeof(a.text), "%s",
				random_below(2) != 0 ? "a.test" : "A.Test");
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
	fail_msg("%s is said to be there and is not", address->text);
}

static void
the_same_holds_for_addresses(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 1000; round++) {
		struct address_list stored = { 0 }, live = { 0 }, missing = { 0 },
				    extra = { 0 }, none = { 0 };
		fill_addresses(&stored, random_below(40));
		fill_addresses(&live, random_below(40));
		address_diff(&stored, &stored, &none, &none);
		assert_int_equal(none.len, 0);
		address_diff(&stored, &live, &missing, &extra);
		assert_int_equal(live.len + missing.len - extra.len, stored.len);
		for (size_t i = 0; i < extra.len; i++)
			take_address(&live, &extra.v[i]);
		for (size_t i = 0; i < missing.len; i++)
			address_list_add(&live, &missing.v[i]);
		address_diff(&stored, &live, &none, &none);
		assert_int_equal(none.len, 0);
		address_list_clear(&stored);
		address_list_clear(&live);
		address_list_clear(&missing);
		address_list_clear(&extra);
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
