/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/capacity.h"

#include "unit.h"

/* The most rows that were loaded with so much private memory free in the process that
 * did it, on Kamailio 5.6.3; a few more made the reload fail. */
static const struct {
	const char *scheme;
	bool is_address;
	size_t text; /* of one row */
	unsigned long long free;
	size_t rows;
} measured[] = {
	/* -M 4 */
	{ "mysql", false, 8, 2941728, 13614 },
	{ "mysql", false, 60, 2941728, 13614 },
	{ "mysql", true, 9 + 8, 2941728, 10498 },
	{ "sqlite", false, 2, 2945592, 8171 },
	{ "sqlite", false, 8, 2945592, 8171 },
	{ "sqlite", false, 60, 2945592, 7631 },
	{ "sqlite", true, 9 + 1, 2945592, 5651 },
	{ "sqlite", true, 9 + 8, 2945592, 5561 },
	{ "sqlite", true, 9 + 60, 2945592, 5081 },
	/* -M 8, the default */
	{ "mysql", false, 8, 7136032, 33001 },
	{ "mysql", true, 9 + 60, 7136032, 25453 },
	{ "sqlite", false, 2, 7139896, 21163 },
	{ "sqlite", false, 8, 7139896, 20635 },
	{ "sqlite", false, 60, 7139896, 17953 },
	{ "sqlite", true, 9 + 1, 7139896, 13837 },
	{ "sqlite", true, 9 + 8, 7139896, 13610 },
	{ "sqlite", true, 9 + 60, 7139896, 12440 },
	/* -M 16 */
	{ "mysql", false, 60, 15524640, 71866 },
	{ "mysql", true, 9 + 1, 15524640, 55424 },
	{ "sqlite", false, 8, 15528504, 45236 },
	{ "sqlite", false, 60, 15528504, 39323 },
	{ "sqlite", true, 9 + 8, 15528504, 29747 },
	{ "sqlite", true, 9 + 60, 15528504, 27165 },
};

static struct capacity_load
load_of(size_t i, size_t rows)
{
	return (struct capacity_load){
		.table = measured[i].is_address ? CAPACITY_ADDRESS : CAPACITY_SECFILTER,
		.rows = rows,
		.text = rows * measured[i].text,
	};
}

static void
what_failed_is_over_and_not_much_less_is(void **state)
{
	char text[CAPACITY_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT(measured); i++) {
		struct capacity_memory memory = { .process = "ctl handler",
			.total = 16u << 20,
			.free = measured[i].free };
		struct capacity_load more = load_of(i, measured[i].rows + 50);
		struct capacity_load less = load_of(i, measured[i].rows / 100 * 92);
		struct capacity_load few = load_of(i, measured[i].rows / 100 * 70);

		if (capacity_rows(&more, measured[i].scheme, &memory, text) !=
			CAPACITY_OVER)
			fail_msg("case %zu: it failed, and is not over", i);
		if (capacity_rows(&less, measured[i].scheme, &memory, text) !=
			CAPACITY_TIGHT)
			fail_msg("case %zu: 92 %% are not tight", i);
		if (capacity_rows(&few, measured[i].scheme, &memory, text) !=
			CAPACITY_FITS)
			fail_msg("case %zu: 70 %% do not fit", i);
		assert_string_equal(text, "");
	}
}

static void
the_text_names_what_is_needed_and_the_setting(void **state)
{
	struct capacity_load load = { .table = CAPACITY_SECFILTER, .rows = 8000 };
	struct capacity_memory memory = {
		.process = "ctl handler", .total = 4u << 20, .free = 2u << 20
	};
	char text[CAPACITY_TEXT_MAX];

	(void)state;
	capacity_rows(&load, "sqlite", &memory, text);
	assert_string_equal(text,
		"to load the 8000 rows of 'secfilter' takes about 2.7 MiB of private "
		"memory, and its process 'ctl handler' has 2.0 MiB left; a reload leaves "
		"its lists empty or kills it, and it does not start again: raise the "
		"core's option -M (kamailio -M 8) and restart it");
	load.table = CAPACITY_ADDRESS;
	capacity_rows(&load, "mysql", &memory, text);
	assert_string_equal(text,
		"to load the 8000 rows of 'address' takes about 2.2 MiB of private "
		"memory, and its process 'ctl handler' has 2.0 MiB left; a reload fails, "
		"and it does not start again: raise the core's option -M (kamailio -M 8) "
		"and restart it");
	load.rows = 6500;
	assert_int_equal(capacity_rows(&load, "mysql", &memory, text), CAPACITY_TIGHT);
	assert_null(strstr(text, "a reload"));
	/* As much as it takes, whatever there was before. */
	load.rows = 1000000;
	capacity_rows(&load, "mysql", &memory, text);
	assert_non_null(strstr(text, "kamailio -M 512)"));
	/* A process that has nothing left, and one that tells nothing of itself. */
	memory.free = 0;
	assert_int_equal(capacity_rows(&load, "mysql", &memory, text), CAPACITY_OVER);
	memory.total = 0;
	assert_int_equal(capacity_rows(&load, "mysql", &memory, text), CAPACITY_OVER);
}

