/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/ban.h"

#include <arpa/inet.h>

#include "base/xalloc.h"
#include "policy/ban_guard.h"
#include "unit.h"

static void
an_address_is_banned_in_the_form_that_a_source_has(void **state)
{
	static const struct {
		const char *text, *key;
		int family;
	} cases[] = {
		{ "203.0.113.9", "203.0.113.9", AF_INET },
		{ "203.0.113.9/32", "203.0.113.9", AF_INET },
		{ "::ffff:203.0.113.9", "203.0.113.9", AF_INET },
		{ "::FFFF:CB00:7109", "203.0.113.9", AF_INET },
		{ "2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1", AF_INET6 },
		{ "2001:db8:0:1::1/128", "2001:db8:0:1::1", AF_INET6 },
		{ "::102:304", "::1.2.3.4", AF_INET6 },
	};
	struct err err = NO_ERR;
	struct ban ban;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_true(ban_parse(&ban, cases[i].text, &err));
		assert_string_equal(ban.key, cases[i].key);
		assert_int_equal(ban.family, cases[i].family);
		ban_clear(&ban);
		assert_true(ban_parse_key(&ban, cases[i].text, &err));
		assert_string_equal(ban.key, cases[i].key);
		ban_clear(&ban);
	}
	assert_no_error(&err);
}

static void
what_is_no_single_address_is_refused(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "203.0.113.0/24", "is a network" },
		{ "2001:db8::/32", "is a network" },
		{ "203.0.113.9/", "is a network" },
		{ "::ffff:203.0.113.9/120", "is a network" },
		{ "203.0.113", "is not an IP address" },
		{ "203.0.113.300", "is not an IP address" },
		{ "sip.example.com", "is not an IP address" },
		{ "203.0.113.9:5060",
			"neither ports nor brackets, so write 203.0.113.9" },
		{ "[2001:DB8::2]", "neither ports nor brackets, so write 2001:db8::2" },
		{ "[2001:db8::2]:5060", "so write 2001:db8::2" },
		{ "", "is not an IP address" },
		{ "1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111",
			"is not an IP address" },
	};
	struct err err;
	struct ban ban;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_false(ban_parse(&ban, cases[i].text, &err));
		assert_error(&err, ERR_USAGE, cases[i].says);
		assert_null(ban.key);
	}
}

static void
what_no_request_can_come_from_is_not_banned(void **state)
{
	static const char *const wrong[] = { "0.0.0.0", "0.1.2.3", "224.0.0.1",
		"239.255.255.255", "240.0.0.1", "255.255.255.255", "127.255.255.255",
		"::", "ff02::1" };
	static const char *const right[] = { "1.0.0.1", "127.0.0.1", "223.255.255.254",
		"203.0.113.255", "::1", "2001:db8::", "fe80::1" };
	struct err err = NO_ERR;
	struct ban ban;

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++) {
		assert_true(ban_parse(&ban, wrong[i], &err));
		assert_false(ban_check_source(&ban, &err));
		assert_error(&err, ERR_USAGE, wrong[i]);
		ban_clear(&ban);
	}
	for (size_t i = 0; i < COUNT(right); i++) {
		assert_true(ban_parse(&ban, right[i], &err));
		assert_true(ban_check_source(&ban, &err));
		ban_clear(&ban);
	}
}

static void
any_text_of_bounded_length_is_a_key(void **state)
{
	char long_key[BAN_KEY_MAX + 2];
	struct err err = NO_ERR;
	struct ban ban;

	(void)state;
	assert_true(ban_parse_key(&ban, "alice::203.0.113.9", &err));
	assert_string_equal(ban.key, "alice::203.0.113.9");
	assert_int_equal(ban.family, AF_UNSPEC);
	ban_clear(&ban);
	assert_no_error(&err);
	memset(long_key, 'x', sizeof(long_key) - 1);
	long_key[BAN_KEY_MAX + 1] = '\0';
	assert_false(ban_parse_key(&ban, long_key, &err));
	assert_error(&err, ERR_USAGE, "1 to 255 bytes");
	assert_false(ban_parse_key(&ban, "", &err));
}

