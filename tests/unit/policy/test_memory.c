/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/memory.h"

#include "unit.h"

/* n rules whose values have this many bytes. */
static struct rule_list
rules(size_t n, size_t bytes)
{
	struct rule_list list = { 0 };
	struct rule rule = { .kind = RULE_UA };

	assert_true(bytes <= RULE_VALUE_MAX);
	rule.value = kept_text("%0*d", (int)bytes, 0);
	for (size_t i = 0; i < n; i++)
		rule_list_add(&list, &rule);
	return list;
}

static void
assert_fit_by(unsigned align, size_t n, size_t bytes, unsigned long long entries,
	unsigned long long texts, enum memory_fit want)
{
	struct rule_list list = rules(n, bytes);
	struct rule_memory held = { .entries = entries, .texts = texts, .align = align };
	enum memory_fit got = rule_memory_compare(&list, &held);

	rule_list_clear(&list);
	if (got != want)
		fail_msg("%zu of %zu bytes, held %llu and %llu: %d, not %d", n, bytes,
			entries, texts, (int)want, (int)got);
}

static void
assert_fit(size_t n, size_t bytes, unsigned long long entries, unsigned long long texts,
	enum memory_fit want)
{
	assert_fit_by(8, n, bytes, entries, texts, want);
}

/* tests/recordings: the lists of 53 to 57, and 50, which tells their size. */
static void
what_real_nodes_reported_fits_what_they_held(void **state)
{
	static const char *const values[] = { "friendly-scanner", "pplsip", "sipcli/",
		"CA", "US", "bob", "192.0.2.1", "bad.example", "555" };
	const struct rule_memory on_5_6_3 = { .entries = 216, .texts = 96, .align = 8 },
				 on_6_1_4 = { .entries = 288, .texts = 144, .align = 16 };
	struct rule_list list = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		struct rule rule = { .kind = RULE_UA };
		rule.value = kept_text("%s", values[i]);
		rule_list_add(&list, &rule);
	}
	assert_int_equal(rule_memory_compare(&list, &on_5_6_3), MEMORY_FITS);
	assert_int_equal(rule_memory_compare(&list, &on_6_1_4), MEMORY_FITS);
	/* One more is one that 5.6.3 certainly lacks. */
	rule_list_add(&list, &(struct rule){ .value = "x" });
	assert_int_equal(rule_memory_compare(&list, &on_5_6_3), MEMORY_SHORT);
	rule_list_clear(&list);
}

static void
an_entry_takes_24_bytes_and_its_text_what_it_is_rounded_up_to(void **state)
{
	(void)state;
	assert_fit(2000, 12, 48000, 32000, MEMORY_FITS);
	assert_fit_by(16, 2000, 12, 64000, 32000, MEMORY_FITS);
	assert_fit(2000, 20, 48000, 48000, MEMORY_FITS);
	assert_fit_by(16, 2000, 20, 64000, 64000, MEMORY_FITS);
	assert_fit(2000, 16, 48000, 32000, MEMORY_FITS);
	assert_fit(1, 1, 24, 8, MEMORY_FITS);
	assert_fit_by(16, 1, 64, 32, 64, MEMORY_FITS);
	/* Three quarters of what a node that rounds to 16 should hold. */
	assert_fit_by(16, 100, 8, 2400, 1200, MEMORY_SHORT);
}

static void
fewer_bytes_than_the_rules_take_are_certainly_too_few(void **state)
{
	(void)state;
	assert_fit(2000, 12, 47976, 32000, MEMORY_SHORT); /* one entry */
	assert_fit(2000, 12, 48000, 31984, MEMORY_SHORT); /* one text */
	assert_fit(2000, 12, 0, 0, MEMORY_SHORT);         /* emptied by a failed reload */
	assert_fit(1, 12, 0, 0, MEMORY_SHORT);
	assert_fit(2000, 12, 48000, 0, MEMORY_SHORT);
}

static void
a_fragment_here_and_there_does_not_count(void **state)
{
	(void)state;
	assert_fit(2000, 12, 48000 + 920, 32000 + 920, MEMORY_FITS);
	assert_fit(1, 12, 24 + 920, 16 + 920, MEMORY_FITS);
}

static void
much_more_than_the_rules_take_are_other_entries(void **state)
{
	(void)state;
	assert_fit(2000, 12, 2 * 48000, 2 * 32000, MEMORY_OVER); /* all twice */
	assert_fit(2000, 12, 70000, 32000, MEMORY_OVER);
	assert_fit(2000, 12, 48000, 40000, MEMORY_OVER);
	assert_fit(12, 12, 12 * 24 + 100 * 24, 12 * 16 + 100 * 16, MEMORY_OVER);
}

static void
to_the_byte_is_neither_more_nor_less(void **state)
{
	struct rule_list list = rules(100, 12);
	struct rule_memory held = { .entries = 2400, .texts = 1600, .align = 8 };

	(void)state;
	assert_true(rule_memory_is_exact(&list, &held));
	held.entries += 24; /* an entry that should be gone: within the slack */
	assert_int_equal(rule_memory_compare(&list, &held), MEMORY_FITS);
	assert_false(rule_memory_is_exact(&list, &held));
	held.entries -= 48;
	assert_false(rule_memory_is_exact(&list, &held));
	rule_list_clear(&list);
}

/* The keys are missing then, so nothing is exact. */
static void
without_rules_a_node_holds_nothing_at_all(void **state)
{
	(void)state;
	assert_fit(0, 0, 0, 0, MEMORY_FITS);
	assert_fit(0, 0, 24, 8, MEMORY_OVER);
}

static void
lists_have_grown_by_n_when_each_took_its_24_bytes(void **state)
{
	const struct rule_memory before = { .entries = 48000, .texts = 100, .align = 8 };
	struct rule_memory after = before;

	(void)state;
	assert_true(rule_memory_has_grown(&before, &after, 0));
	assert_false(rule_memory_has_grown(&before, &after, 1));
	after.entries += 23;
	assert_false(rule_memory_has_grown(&before, &after, 1));
	after.entries += 1;
	assert_true(rule_memory_has_grown(&before, &after, 1));
	assert_false(rule_memory_has_grown(&before, &after, 2));
	after.entries = before.entries + 2 * 32;
	assert_true(rule_memory_has_grown(&before, &after, 2));
	/* A node that was emptied in between. */
	after.entries = 24;
	assert_false(rule_memory_has_grown(&before, &after, 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_real_nodes_reported_fits_what_they_held),
		cmocka_unit_test(
			an_entry_takes_24_bytes_and_its_text_what_it_is_rounded_up_to),
		cmocka_unit_test(fewer_bytes_than_the_rules_take_are_certainly_too_few),
		cmocka_unit_test(a_fragment_here_and_there_does_not_count),
		cmocka_unit_test(much_more_than_the_rules_take_are_other_entries),
		cmocka_unit_test(to_the_byte_is_neither_more_nor_less),
		cmocka_unit_test(without_rules_a_node_holds_nothing_at_all),
		cmocka_unit_test(lists_have_grown_by_n_when_each_took_its_24_bytes),
	};

	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
