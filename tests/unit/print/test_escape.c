/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "print/escape.h"

#include "unit.h"

#include <cjson/cJSON.h>

#include "base/utf8.h"

/* Bytes that no output may hold, as they stand in UTF-8; the C0 bytes and DEL are
 * looked for one by one. */
static const char *const forbidden[] = {
	"\xd8\x9c",                                     /* U+061C */
	"\xe2\x80\x8b", "\xe2\x80\x8c", "\xe2\x80\x8d", /* no width */
	"\xe2\x80\x8e", "\xe2\x80\x8f",                 /* marks */
	"\xe2\x80\xa8", "\xe2\x80\xa9",                 /* separators */
	"\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac", "\xe2\x80\xad", "\xe2\x80\xae",
	"\xe2\x81\xa6", "\xe2\x81\xa7", "\xe2\x81\xa8", "\xe2\x81\xa9", /* isolates */
	"\xef\xbb\xbf",     /* byte order mark */
	"\xf3\xa0\x81\x81", /* a tag character */
};

static void
assert_harmless(const char *text, const char *of)
{
	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f ||
			((unsigned char)c[0] == 0xc2 && (unsigned char)c[1] >= 0x80 &&
				(unsigned char)c[1] < 0xa0))
			fail_msg("a control character in '%s' of '%s'", text, of);
	for (size_t i = 0; i < COUNT(forbidden); i++)
		if (strstr(text, forbidden[i]) != NULL)
			fail_msg("forbidden %zu in '%s' of '%s'", i, text, of);
	if (!utf8_is_valid(text))
		fail_msg("no valid UTF-8: '%s' of '%s'", text, of);
}

#define PIECES_MAX 40

/* Random text: letters, any bytes, what is forbidden, and parts of it. */
static void
random_text(char text[PIECES_MAX * 4 + 1])
{
	static const char *const fine[] = { "a", "\\", "\"", "/", " ", "\xc3\xa9",
		"\xe2\x82\xac", "\xf0\x9f\x93\x9e", "\x1b[2J", "\\u0000", "\r\n" };
	unsigned n = random_below(PIECES_MAX + 1);
	size_t len = 0;

	for (unsigned i = 0; i < n; i++) {
		const char *piece = fine[random_below(COUNT(fine))];
		const char any[] = { (char)(1 + random_below(255)), '\0' };
		unsigned what = random_below(4);
		if (what == 0)
			piece = any;
		else if (what == 1)
			piece = forbidden[random_below(COUNT(forbidden))];
		else if (what == 2) /* without its first byte */
			piece = forbidden[random_below(COUNT(forbidden))] + 1;
		for (size_t j = 0; piece[j] != '\0' && j < 4; j++)
			text[len++] = piece[j];
	}
	text[len] = '\0';
}

static void
nothing_that_a_terminal_could_act_on_gets_through(void **state)
{
	char text[PIECES_MAX * 4 + 1];

	(void)state;
	for (unsigned i = 0; i < 100000; i++) {
		struct str people = { 0 }, json = { 0 };
		random_text(text);
		escape_add(&people, text);
		assert_harmless(str_get(&people), text);
		escape_add_json(&json, text);
		assert_harmless(str_get(&json), text);
		str_clear(&people);
		str_clear(&json);
	}
}

static void
each_single_byte_is_made_harmless(void **state)
{
	(void)state;
	for (int i = 1; i < 256; i++) {
		const char text[] = { (char)i, '\0' };
		struct str s = { 0 };
		escape_add(&s, text);
		assert_harmless(str_get(&s), text);
		assert_true(s.len > 0);
		if (i >= ' ' && i <= '~')
			assert_string_equal(str_get(&s), text);
		str_clear(&s);
	}
}

static void
what_people_see_tells_which_byte_or_character_it_was(void **state)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
		{ "", "" },
		{ "Yealink SIP-T46 \xc3\xa9\xe2\x82\xac\xf0\x9f\x93\x9e",
			"Yealink SIP-T46 \xc3\xa9\xe2\x82\xac\xf0\x9f\x93\x9e" },
		{ "\x1b[2J", "\\x1b[2J" }, { "a\tb\r\n", "a\\x09b\\x0d\\x0a" },
		{ "\x7f", "\\x7f" }, { "\xc2\x9b", "\\x9b" }, /* CSI as one character */
		{ "\x9b", "\\x9b" }, /* and as a byte that is none */
		{ "caf\xe9!", "caf\\xe9!" }, { "\xe2\x80\xaegnp.exe", "\\u202egnp.exe" },
		{ "a\xe2\x80\x8b"
		  "b",
			"a\\u200bb" },
		{ "\xf3\xa0\x80\x81", "\\ue0001" },
		{ "\xe2\x82", "\\xe2\\x82" }, /* cut short */
		{ "\xc0\x8a", "\\xc0\\x8a" }, /* a line feed in two bytes */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str s = { 0 };
		str_add(&s, "<", 1);
		escape_add(&s, cases[i].text);
		assert_int_equal(str_get(&s)[0], '<');
		assert_string_equal(str_get(&s) + 1, cases[i].shown);
		str_clear(&s);
	}
}

