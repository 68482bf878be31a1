/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/range.h"

#include "unit.h"

#include "base/str.h"
#include "base/xalloc.h"

/* "192.0.2.16/28 192.0.2.32": what the range comes to. */
static char *
networks(const char *text)
{
	struct address_list list = { 0 };
	struct str str = { 0 };
	struct err err = NO_ERR;
	char *copy;

	if (!range_parse(&list, text, &err))
		fail_msg("%s: %s", text, err.text);
	for (size_t i = 0; i < list.len; i++) {
		str_addf(&str, "%s%s", i > 0 ? " " : "", list.v[i].ip);
		if (list.v[i].form == ADDRESS_NETWORK)
			str_addf(&str, "/%u", list.v[i].prefix);
	}
	copy = xstrdup(str_get(&str));
	str_clear(&str);
	address_list_clear(&list);
	return copy;
}

static void
a_range_becomes_the_fewest_networks(void **state)
{
	static const struct {
		const char *text, *networks;
	} cases[] = {
		{ "192.0.2.16-192.0.2.31", "192.0.2.16/28" },
		{ "192.0.2.16-31", "192.0.2.16/28" },
		{ "192.0.2.7-192.0.2.7", "192.0.2.7" },
		{ "192.0.2.10-20",
			"192.0.2.10/31 192.0.2.12/30 192.0.2.16/30 192.0.2.20" },
		{ "10.0.0.0-10.255.255.255", "10.0.0.0/8" },
		{ "255.255.255.254-255.255.255.255", "255.255.255.254/31" },
		{ "0.0.0.0-127.255.255.255", "0.0.0.0/1" },
		{ "2001:db8::-2001:db8:0:ffff:ffff:ffff:ffff:ffff", "2001:db8::/48" },
		{ "2001:db8::1-2001:db8::3", "2001:db8::1 2001:db8::2/127" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *got = networks(cases[i].text);
		assert_string_equal(got, cases[i].networks);
		free(got);
	}
}

/* As many addresses as the range has, each once: counted by their numbers. */
static void
networks_of_any_range_follow_on_each_other_from_end_to_end(void **state)
{
	(void)state;
	for (int i = 0; i < 2000; i++) {
		uint32_t a = random_next(), b = random_next(), next;
		struct address_list list = { 0 };
		struct err err = NO_ERR;
		char text[64];
		if (a > b) {
			next = a;
			a = b;
			b = next;
		}
		snprintf(text, sizeof(text), "%u.%u.%u.%u-%u.%u.%u.%u", a >> 24,
			a >> 16 & 255, a >> 8 & 255, a & 255, b >> 24, b >> 16 & 255,
			b >> 8 & 255, b & 255);
		assert_true(range_parse(&list, text, &err));
		next = a;
		for (size_t j = 0; j < list.len; j++) {
			const unsigned char *n = list.v[j].bytes;
			uint32_t start = (uint32_t)n[0] << 24 | (uint32_t)n[1] << 16 |
			                 (uint32_t)n[2] << 8 | n[3];
			uint32_t size = (uint32_t)1 << (32 - list.v[j].prefix);
			assert_int_equal(start, next);
			assert_int_equal(start % size, 0);
			next = start + size;
		}
		assert_int_equal(next - 1, b);
		address_list_clear(&list);
	}
}

static void
what_is_no_range_is_refused_and_leaves_the_list_alone(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "192.0.2.1", "is not a range of addresses" },
		{ "-192.0.2.1", "is not a range of addresses" },
		{ "192.0.2.1-", "'' is not an IP address" },
		{ "192.0.2.1-256", "'256' is not an IP address" },
		{ "192.0.2.1-192.0.2.300", "'192.0.2.300' is not an IP address" },
		{ "192.0.2.9-192.0.2.1", "ends before it begins" },
		{ "192.0.2.9-8", "ends before it begins" },
		{ "192.0.2.1-2001:db8::1", "one end is IPv4, the other is IPv6" },
		{ "192.0.2.0-192.0.2.255/24", "'192.0.2.255/24' is not an IP address" },
		{ "::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe",
			"more than 64 networks" },
	};
	struct address_list list = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err err = NO_ERR;
		if (range_parse(&list, cases[i].text, &err))
			fail_msg("taken: %s", cases[i].text);
		assert_error(&err, ERR_USAGE, cases[i].says);
		assert_int_equal(list.len, 0);
	}
	address_list_clear(&list);
}

static void
only_an_address_with_a_hyphen_behind_it_is_meant_as_a_range(void **state)
{
	(void)state;
	assert_true(range_is_one("192.0.2.1-192.0.2.9"));
	assert_true(range_is_one("192.0.2.1-junk"));
	assert_true(range_is_one("2001:db8::1-2001:db8::9"));
	assert_false(range_is_one("192.0.2.1"));
	assert_false(range_is_one("sip-1.example.com"));
	assert_false(range_is_one("-"));
	assert_false(range_is_one(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_range_becomes_the_fewest_networks),
		cmocka_unit_test(
			networks_of_any_range_follow_on_each_other_from_end_to_end),
		cmocka_unit_test(what_is_no_range_is_refused_and_leaves_the_list_alone),
		cmocka_unit_test(
			only_an_address_with_a_hyphen_behind_it_is_meant_as_a_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