static void
durations_are_sums_of_units(void **state)
{
	static const struct {
		const char *text;
		long long seconds;
	} cases[] = {
		{ "1s", 1 },
		{ "90s", 90 },
		{ "15m", 900 },
		{ "2h", 7200 },
		{ "7d", 604800 },
		{ "2w", 1209600 },
		{ "1h30m", 5400 },
		{ "1d1s", 86401 },
		{ "3650d", BAN_SECONDS_MAX },
	};
	static const char *const wrong[] = { "", "0s", "90", "s", "2 h", "-2h", "+2h",
		"1.5h", "2H", "3651d", "99999999999999999999d", "9223372036854775807d",
		"3650d1s", "2hx", "1h30", "forever", "0x10s", "9999999999999s9999999s" };
	struct err err = NO_ERR;
	long long seconds;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_true(ban_parse_duration(&seconds, cases[i].text, &err));
		assert_int_equal(seconds, cases[i].seconds);
	}
	assert_no_error(&err);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		if (ban_parse_duration(&seconds, wrong[i], &err))
			fail_msg("'%s' is %lld s", wrong[i], seconds);
		assert_error(&err, ERR_USAGE, "is not a duration");
	}
}

static void
durations_are_told_in_their_two_largest_units(void **state)
{
	static const struct {
		long long seconds;
		const char *text;
	} cases[] = {
		{ 0, "0s" },
		{ 59, "59s" },
		{ 60, "1m" },
		{ 61, "1m 1s" },
		{ 7199, "1h 59m" },
		{ 86400, "1d" },
		{ 86400 + 59 * 60, "1d" },
		{ 90000, "1d 1h" },
		{ BAN_SECONDS_MAX, "3650d" },
	};
	char text[BAN_DURATION_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		ban_format_duration(cases[i].seconds, text);
		assert_string_equal(text, cases[i].text);
	}
}

static void
a_reason_is_plain_text(void **state)
{
	char long_reason[BAN_REASON_MAX + 2];
	struct err err = NO_ERR;

	(void)state;
	memset(long_reason, 'x', sizeof(long_reason) - 1);
	long_reason[BAN_REASON_MAX + 1] = '\0';
	assert_true(ban_check_reason("scan, ticket #7 (Ünïcode)", &err));
	assert_true(ban_check_reason("", &err));
	assert_true(ban_check_reason(long_reason + 1, &err));
	assert_no_error(&err);
	assert_false(ban_check_reason(long_reason, &err));
	assert_error(&err, ERR_USAGE, "129 bytes: 128 fit");
	assert_false(ban_check_reason("\xff", &err));
	assert_error(&err, ERR_USAGE, "not valid UTF-8");
	assert_false(ban_check_reason("a\033[31m", &err));
	assert_error(&err, ERR_USAGE, "a terminal acts on");
	assert_false(ban_check_reason("a\nb", &err));
	assert_false(ban_check_reason("\u202e", &err));
}

static void
add(struct ban_set *set, const char *text)
{
	struct err err;
	struct ban ban;

	assert_true(ban_parse_key(&ban, text, &err));
	ban_set_add(set, CHANGE_ADD, &ban);
}

static void
of_the_same_keys_the_first_stays_in_its_place(void **state)
{
	struct ban_set set = { 0 };

	(void)state;
	assert_int_equal(ban_set_unique(&set), 0);
	add(&set, "203.0.113.9");
	add(&set, "203.0.113.8");
	add(&set, "::ffff:203.0.113.9");
	add(&set, "203.0.113.7");
	add(&set, "203.0.113.8");
	assert_int_equal(ban_set_unique(&set), 2);
	assert_int_equal(set.len, 3);
	assert_string_equal(set.v[0].ban.key, "203.0.113.9");
	assert_string_equal(set.v[1].ban.key, "203.0.113.8");
	assert_string_equal(set.v[2].ban.key, "203.0.113.7");
	ban_set_clear(&set);
}

