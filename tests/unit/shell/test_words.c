/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shell/words.h"

#include "unit.h"

#include <unistd.h>

#include "base/str.h"

/* The words, each in brackets. */
static const char *
split(struct words *words, struct str *s, const char *line)
{
	words_split(words, line);
	str_clear(s);
	for (size_t i = 0; i < words->len; i++)
		str_addf(s, "[%s]", words->v[i]);
	return str_get(s);
}

static void
a_line_comes_apart_as_in_a_shell(void **state)
{
	static const struct {
		const char *line, *words;
	} cases[] = {
		{ "", "" },
		{ " \t\r ", "" },
		{ "ua block foo", "[ua][block][foo]" },
		{ "  ua\tblock  'a b' ", "[ua][block][a b]" },
		{ "a'b c'd", "[ab cd]" },
		{ "\"it's\" 'say \"x\"'", "[it's][say \"x\"]" },
		{ "a\\ b \\'c", "[a b]['c]" },
		{ "\"a\\\"b\\\\c\\d\"", "[a\"b\\c\\d]" },
		{ "'a\\b'", "[a\\b]" },
		{ "'' \"\"", "[][]" },
		{ "ua list # not this", "[ua][list]" },
		{ "# all of it", "" },
		{ "a#b '#c' \\#d", "[a#b][#c][#d]" },
		{ "M\xc3\xbcller 'Gro\xc3\x9f X'", "[M\xc3\xbcller][Gro\xc3\x9f X]" },
		{ "$HOME `id` a;b *", "[$HOME][`id`][a;b][*]" },
	};
	struct str s = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct words words;
		assert_string_equal(split(&words, &s, cases[i].line), cases[i].words);
		assert_int_equal(words.quote, '\0');
		words_clear(&words);
	}
	str_clear(&s);
}

/* What a real sh makes of it; false when it refuses the line. */
static bool
ask_sh(struct str *s, const char *line)
{
	char path[] = "/tmp/test_words.XXXXXX", command[64], word[256];
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w"), *answer;
	size_t n = 0;

	fprintf(file, "set -- %s\nprintf '%%s\\n' \"$@\" end\n", line);
	fclose(file);
	snprintf(command, sizeof(command), "sh %s 2>/dev/null", path);
	str_clear(s);
	answer = popen(command, "r");
	assert_non_null(answer);
	for (; fgets(word, sizeof(word), answer) != NULL; n++) {
		word[strcspn(word, "\n")] = '\0';
		if (strcmp(word, "end") != 0)
			str_addf(s, "[%s]", word);
	}
	unlink(path);
	return pclose(answer) == 0;
}

static void
any_line_comes_apart_as_sh_takes_it_apart(void **state)
{
	static const char alphabet[] = "ab  '\"\\#x";
	struct str ours = { 0 }, theirs = { 0 };
	unsigned open = 0;

	(void)state;
	for (int i = 0; i < 300; i++) {
		char line[24];
		size_t len = random_below(sizeof(line) - 1);
		struct words words;
		bool ok;
		for (size_t j = 0; j < len; j++)
			line[j] = alphabet[random_below(sizeof(alphabet) - 1)];
		line[len] = '\0';
		split(&words, &ours, line);
		open += words.quote != '\0';
		/* Behind a last backslash sh goes on with the next line. */
		if (words.quote != '\\') {
			ok = ask_sh(&theirs, line);
			assert_int_equal(ok, words.quote == '\0');
			if (ok)
				assert_string_equal(str_get(&ours), str_get(&theirs));
		}
		words_clear(&words);
	}
	assert_in_range(open, 20, 280);
	str_clear(&ours);
	str_clear(&theirs);
}

static void
a_quote_that_is_left_open_is_an_error_with_its_place(void **state)
{
	struct words words;
	struct err err = NO_ERR;

	(void)state;
	assert_false(words_parse(&words, "ua block 'foo", &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_non_null(strstr(err.text, "the quote ' at column 10"));
	assert_false(words_parse(&words, "a \"b' c", &err));
	assert_non_null(strstr(err.text, "the quote \" at column 3"));
	assert_false(words_parse(&words, "a\\", &err));
	assert_non_null(strstr(err.text, "backslash"));
	assert_int_equal(words.len, 0);
}

static void
the_word_under_way_is_known(void **state)
{
	static const struct {
		const char *line;
		size_t at;
		bool in_word;
		char quote;
	} cases[] = {
		{ "", 0, false, '\0' },
		{ "ua bl", 3, true, '\0' },
		{ "ua bl ", 6, false, '\0' },
		{ "ua 'a b", 3, true, '\'' },
		{ "ua x\"", 3, true, '"' },
		{ "ua x\\", 3, true, '\\' },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct words words;
		words_split(&words, cases[i].line);
		assert_int_equal(words.at, cases[i].at);
		assert_int_equal(words.in_word, cases[i].in_word);
		assert_int_equal(words.quote, cases[i].quote);
		words_clear(&words);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_comes_apart_as_in_a_shell),
		cmocka_unit_test(any_line_comes_apart_as_sh_takes_it_apart),
		cmocka_unit_test(a_quote_that_is_left_open_is_an_error_with_its_place),
		cmocka_unit_test(the_word_under_way_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