static void
only_a_whole_escape_is_undone(void **state)
{
	static const struct {
		const char *text, *undone;
	} cases[] = {
		{ "", "" },
		{ "a\\x1b[2J\\xE9", "a\x1b[2J\xe9" },
		{ "\\x4z", "\\x4z" },   /* one digit, */
		{ "\\x 4a", "\\x 4a" }, /* digits behind a blank, a sign, ... */
		{ "\\x-1", "\\x-1" },
		{ "\\x0x1", "\\x0x1" },
		{ "\\x4", "\\x4" },
		{ "\\x", "\\x" },
		{ "\\", "\\" }, /* or none */
		{ "\\x00", "\\x00" },
		{ "\\\\x41", "\\A" },
		{ "\\u202e", "\\u202e" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *undone = escape_undo(cases[i].text);
		assert_string_equal(undone, cases[i].undone);
		free(undone);
	}
}

static char *
json_back(const char *text)
{
	struct str json = { 0 };
	const char *end = NULL;
	cJSON *parsed;
	char *value;

	escape_add_json(&json, text);
	parsed = cJSON_ParseWithOpts(str_get(&json), &end, true);
	if (!cJSON_IsString(parsed))
		fail_msg("no JSON string: %s", str_get(&json));
	value = strdup(parsed->valuestring);
	cJSON_Delete(parsed);
	str_clear(&json);
	return value;
}

/* What a JSON reader is to get: each byte that is no UTF-8 becomes U+FFFD. */
static struct str
replaced(const char *text)
{
	struct str s = { 0 };
	size_t len = strlen(text), n;
	uint32_t c;

	for (; len > 0; text += n, len -= n) {
		n = utf8_decode(text, len, &c);
		if (n > 0) {
			str_add(&s, text, n);
		} else {
			str_addf(&s, "\xef\xbf\xbd");
			n = 1;
		}
	}
	return s;
}

static void
json_is_read_back_as_the_text_it_was(void **state)
{
	char text[PIECES_MAX * 4 + 1];

	(void)state;
	for (unsigned i = 0; i < 100000; i++) {
		struct str want;
		char *back;
		random_text(text);
		want = replaced(text);
		back = json_back(text);
		assert_string_equal(back, str_get(&want));
		free(back);
		str_clear(&want);
	}
}

static void
every_character_survives_json(void **state)
{
	(void)state;
	for (uint32_t c = 1; c <= 0x10ffff; c += c < 0x3000 ? 1 : 61) {
		char text[8] = "";
		char *back;
		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		if (c < 0x80)
			snprintf(text, sizeof(text), "%c", (int)c);
		else if (c < 0x800)
			snprintf(text, sizeof(text), "%c%c", (int)(0xc0 | c >> 6),
				(int)(0x80 | (c & 0x3f)));
		else if (c < 0x10000)
			snprintf(text, sizeof(text), "%c%c%c", (int)(0xe0 | c >> 12),
				(int)(0x80 | (c >> 6 & 0x3f)), (int)(0x80 | (c & 0x3f)));
		else
			snprintf(text, sizeof(text), "%c%c%c%c", (int)(0xf0 | c >> 18),
				(int)(0x80 | (c >> 12 & 0x3f)),
				(int)(0x80 | (c >> 6 & 0x3f)), (int)(0x80 | (c & 0x3f)));
		back = json_back(text);
		assert_string_equal(back, text);
		free(back);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_that_a_terminal_could_act_on_gets_through),
		cmocka_unit_test(each_single_byte_is_made_harmless),
		cmocka_unit_test(what_people_see_tells_which_byte_or_character_it_was),
		cmocka_unit_test(only_a_whole_escape_is_undone),
		cmocka_unit_test(json_is_read_back_as_the_text_it_was),
		cmocka_unit_test(every_character_survives_json),
	};

	return cmocka_run_group_tests_name("escape", tests, NULL, NULL);
}
