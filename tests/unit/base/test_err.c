/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

static void
setting_an_error_says_no(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_false(err_set(&err, ERR_NODE, "node '%s' did not answer", "edge1"));
	assert_int_equal(err.code, ERR_NODE);
	assert_string_equal(err.text, "node 'edge1' did not answer");
}

static void
a_wrapped_error_keeps_its_code_and_its_cause(void **state)
{
	struct err err = { 0 };

	(void)state;
	err_set(&err, ERR_DB, "connection refused");
	assert_false(err_wrap(&err, "%s:%d", "values.txt", 3));
	assert_int_equal(err.code, ERR_DB);
	assert_string_equal(err.text, "values.txt:3: connection refused");
}

static void
an_error_may_be_made_of_its_own_text(void **state)
{
	struct err err = { 0 };

	(void)state;
	err_set(&err, ERR_SYSTEM, "no such file");
	err_set(&err, ERR_NODE, "ctl: %s; http: %s", err.text, err.text);
	assert_int_equal(err.code, ERR_NODE);
	assert_string_equal(err.text, "ctl: no such file; http: no such file");
}

static void
a_text_that_is_too_long_is_cut_and_ends(void **state)
{
	char longer[3 * ERR_TEXT_MAX];
	struct err err = { 0 };

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	err_set(&err, ERR_USAGE, "%s", longer);
	assert_int_equal(strlen(err.text), ERR_TEXT_MAX - 1);
	/* What is said in front leaves room for the cause. */
	err_set(&err, ERR_USAGE, "the cause");
	err_wrap(&err, "%s", longer);
	assert_error(&err, ERR_USAGE, "x: the cause");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(setting_an_error_says_no),
		cmocka_unit_test(a_wrapped_error_keeps_its_code_and_its_cause),
		cmocka_unit_test(an_error_may_be_made_of_its_own_text),
		cmocka_unit_test(a_text_that_is_too_long_is_cut_and_ends),
	};

	return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