static void
texts_count_where_the_driver_copies_them(void **state)
{
	struct capacity_load load = { .table = CAPACITY_SECFILTER };
	struct capacity_load addresses = { .table = CAPACITY_ADDRESS };

	(void)state;
	capacity_add_rule(&load, &(struct rule){ .value = "sipcli/" });
	capacity_add_rule(&load, &(struct rule){ .value = "US" });
	assert_int_equal(load.rows, 2);
	assert_int_equal(load.text, 9);
	assert_int_equal(capacity_bytes(&load, "sqlite"), 2 * 360 + 9);
	assert_int_equal(capacity_bytes(&load, "mysql"), 2 * 220);
	capacity_add_address(
		&addresses, &(struct address){ .ip = "192.0.2.1", .tag = "ACME" });
	assert_int_equal(addresses.text, 13);
	assert_int_equal(capacity_bytes(&addresses, "sqlite"), 520 + 13);
	/* One that is not known takes the most. */
	assert_int_equal(capacity_bytes(&addresses, "postgres"), 520 + 13);
	addresses = (struct capacity_load){ .table = CAPACITY_ADDRESS };
	assert_int_equal(capacity_bytes(&addresses, "sqlite"), 0);
}

static void
networks_are_counted_against_max_subnets(void **state)
{
	char text[CAPACITY_TEXT_MAX];

	(void)state;
	assert_int_equal(capacity_networks(0, 512, text), CAPACITY_FITS);
	assert_int_equal(capacity_networks(408, 512, text), CAPACITY_FITS);
	assert_string_equal(text, "");
	assert_int_equal(capacity_networks(410, 512, text), CAPACITY_TIGHT);
	assert_int_equal(capacity_networks(512, 512, text), CAPACITY_TIGHT);
	assert_null(strstr(text, "dropped"));
	assert_int_equal(capacity_networks(513, 512, text), CAPACITY_OVER);
	assert_string_equal(text,
		"its table has room for 512 networks, and 513 are to be in it; what is "
		"too many is dropped without a word: raise modparam(\"permissions\", "
		"\"max_subnets\", 1026) and restart it");
	/* A limit of one or two is a limit too. */
	assert_int_equal(capacity_networks(1, 1, text), CAPACITY_TIGHT);
	assert_int_equal(capacity_networks(2, 1, text), CAPACITY_OVER);
}

static void
a_list_that_costs_a_message_time_is_told(void **state)
{
	char text[CAPACITY_TEXT_MAX];

	(void)state;
	assert_int_equal(capacity_list(RULE_UA, 10000, text), CAPACITY_FITS);
	assert_string_equal(text, "");
	assert_int_equal(capacity_list(RULE_UA, 10001, text), CAPACITY_TIGHT);
	assert_non_null(strstr(text, "10001 entries for ua"));
	assert_non_null(strstr(text, "about 0.10 ms"));
	capacity_list(RULE_USER, 200000, text);
	assert_non_null(strstr(text, "200000 entries for user"));
	assert_non_null(strstr(text, "about 2.00 ms"));
}

static void
a_reply_that_no_way_carries_is_told(void **state)
{
	char text[CAPACITY_TEXT_MAX];

	(void)state;
	assert_int_equal(
		capacity_reply(RULE_UA, 32768, 32768, false, text), CAPACITY_FITS);
	assert_string_equal(text, "");
	assert_int_equal(
		capacity_reply(RULE_UA, 40960, 32768, false, text), CAPACITY_TIGHT);
	assert_non_null(strstr(text, "about 40 KiB long, and its ways carry 32 KiB"));
	assert_non_null(strstr(text, "an http:// way carries it"));
	/* 5.6 shows it over ctl only: another way is of no use. */
	assert_int_equal(
		capacity_reply(RULE_UA, 20480, 16384, true, text), CAPACITY_TIGHT);
	assert_null(strstr(text, "http"));
	/* Not even that one carries it. */
	capacity_reply(RULE_UA, 9u << 20, 8u << 20, false, text);
	assert_null(strstr(text, "http"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_failed_is_over_and_not_much_less_is),
		cmocka_unit_test(the_text_names_what_is_needed_and_the_setting),
		cmocka_unit_test(texts_count_where_the_driver_copies_them),
		cmocka_unit_test(networks_are_counted_against_max_subnets),
		cmocka_unit_test(a_list_that_costs_a_message_time_is_told),
		cmocka_unit_test(a_reply_that_no_way_carries_is_told),
	};

	return cmocka_run_group_tests_name("capacity", tests, NULL, NULL);
}