static void
bans_are_ordered_by_their_number(void **state)
{
	static const char *const wanted[] = { "9.0.0.1", "10.0.0.1", "10.0.0.2", "::1",
		"2001:db8::1", "alice", "bob" };
	struct ban bans[COUNT(wanted)];
	struct err err;

	(void)state;
	for (size_t i = 0; i < COUNT(wanted); i++)
		assert_true(ban_parse_key(
			&bans[i], wanted[(i * 3 + 2) % COUNT(wanted)], &err));
	qsort(bans, COUNT(wanted), sizeof(*bans), ban_compare);
	for (size_t i = 0; i < COUNT(wanted); i++) {
		assert_string_equal(bans[i].key, wanted[i]);
		ban_clear(&bans[i]);
	}
}

static void
add_row(struct address_list *list, long long id, const char *ip, long long mask,
	const char *tag)
{
	struct address_row row = {
		.id = id, .group = 1, .mask = mask, .ip = ip, .tag = tag
	};
	struct address address;
	struct err err;

	assert_true(address_from_row(&address, &row, &err));
	address_list_add(list, &address);
}

static void
expect_guard(const struct ban_guard *guard, const char *text, const char *says)
{
	struct err err = NO_ERR;
	struct ban ban;

	assert_true(ban_parse_key(&ban, text, &err));
	if (says == NULL) {
		assert_true(ban_guard_check(guard, &ban, &err));
		assert_no_error(&err);
	} else {
		assert_false(ban_guard_check(guard, &ban, &err));
		assert_error(&err, ERR_GUARD, says);
	}
	ban_clear(&ban);
}

static void
who_is_let_in_or_one_of_us_is_guarded(void **state)
{
	struct address_list stored = { 0 }, own = { 0 };
	struct ban_guard guard;

	(void)state;
	add_row(&stored, 1, "192.0.2.7", 32, "ACME");
	add_row(&stored, 2, "198.51.100.0", 24, NULL);
	add_row(&stored, 3, "2001:db8::", 32, "six");
	add_row(&stored, 4, "sip.example.com", 32, NULL);
	add_row(&stored, 5, "192.0.2.3", 32, NULL);
	add_row(&own, 0, "203.0.113.1", 32, "edge1");
	ban_guard_init(&guard, &stored, &own);
	assert_int_equal(stored.len + own.len, 0);
	expect_guard(&guard, "192.0.2.7",
		"192.0.2.7/32 in the table 'address' (row 1, "
		"group 1, ACME)");
	expect_guard(&guard, "192.0.2.3", "(row 5, group 1)");
	expect_guard(&guard, "198.51.100.255", "198.51.100.0/24");
	expect_guard(&guard, "2001:db8:1::1", "row 3");
	expect_guard(&guard, "203.0.113.1", "of the node 'edge1' itself");
	expect_guard(&guard, "::ffff:203.0.113.1", "of the node 'edge1' itself");
	expect_guard(&guard, "127.5.0.1", "loopback");
	expect_guard(&guard, "::1", "loopback");
	expect_guard(&guard, "192.0.2.8", NULL);
	expect_guard(&guard, "198.51.101.0", NULL);
	expect_guard(&guard, "2001:db9::1", NULL);
	expect_guard(&guard, "alice", NULL);
	ban_guard_clear(&guard);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_banned_in_the_form_that_a_source_has),
		cmocka_unit_test(what_is_no_single_address_is_refused),
		cmocka_unit_test(what_no_request_can_come_from_is_not_banned),
		cmocka_unit_test(any_text_of_bounded_length_is_a_key),
		cmocka_unit_test(durations_are_sums_of_units),
		cmocka_unit_test(durations_are_told_in_their_two_largest_units),
		cmocka_unit_test(a_reason_is_plain_text),
		cmocka_unit_test(of_the_same_keys_the_first_stays_in_its_place),
		cmocka_unit_test(bans_are_ordered_by_their_number),
		cmocka_unit_test(who_is_let_in_or_one_of_us_is_guarded),
	};

	return cmocka_run_group_tests_name("ban", tests, NULL, NULL);
}
