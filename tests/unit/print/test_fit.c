/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "print/fit.h"

#include "unit.h"

#include <string.h>

#include "print/width.h"

/* -- how wide a text is -- */

static void
letters_take_one_column_wide_ones_two_and_combining_ones_none(void **state)
{
	static const struct {
		const char *text;
		size_t width;
	} cases[] = {
		{ "", 0 },
		{ "abc", 3 },
		{ "Müller", 6 },
		{ "Mu\xcc\x88ller", 6 }, /* u, and two dots above what is before */
		{ "電話", 4 },
		{ "e\xcc\x81", 1 },
		{ "☎️", 1 },
		{ "📞", 2 },
		{ "ｶﾞ", 2 }, /* half as wide as the others */
		{ "한국", 4 },
		{ "\xff", 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (width_of(cases[i].text) != cases[i].width)
			fail_msg("'%s' is %zu wide", cases[i].text,
				width_of(cases[i].text));
}

static void
what_is_cut_ends_with_an_ellipsis_and_is_never_wider(void **state)
{
	static const struct {
		const char *text, *cut;
		size_t columns;
	} cases[] = {
		{ "abcdef", "abcdef", 6 },
		{ "abcdef", "abcd…", 5 },
		{ "abcdef", "…", 1 },
		{ "電話番号", "電話番号", 8 },
		{ "電話番号", "電話番…", 7 },
		/* Half a character cannot be shown. */
		{ "電話番号", "電話…", 6 },
		{ "電話番号", "…", 2 },
		/* The dots stay with their letter, or go with it. */
		{ "au\xcc\x88xyz", "au\xcc\x88…", 3 },
		{ "au\xcc\x88xyz", "a…", 2 },
		{ "", "", 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str s = { 0 };
		width_add_cut(&s, cases[i].text, cases[i].columns);
		assert_string_equal(str_get(&s), cases[i].cut);
		assert_true(width_of(str_get(&s)) <= cases[i].columns);
		str_clear(&s);
	}
}

/* -- how wide the columns are -- */

static void
assert_fits(const struct fit_column *columns, size_t n, size_t room, const size_t *widths)
{
	struct fit_column fitted[4];

	memcpy(fitted, columns, n * sizeof(*fitted));
	assert_true(fit_columns(fitted, n, room));
	for (size_t i = 0; i < n; i++)
		assert_int_equal(fitted[i].width, widths[i]);
}

static void
the_widest_column_gives_way_and_all_room_is_used(void **state)
{
	static const struct fit_column columns[] = { { 2, 8 }, { 60, 8 }, { 5, 8 },
		{ 30, 8 } };

	(void)state;
	assert_fits(columns, 4, 100, (size_t[]){ 2, 60, 5, 30 });
	assert_fits(columns, 4, 99, (size_t[]){ 2, 59, 5, 30 });
	assert_fits(columns, 4, 80, (size_t[]){ 2, 40, 5, 30 });
	assert_fits(columns, 4, 60, (size_t[]){ 2, 25, 5, 25 });
	assert_fits(columns, 4, 61, (size_t[]){ 2, 26, 5, 25 });
	assert_fits(columns, 4, 26, (size_t[]){ 2, 8, 5, 8 });
}

static void
no_column_is_narrower_than_its_least(void **state)
{
	static const struct fit_column columns[] = { { 30, 30 }, { 30, 8 } };

	(void)state;
	assert_fits(columns, 2, 50, (size_t[]){ 30, 19 });
	assert_fits(columns, 2, 39, (size_t[]){ 30, 8 });
}

static void
what_cannot_fit_stays_as_it_was(void **state)
{
	struct fit_column columns[] = { { 30, 20 }, { 5, 8 }, { 30, 8 } };

	(void)state;
	assert_false(fit_columns(columns, 3, 34));
	assert_int_equal(columns[0].width, 30);
	assert_int_equal(columns[1].width, 5);
	assert_int_equal(columns[2].width, 30);
	assert_true(fit_columns(columns, 3, 35));
	assert_true(fit_columns(columns, 0, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			letters_take_one_column_wide_ones_two_and_combining_ones_none),
		cmocka_unit_test(what_is_cut_ends_with_an_ellipsis_and_is_never_wider),
		cmocka_unit_test(the_widest_column_gives_way_and_all_room_is_used),
		cmocka_unit_test(no_column_is_narrower_than_its_least),
		cmocka_unit_test(what_cannot_fit_stays_as_it_was),
	};

	return cmocka_run_group_tests_name("fit", tests, NULL, NULL);
}
