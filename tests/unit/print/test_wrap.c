/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "print/wrap.h"

#include "unit.h"

#include <string.h>

#include "print/width.h"

static void
a_line_ends_behind_a_word_or_in_one_that_is_too_long(void **state)
{
	static const struct {
		const char *text;
		size_t columns, len;
	} cases[] = {
		{ "one two three", 20, 13 },
		{ "one two three", 13, 13 },
		{ "one two three", 12, 7 },
		{ "one two three", 7, 7 },
		{ "one two three", 6, 3 },
		{ "one   two", 5, 3 },
		{ "abcdefgh", 3, 3 },
		{ "電話番号", 5, 6 },
		/* Wider than the line: it is taken all the same. */
		{ "電話", 1, 3 },
		{ "", 5, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(
			wrap_first(cases[i].text, cases[i].columns), cases[i].len);
}

static void
lines_are_no_wider_than_the_terminal(void **state)
{
	static const size_t widths[] = { 20, 40, 80, 200 };
	struct str text = { 0 }, wrapped = { 0 };

	(void)state;
	str_addf(&text, "  + ");
	for (int i = 0; i < 60; i++)
		str_addf(&text, "w\xc3\xb6rd%d \xe6\x9d\xb1\xe4\xba\xac ", i);
	for (size_t i = 0; i < COUNT(widths); i++) {
		char *line, *rest = NULL;
		wrap_add_lines(&wrapped, str_get(&text), widths[i]);
		line = strtok_r(wrapped.s, "\n", &rest);
		for (bool is_first = true; line != NULL; is_first = false) {
			assert_true(width_of(line) <= widths[i] + 1);
			if (!is_first && widths[i] >= 20)
				assert_int_equal(strspn(line, " "), 4);
			line = strtok_r(NULL, "\n", &rest);
		}
		str_clear(&wrapped);
	}
	str_clear(&text);
}

static void
text_is_broken_at_blanks_only_and_made_harmless(void **state)
{
	static const struct {
		const char *text, *wrapped;
		size_t width;
	} cases[] = {
		{ "one two three", "one two\nthree\n", 10 },
		{ "one two\n", "one two\n", 80 },
		{ "a\n\nb", "a\n\nb\n", 80 },
		{ "+ sign and more of it here, on", "+ sign and more of it\n  here, on\n",
			22 },
		{ "averyveryverylongword x", "averyveryverylongword\nx\n", 10 },
		{ "\x1b[2J", "\\x1b[2J\n", 80 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str str = { 0 };
		wrap_add_lines(&str, cases[i].text, cases[i].width);
		assert_string_equal(str_get(&str), cases[i].wrapped);
		str_clear(&str);
	}
}

static void
words_in_brackets_stay_together_where_they_fit(void **state)
{
	static const struct {
		const char *text, *wrapped;
		size_t at, width;
	} cases[] = {
		{ "add [--port <port>] x", "add\n  [--port <port>]\n  x", 0, 18 },
		{ "add [--port <port>] x", "add [--port\n  <port>] x", 0, 12 },
		/* A bracket that is not closed is a letter. */
		{ "an [open one here", "an [open\n  one here", 0, 10 },
		{ "word", "\n  word", 8, 10 },
		{ "word", "word", 2, 5 },
		{ "", "", 8, 10 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str str = { 0 };
		wrap_add(&str, cases[i].text, cases[i].at, 2, cases[i].width);
		assert_string_equal(str_get(&str), cases[i].wrapped);
		str_clear(&str);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_ends_behind_a_word_or_in_one_that_is_too_long),
		cmocka_unit_test(lines_are_no_wider_than_the_terminal),
		cmocka_unit_test(text_is_broken_at_blanks_only_and_made_harmless),
		cmocka_unit_test(words_in_brackets_stay_together_where_they_fit),
	};

	return cmocka_run_group_tests_name("wrap", tests, NULL, NULL);
}
