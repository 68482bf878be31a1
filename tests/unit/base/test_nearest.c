/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/nearest.h"

#include "unit.h"

static const char *const words[] = { "block", "allow", "remove", "sipcli/",
	"friendly-scanner", "VaxSIPUserAgent/", "ua", NULL };

static const char *
meant(const char *word)
{
	struct nearest nearest;

	nearest_init(&nearest, word, strlen(word));
	for (size_t i = 0; words[i] != NULL; i++)
		nearest_consider(&nearest, words[i]);
	return nearest.best;
}

static void
a_slip_or_two_leads_to_what_was_meant(void **state)
{
	static const struct {
		const char *word, *meant;
	} cases[] = {
		{ "blok", "block" },     /* one less */
		{ "bllock", "block" },   /* one more */
		{ "blocl", "block" },    /* another one */
		{ "blcok", "block" },    /* two swapped */
		{ "remvoee", "remove" }, /* two slips */
		{ "BLOCK", "block" },    /* another case */
		{ "vaxsipuseragent", "VaxSIPUserAgent/" },
		{ "au", "ua" },
		{ "friendly", "friendly-scanner" },             /* goes on */
		{ "friendly-scanner/1.8", "friendly-scanner" }, /* goes on itself */
		{ "sipcli/1.8", "sipcli/" },
		{ "rem", "remove" },
		{ "re", NULL }, /* too short to tell */
		{ "blxxx", NULL },
		{ "bxxk", NULL },
		{ "", NULL },
		{ "zoiper", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *got = meant(cases[i].word);
		if (cases[i].meant == NULL ? got != NULL
					   : got == NULL || strcmp(got, cases[i].meant))
			fail_msg("'%s' is '%s'", cases[i].word, got ? got : "none");
	}
}

static void
a_slip_is_nearer_than_a_beginning_and_the_first_of_two_counts(void **state)
{
	struct nearest nearest;

	(void)state;
	nearest_init(&nearest, "sipcli", 6);
	nearest_consider(&nearest, "sipcli-and-more");
	assert_string_equal(nearest.best, "sipcli-and-more");
	nearest_consider(&nearest, "sipclj");
	nearest_consider(&nearest, "sipclk");
	assert_string_equal(nearest.best, "sipclj");
}

static void
only_the_first_bytes_of_the_text_are_the_word(void **state)
{
	struct nearest nearest;

	(void)state;
	nearest_init(&nearest, "blok=5", 4);
	nearest_consider(&nearest, "block");
	assert_string_equal(nearest_say(&nearest, "--"), ": did you mean '--block'?");
}

static void
nothing_near_is_nothing_said(void **state)
{
	struct nearest nearest;
	char longest[65 + 1];

	(void)state;
	memset(longest, 'x', 65);
	longest[65] = '\0';
	nearest_init(&nearest, longest, 65);
	nearest_consider(&nearest, longest);
	assert_string_equal(nearest_say(&nearest, ""), "");
	nearest_init(&nearest, longest, 64);
	nearest_consider(&nearest, longest + 1);
	assert_int_equal(
		strlen(nearest_say(&nearest, "")), strlen(": did you mean ''?") + 64);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slip_or_two_leads_to_what_was_meant),
		cmocka_unit_test(
			a_slip_is_nearer_than_a_beginning_and_the_first_of_two_counts),
		cmocka_unit_test(only_the_first_bytes_of_the_text_are_the_word),
		cmocka_unit_test(nothing_near_is_nothing_said),
	};

	return cmocka_run_group_tests_name("nearest", tests, NULL, NULL);
}
