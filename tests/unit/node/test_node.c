/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a node is asked, and over which of its ways; how versions differ.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fake_node.h"
#include "node/abilities.h"
#include "node/counters.h"

static struct fake_node fake;

/* Calls by the first letter of their way's URL: http, ctl, unixgram. */
static struct counted {
	const char *method;
	unsigned by_http, by_ctl;
} counted;

static void
count(const char *node, const char *way, const char *method, const char *params)
{
	(void)node;
	(void)params;
	if (strcmp(method, counted.method) != 0)
		return;
	counted.by_http += way[0] == 'h';
	counted.by_ctl += way[0] == 'c';
}

static struct node *
open_node(const char *method)
{
	static char http[64], ctl[80];
	static struct node_config config = {
		.name = "edge1", .ways = { http, ctl }, .timeout_ms = 5000, .trace = count
	};
	struct node *node;
	struct err err;

	counted = (struct counted){ .method = method };
	snprintf(http, sizeof(http), "http://127.0.0.1:%d/RPC", fake.http_port);
	snprintf(ctl, sizeof(ctl), "ctl:%s/ctl", fake.dir);
	assert_true(node_open(&node, &config, &err));
	return node;
}

static void
assert_readable(struct node *node, enum rule_kind kind)
{
	struct rule_list list = { 0 };
	bool is_readable = false;
	struct err err;

	assert_true(node_rule_list(node, kind, 0, &list, &is_readable, &err));
	assert_true(is_readable);
	rule_list_clear(&list);
}

/* 5.6.3 shows its lists over ctl alone. */
static void
test_asks_http_once_for_lists(void **state)
{
	struct node *node = open_node("secfilter.print");

	(void)state;
	for (int i = 0; i < 2; i++)
		for (int kind = 0; kind < RULE_KINDS; kind++)
			assert_readable(node, (enum rule_kind)kind);
	node_close(node);
	assert_int_equal(counted.by_http, 1);
	assert_int_equal(counted.by_ctl, 2 * RULE_KINDS);
}

static void
test_asks_http_once_for_counters(void **state)
{
	struct node *node = open_node("secfilter.stats");
	struct node_counters counters;
	struct err err;

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_true(node_counters(node, &counters, &err));
		assert_true(counters.len > 0);
		free(counters.v);
	}
	node_close(node);
	assert_int_equal(counted.by_http, 1);
	assert_int_equal(counted.by_ctl, 2);
}

/* What another handle has learnt of its ways is not known to this one. */
static void
test_forgets_with_the_handle(void **state)
{
	struct node *node = open_node("secfilter.print");

	(void)state;
	assert_readable(node, RULE_UA);
	node_close(node);
	node = open_node("secfilter.print");
	assert_readable(node, RULE_UA);
	node_close(node);
	assert_int_equal(counted.by_http, 1);
}

static void
test_asks_the_version_once(void **state)
{
	struct node *node = open_node("core.version");
	char version[32];
	bool has;
	struct err err;

	(void)state;
	assert_true(node_has(node, QUIRK_TEXT_LISTS, &has, &err));
	assert_true(has);
	assert_true(node_has(node, QUIRK_GEOIP_RELOAD_KILLS, &has, &err));
	assert_true(has);
	assert_true(node_version(node, version, &err));
	assert_string_equal(version, "5.6.3");
	node_close(node);
	assert_int_equal(counted.by_http, 1);
}

static void
test_asks_the_methods_once(void **state)
{
	struct node *node = open_node("system.listMethods");
	bool has;
	struct err err;

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_true(node_has(node, QUIRK_ENTRY_DELETE, &has, &err));
		assert_false(has);
	}
	node_close(node);
	assert_int_equal(counted.by_http, 1);
}

static void
test_quirks_by_version(void **state)
{
	static const struct {
		const char *version;
		bool has_text_lists, reload_kills, is_tried, has_sqli_name;
	} cases[] = {
		{ "5.4.9", true, true, false, true },
		{ "5.5.0", true, true, true, true },
		{ "5.6.3", true, true, true, true },
		{ "5.6", true, true, true, true },
		{ "5.7.0-dev1", false, true, true, true },
		{ "5.8.4", false, true, true, true },
		{ "6.0.0", false, false, true, true },
		{ "6.1.5", false, false, true, false },
		{ "6.2.0", false, false, false, false },
		{ "10.0.1", false, false, false, false },
		/* A version that cannot be read is not sent what kills. */
		{ "", false, true, false, false },
		{ "master", false, true, false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *version = cases[i].version;
		assert_int_equal(
			quirk_in(version, QUIRK_TEXT_LISTS), cases[i].has_text_lists);
		assert_int_equal(
			quirk_in(version, QUIRK_SQLI_24), cases[i].has_text_lists);
		assert_int_equal(quirk_in(version, QUIRK_GEOIP_RELOAD_KILLS),
			cases[i].reload_kills);
		assert_int_equal(quirk_is_tried(version), cases[i].is_tried);
		assert_int_equal(
			quirk_in(version, QUIRK_SQLI_NAME), cases[i].has_sqli_name);
	}
}

static void
test_every_quirk_is_known_by_one_thing(void **state)
{
	(void)state;
	for (int i = 0; i < QUIRKS; i++) {
		enum quirk quirk = (enum quirk)i;
		/* By a version that begins or ends it, or by a method. */
		assert_true(quirk_method(quirk) != NULL ||
			    quirk_in("0.1", quirk) != quirk_in("9999.0", quirk));
	}
}

static void
test_faults(void **state)
{
	static const struct {
		const char *text;
		int fault; /* -1: none of them */
	} cases[] = {
		{ "Method Not Found", FAULT_NO_METHOD },
		{ "command no.such not found", FAULT_NO_METHOD },
		{ "a command no.such not found", -1 },
		{ "command no.such not found here", -1 },
		{ "ongoing reload", FAULT_ONGOING_RELOAD },
		{ "No such htable", FAULT_NO_TABLE },
		{ "Key name doesn't exist in htable.", FAULT_NO_KEY },
		{ "Key not found in htable.", FAULT_NO_KEY },
		{ "Reload failed", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct err err = { .code = ERR_NODE };
		snprintf(err.text, sizeof(err.text), "%s", cases[i].text);
		for (int f = FAULT_NO_METHOD; f <= FAULT_NO_KEY; f++)
			assert_int_equal(
				fault_is(&err, (enum fault)f), f == cases[i].fault);
	}
}

static int
start(void **state)
{
	(void)state;
	fake_node_start(&fake, "5.6.3", NULL);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	fake_node_stop(&fake);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_asks_http_once_for_lists),
		cmocka_unit_test(test_asks_http_once_for_counters),
		cmocka_unit_test(test_forgets_with_the_handle),
		cmocka_unit_test(test_asks_the_version_once),
		cmocka_unit_test(test_asks_the_methods_once),
		cmocka_unit_test(test_quirks_by_version),
		cmocka_unit_test(test_every_quirk_is_known_by_one_thing),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
