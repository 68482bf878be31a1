/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/intern.h"
#include "policy/address_parse.h"
#include "policy/record.h"
#include "policy/rule_parse.h"
#include "policy/touch.h"
#include "policy/undone.h"

static struct rule
rule(enum rule_kind kind, enum rule_action action, const char *value)
{
	struct rule r = { .kind = kind, .action = action };

	r.value = intern(value);
	return r;
}

static struct address
address(const char *text, unsigned long group, unsigned port, const char *tag)
{
	struct address a;
	struct err err;

	if (!address_parse(&a, text, &err) || !address_set_tag(&a, tag, &err))
		fail_msg("%s", err.text);
	a.group = group;
	a.port = port;
	return a;
}

static void
what_is_recorded_is_read_back(void **state)
{
	struct rule odd = rule(RULE_UA, RULE_BLOCK, "a\tb\\n\\c\nd");
	struct address net = address("2001:db8::/32", 7, 5060, "ACME, \\ Berlin");
	struct address other = address("2001:db9::/32", 7, 5060, "ACME, \\ Berlin");
	struct record_before before = { 0 };
	struct str text = { 0 };
	struct record record = { 0 };
	struct err err;
	char *at;

	(void)state;
	record_add_rule(&text, CHANGE_ADD, &odd);
	record_add_address(&text, &before, CHANGE_REMOVE, &net);
	record_add_address(&text, &before, CHANGE_REMOVE, &other);
	record_add_ban(&text, CHANGE_ADD, "203.0.113.9", 1700000000, "", "a@b");
	at = text.s;
	assert_true(record_next(&record, &at, &err));
	assert_int_equal(record.op, CHANGE_ADD);
	assert_string_equal(record_kind(&record), "ua");
	assert_string_equal(record.rule.value, odd.value);
	assert_int_equal(record.rule.action, RULE_BLOCK);
	assert_true(record_next(&record, &at, &err));
	assert_int_equal(record.op, CHANGE_REMOVE);
	assert_string_equal(record_kind(&record), "addr");
	assert_true(address_same(&record.address, &net));
	assert_string_equal(record.address.tag, net.tag);
	assert_non_null(strstr(at, "=2001:db9::\n"));
	assert_true(record_next(&record, &at, &err));
	assert_int_equal(record.op, CHANGE_REMOVE);
	assert_true(address_same(&record.address, &other));
	assert_string_equal(record.address.tag, net.tag);
	assert_true(record_next(&record, &at, &err));
	assert_string_equal(record_kind(&record), "ban");
	assert_string_equal(record.key, "203.0.113.9");
	assert_string_equal(record.reason, "");
	assert_string_equal(record.who, "a@b");
	assert_true(record.until == 1700000000);
	assert_false(record_next(&record, &at, &err));
	assert_int_equal(err.code, 0);
	str_clear(&text);
}

static void
a_line_that_is_none_is_told(void **state)
{
	static const char *const lines[] = { "+\tua\tblock\n", "*\tua\tblock\tx\n",
		"+\tua\tforbid\tx\n", "+\tnone\tblock\tx\n", "x\n",
		"+\taddr\t0\t1.1.1.1\t32\t0\t\n", "+\tban\tx\t1\t\n",
		"+\taddr\t1\t1.1.1.1\t32\t0\t\tmore\n", "=1.1.1.1\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		char *text = strdup(lines[i]), *at = text;
		struct record record = { 0 };
		struct err err;
		assert_false(record_next(&record, &at, &err));
		assert_int_equal(err.code, ERR_DB);
		free(text);
	}
}

static void
a_row_is_what_it_is_about_not_what_it_says_of_it(void **state)
{
	struct rule block = rule(RULE_UA, RULE_BLOCK, "SIPcli"),
		    allow = rule(RULE_UA, RULE_ALLOW, "sipCLI"),
		    user = rule(RULE_USER, RULE_BLOCK, "SIPcli");
	struct address one = address("192.0.2.1", 1, 0, "a"),
		       tagged = address("192.0.2.1", 1, 0, "b"),
		       port = address("192.0.2.1", 1, 5060, "a"),
		       group = address("192.0.2.1", 2, 0, "a"),
		       network = address("192.0.2.0/31", 1, 0, "a");
	struct touched touched = { 0 };

	(void)state;
	touched_add(&touched, touch_rule(&block));
	touched_add(&touched, touch_address(&one));
	touched_add(&touched, touch_ban("192.0.2.9"));
	assert_true(touched_has(&touched, touch_rule(&allow)));
	assert_false(touched_has(&touched, touch_rule(&user)));
	assert_true(touched_has(&touched, touch_address(&tagged)));
	assert_false(touched_has(&touched, touch_address(&port)));
	assert_false(touched_has(&touched, touch_address(&group)));
	assert_false(touched_has(&touched, touch_address(&network)));
	assert_true(touched_has(&touched, touch_ban("192.0.2.9")));
	touched_add(&touched, touch_address(&port));
	assert_true(touched_has(&touched, touch_address(&port)));
	touched_clear(&touched);
}

static void
a_change_stands_again_when_what_took_it_back_was_taken_back(void **state)
{
	struct undone undone = { 0 };

	(void)state;
	/* 5 takes back 4, which takes back 2; 3 takes back 1. */
	undone_see(&undone, 5, 4);
	undone_see(&undone, 4, 2);
	undone_see(&undone, 3, 1);
	undone_see(&undone, 2, 0);
	assert_int_equal(undone_by(&undone, 4), 5);
	assert_int_equal(undone_by(&undone, 2), 0);
	assert_int_equal(undone_by(&undone, 1), 3);
	assert_int_equal(undone_by(&undone, 5), 0);
	undone_clear(&undone);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_recorded_is_read_back),
		cmocka_unit_test(a_line_that_is_none_is_told),
		cmocka_unit_test(a_row_is_what_it_is_about_not_what_it_says_of_it),
		cmocka_unit_test(
			a_change_stands_again_when_what_took_it_back_was_taken_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
