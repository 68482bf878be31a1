/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/mask.h"

#include "unit.h"

static void
the_password_of_every_url_is_left_out(void **state)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{ "", "" },
		{ "no url", "no url" },
		{ "\"mysql://u:p@h/d\"", "\"mysql://u:***@h/d\"" },
		{ "a://u:p@h 'b://v:q@i'\nc://w:r@j",
			"a://u:***@h 'b://v:***@i'\nc://w:***@j" },
		{ "x://u:a/b:c@d@h/d", "x://u:***@h/d" },
		{ "x://u@h/d y", "x://u@h/d y" },
		{ "http://h:80/p", "http://h:80/p" },
		{ "://", "://" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str s = { 0 };
		cfg_mask_passwords(&s, cases[i].text, strlen(cases[i].text));
		assert_string_equal(str_get(&s), cases[i].wanted);
		str_clear(&s);
	}
}

/* The text is not to be read behind its length. */
static void
what_is_behind_the_length_is_not_looked_at(void **state)
{
	struct str s = { 0 };

	(void)state;
	cfg_mask_passwords(&s, "x://u:p@h", 6);
	assert_string_equal(str_get(&s), "x://u:");
	str_clear(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_password_of_every_url_is_left_out),
		cmocka_unit_test(what_is_behind_the_length_is_not_looked_at),
	};

	return cmocka_run_group_tests_name("mask", tests, NULL, NULL);
}
