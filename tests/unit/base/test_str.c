/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/str.h"

#include "unit.h"

static void
the_empty_text_is_an_empty_string(void **state)
{
	struct str s = { 0 };

	(void)state;
	assert_string_equal(str_get(&s), "");
	str_addf(&s, "%s", "");
	assert_string_equal(str_get(&s), "");
	assert_int_equal(s.len, 0);
	str_add(&s, "", 0);
	assert_string_equal(str_get(&s), "");
	assert_int_equal(s.len, 0);
	str_clear(&s);
	assert_null(s.s);
}

static void
pieces_of_any_length_make_up_the_whole(void **state)
{
	char whole[200000];
	struct str s = { 0 };
	size_t at = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(whole); i++)
		whole[i] = (char)random_next(); /* NULs as well */
	while (at < sizeof(whole)) {
		size_t n = random_below(random_below(8) == 0 ? 5000 : 10);
		n = n < sizeof(whole) - at ? n : sizeof(whole) - at;
		str_add(&s, whole + at, n);
		at += n;
		assert_int_equal(s.len, at);
		assert_int_equal(s.s[at], '\0');
	}
	assert_memory_equal(s.s, whole, sizeof(whole));
	str_clear(&s);
}

static void
what_is_printed_comes_behind_what_is_there(void **state)
{
	struct str s = { 0 };
	char want[16 * 1000 + 1] = "";
	size_t len = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		str_addf(&s, "%d:%s;", i, i % 3 == 0 ? "" : "x");
		len += (size_t)snprintf(want + len, sizeof(want) - len, "%d:%s;", i,
			i % 3 == 0 ? "" : "x");
		assert_string_equal(str_get(&s), want);
		assert_int_equal(s.len, len);
	}
	str_addf(&s, "%*s", 5000, "end");
	assert_int_equal(s.len, len + 5000);
	assert_string_equal(s.s + s.len - 4, " end");
	str_clear(&s);
	assert_string_equal(str_get(&s), "");
}

static void
a_cleared_text_can_be_filled_again(void **state)
{
	struct str s = { 0 };

	(void)state;
	str_addf(&s, "first");
	str_clear(&s);
	str_clear(&s);
	str_addf(&s, "second");
	assert_string_equal(str_get(&s), "second");
	assert_int_equal(s.len, 6);
	str_clear(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_empty_text_is_an_empty_string),
		cmocka_unit_test(pieces_of_any_length_make_up_the_whole),
		cmocka_unit_test(what_is_printed_comes_behind_what_is_there),
		cmocka_unit_test(a_cleared_text_can_be_filled_again),
	};

	return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
