/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/utf8.h"

#include "unit.h"

/* Table 3-7 of the Unicode standard: all well-formed sequences. */
static const struct {
	size_t len;
	unsigned char low[4], high[4];
} forms[] = {
	{ 1, { 0x00 }, { 0x7f } },
	{ 2, { 0xc2, 0x80 }, { 0xdf, 0xbf } },
	{ 3, { 0xe0, 0xa0, 0x80 }, { 0xe0, 0xbf, 0xbf } },
	{ 3, { 0xe1, 0x80, 0x80 }, { 0xec, 0xbf, 0xbf } },
	{ 3, { 0xed, 0x80, 0x80 }, { 0xed, 0x9f, 0xbf } },
	{ 3, { 0xee, 0x80, 0x80 }, { 0xef, 0xbf, 0xbf } },
	{ 4, { 0xf0, 0x90, 0x80, 0x80 }, { 0xf0, 0xbf, 0xbf, 0xbf } },
	{ 4, { 0xf1, 0x80, 0x80, 0x80 }, { 0xf3, 0xbf, 0xbf, 0xbf } },
	{ 4, { 0xf4, 0x80, 0x80, 0x80 }, { 0xf4, 0x8f, 0xbf, 0xbf } },
};

/* The bytes of the first character, by the table; 0 when it is none. */
static size_t
reference_len(const unsigned char *s, size_t len)
{
	for (size_t i = 0; i < COUNT(forms); i++) {
		size_t n = 0;
		while (n < forms[i].len && n < len && s[n] >= forms[i].low[n] &&
			s[n] <= forms[i].high[n])
			n++;
		if (n == forms[i].len)
			return n;
	}
	return 0;
}

static size_t
encode(uint32_t c, unsigned char out[4])
{
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		out[i] = (unsigned char)(0x80 | (c & 0x3f));
	out[0] = (unsigned char)(lead[n] | c);
	return n;
}

/* The length is the table's, and the value is the one that has these bytes. */
static void
check(const unsigned char *s, size_t len)
{
	uint32_t c = 0xdead;
	size_t want = reference_len(s, len), got = utf8_decode((const char *)s, len, &c);
	unsigned char again[4];

	if (got != want)
		fail_msg("%02x %02x %02x %02x of %zu: %zu bytes, not %zu", s[0],
			len > 1 ? s[1] : 0, len > 2 ? s[2] : 0, len > 3 ? s[3] : 0, len,
			want, got);
	if (want > 0 && (encode(c, again) != want || memcmp(again, s, want) != 0))
		fail_msg("%02x %02x %02x is not U+%04X", s[0], len > 1 ? s[1] : 0,
			len > 2 ? s[2] : 0, (unsigned)c);
}

static void
every_sequence_of_one_to_three_bytes_is_read_as_unicode_says(void **state)
{
	(void)state;
	for (unsigned n = 0; n < 1u << 24; n++) {
		unsigned char s[3] = { (unsigned char)(n >> 16), (unsigned char)(n >> 8),
			(unsigned char)n };
		check(s, 3);
		if (s[2] == 0)
			check(s, 2);
		if (s[2] == 0 && s[1] == 0)
			check(s, 1);
	}
}

static void
every_character_is_read_back_and_no_part_of_one_is(void **state)
{
	(void)state;
	for (uint32_t c = 0, got; c <= 0x10ffff; c++) {
		unsigned char s[4];
		size_t n = encode(c, s);
		if (c >= 0xd800 && c <= 0xdfff) {
			assert_int_equal(utf8_decode((const char *)s, n, &got), 0);
			continue;
		}
		if (utf8_decode((const char *)s, n, &got) != n || got != c)
			fail_msg("U+%04X is not read back", (unsigned)c);
		for (size_t cut = 1; cut < n; cut++)
			if (utf8_decode((const char *)s, cut, &got) != 0)
				fail_msg("%zu bytes of U+%04X are a character", cut,
					(unsigned)c);
	}
}

