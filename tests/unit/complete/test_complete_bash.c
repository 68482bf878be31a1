/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "complete/bash.h"

#include "unit.h"

#include "base/str.h"

/* The words of the line, '|' between them. */
static void
a_line_is_split_as_bash_does(void **state)
{
	static const struct {
		const char *line, *tail, *words;
		char quote;
		size_t kept;
	} cases[] = {
		{ "shieldadm ", "", "|", 0, 0 },
		{ "shieldadm", "shieldadm", "shieldadm", 0, 0 },
		{ "shieldadm ua  bl", "bl", "ua|bl", 0, 0 },
		{ "shieldadm 'a b' \"c d\" e\\ f g", "g", "a b|c d|e f|g", 0, 0 },
		{ "shieldadm ua remove 'sip cl", "sip cl", "ua|remove|sip cl", '\'', 0 },
		{ "shieldadm \"it's", "it's", "it's", '"', 0 },
		{ "shieldadm 'it'\\''s", "s", "it's", '\'', 3 },
		{ "shieldadm \"\\\"\\\\\\$\\x", "\\\"\\\\\\$\\x", "\"\\$\\x", '"', 0 },
		{ "shieldadm a:b:", "", "a:b:", 0, 4 },
		{ "shieldadm a:b:c", "c", "a:b:c", 0, 4 },
		{ "shieldadm a\\ b:c", "c", "a b:c", 0, 4 },
		{ "shieldadm --node=ed", "ed", "--node=ed", 0, 7 },
		{ "shieldadm --x=\"a b", "a b", "--x=a b", '"', 4 },
		{ "shieldadm '' x", "x", "|x", 0, 0 },
		{ "shieldadm a\\", "a\\", "a\\", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bash_line line;
		struct str words = { 0 };
		bash_line_init(&line, cases[i].line, cases[i].tail);
		for (size_t j = 0; j < line.words.len; j++)
			str_addf(&words, "%s|", line.words.v[j]);
		str_addf(&words, "%s", line.begun);
		if (strcmp(str_get(&words), cases[i].words) != 0 &&
			!(line.words.len == 0 && strcmp(cases[i].words, "|") == 0))
			fail_msg("%s: %s", cases[i].line, str_get(&words));
		assert_int_equal(line.quote, cases[i].quote);
		assert_int_equal(line.kept, cases[i].kept);
		str_clear(&words);
		bash_line_clear(&line);
	}
}

static void
an_insertion_is_quoted_as_the_word_was_begun(void **state)
{
	static const struct {
		const char *line, *tail, *text, *insertion;
	} cases[] = {
		{ "s ", "", "plain-1.2_/x", "plain-1.2_/x" },
		{ "s ", "", "a b'c", "a\\ b\\'c" },
		{ "s ", "", "caf\xc3\xa9", "caf\xc3\xa9" },
		{ "s ", "", "$x`y`", "\\$x\\`y\\`" },
		{ "s 'a", "a", "a b'c", "a b'\\''c" },
		{ "s \"a", "a", "a b'c\"$!", "a b'c\\\"\\$\"'!'\"" },
		{ "s a:b", "b", "a:b c", "b\\ c" },
		{ "s A:b", "b", "a:b c", "b\\ c" },
		{ "s --ua=", "", "--ua=x y", "x\\ y" },
		{ "s a:b", "b", "other", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bash_line line;
		char *got;
		bash_line_init(&line, cases[i].line, cases[i].tail);
		got = bash_insertion(&line, cases[i].text);
		if (cases[i].insertion == NULL)
			assert_null(got);
		else
			assert_string_equal(got, cases[i].insertion);
		free(got);
		bash_line_clear(&line);
	}
}

/* Whatever the value is: what is inserted, read again, is the value. */
static void
what_is_inserted_reads_back_as_the_value(void **state)
{
	static const char bytes[] = " '\"\\$`!ab:=#~*";
	static const char *const begun[] = { "s ", "s '", "s \"" };

	(void)state;
	for (unsigned i = 0; i < 30000; i++) {
		char value[9] = "";
		const char *start = begun[random_below(3)];
		struct bash_line line, again;
		struct str typed = { 0 };
		char *got;
		for (unsigned n = random_below(8), j = 0; j < n; j++)
			value[j] = bytes[random_below(sizeof(bytes) - 1)];
		bash_line_init(&line, start, "");
		got = bash_insertion(&line, value);
		str_addf(&typed, "%s%s%.1s", start, got, start + 2);
		bash_line_init(&again, str_get(&typed), "");
		assert_int_equal(again.quote, 0);
		assert_int_equal(again.words.len, 0);
		assert_string_equal(again.begun, value);
		bash_line_clear(&line);
		bash_line_clear(&again);
		str_clear(&typed);
		free(got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_split_as_bash_does),
		cmocka_unit_test(an_insertion_is_quoted_as_the_word_was_begun),
		cmocka_unit_test(what_is_inserted_reads_back_as_the_value),
	};

	return cmocka_run_group_tests_name("complete_bash", tests, NULL, NULL);
}