static void
random_sequences_of_four_bytes_are_read_as_unicode_says(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2000000; i++) {
		uint32_t r = random_next();
		/* A lead of four bytes, what is around it, and often what may follow. */
		unsigned char s[4] = { (unsigned char)(0xec + (r & 0x1f) % 20),
			(unsigned char)(r >> 8), (unsigned char)(r >> 16),
			(unsigned char)(r >> 24) };
		for (size_t j = 1; j < 4; j++)
			if (random_below(8) != 0)
				s[j] = (unsigned char)(0x80 | (s[j] & 0x3f));
		check(s, 4);
	}
}

static void
a_text_is_valid_when_all_of_it_is(void **state)
{
	static const struct {
		const char *text;
		bool is_valid;
	} cases[] = {
		{ "", true },
		{ "friendly-scanner", true },
		{ "T\xc3\xa9l\xc3\xa9phone \xe2\x82\xac \xf0\x9f\x93\x9e", true },
		{ "\xf4\x8f\xbf\xbf", true },
		{ "caf\xe9", false },          /* Latin-1 */
		{ "caf\xc3", false },          /* cut short */
		{ "\xe2\x82", false },         /* cut short */
		{ "\x80", false },             /* begins in the middle */
		{ "a\xbf", false },            /* begins in the middle */
		{ "\xc0\xaf", false },         /* a slash in two bytes */
		{ "\xe0\x80\xaf", false },     /* in three */
		{ "\xf0\x80\x80\xaf", false }, /* in four */
		{ "\xed\xa0\x80", false },     /* a surrogate */
		{ "\xf4\x90\x80\x80", false }, /* beyond U+10FFFF */
		{ "\xf8\x88\x80\x80\x80", false },
		{ "\xfe", false },
		{ "\xff", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (utf8_is_valid(cases[i].text) != cases[i].is_valid)
			fail_msg("case %zu: %s", i, cases[i].text);
}

static void
what_a_terminal_may_act_on_is_unsafe_and_what_people_write_is_not(void **state)
{
	/* All of Unicode's Bidi_Control, line and paragraph separators, and what has
	 * no width and no business in a value. */
	static const uint32_t unsafe[] = { 0x061c, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f,
		0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2066,
		0x2067, 0x2068, 0x2069, 0xfeff, 0xe0001, 0xe0041, 0xe007f };
	static const uint32_t safe[] = { ' ', '~', '\\', '"', 0xa0, 0xe9, 0x20ac, 0x2027,
		0x202f, 0x206a, 0x4e2d, 0xfffd, 0x1f4de, 0xdffff, 0x10ffff };

	(void)state;
	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		bool control = c <= 0x1f || c == 0x7f || (c >= 0x80 && c <= 0x9f);
		if (utf8_is_control(c) != control)
			fail_msg("U+%04X: control", (unsigned)c);
		if (control && !utf8_is_unsafe(c))
			fail_msg("U+%04X is safe", (unsigned)c);
	}
	for (size_t i = 0; i < COUNT(unsafe); i++)
		if (!utf8_is_unsafe(unsafe[i]))
			fail_msg("U+%04X is safe", (unsigned)unsafe[i]);
	for (size_t i = 0; i < COUNT(safe); i++)
		if (utf8_is_unsafe(safe[i]))
			fail_msg("U+%04X is unsafe", (unsigned)safe[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			every_sequence_of_one_to_three_bytes_is_read_as_unicode_says),
		cmocka_unit_test(every_character_is_read_back_and_no_part_of_one_is),
		cmocka_unit_test(random_sequences_of_four_bytes_are_read_as_unicode_says),
		cmocka_unit_test(a_text_is_valid_when_all_of_it_is),
		cmocka_unit_test(
			what_a_terminal_may_act_on_is_unsafe_and_what_people_write_is_not),
	};

	return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
