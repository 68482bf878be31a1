/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/country.h"

#include "unit.h"

static void
a_code_in_either_case_has_a_name(void **state)
{
	static const struct {
		const char *code, *name;
	} cases[] = { { "US", "United States" }, { "us", "United States" },
		{ "De", "Germany" }, { "AD", "Andorra" }, { "ZW", "Zimbabwe" },
		{ "it", "Italy" }, { "TW", "Taiwan" } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_non_null(country_name(cases[i].code));
		assert_string_equal(country_name(cases[i].code), cases[i].name);
	}
}

static void
what_is_no_code_has_no_name(void **state)
{
	static const char *const cases[] = { "", "U", "UK", "USA", "XX", "ZZ", "AA", "12",
		"US ", " US", "\xc3\xa9", "Germany" };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (country_name(cases[i]) != NULL)
			fail_msg("'%s' is %s", cases[i], country_name(cases[i]));
}

/* ISO 3166-1 has had 249 countries since 2011. */
static void
all_countries_are_found_and_their_names_lead_back_to_them(void **state)
{
	unsigned n = 0;

	(void)state;
	for (char a = 'A'; a <= 'Z'; a++)
		for (char b = 'A'; b <= 'Z'; b++) {
			const char code[] = { a, b, '\0' };
			const char *name = country_name(code);
			if (name == NULL)
				continue;
			n++;
			assert_true(strlen(name) > 2);
			assert_non_null(country_code(name));
			assert_string_equal(country_code(name), code);
		}
	assert_in_range(n, 240, 260);
}

static void
a_name_is_known_by_its_beginning_when_it_is_the_only_one(void **state)
{
	static const struct {
		const char *name, *code;
	} cases[] = {
		{ "germany", "DE" },
		{ "GERM", "DE" },
		{ "united states", "US" }, /* though the Minor Outlying Islands follow */
		{ "niger", "NE" },         /* though Nigeria begins with it */
		{ "usa", "US" },
		{ "DEU", "DE" },
		{ "uk", "GB" }, /* though Ukraine begins with it */
		{ "nige", NULL },
		{ "united", NULL },
		{ "", NULL },
		{ "Atlantis", NULL },
		{ "Germanyx", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *code = country_code(cases[i].name);
		if (cases[i].code == NULL ? code != NULL
					  : code == NULL || strcmp(code, cases[i].code))
			fail_msg("'%s' is %s", cases[i].name,
				code != NULL ? code : "none");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_in_either_case_has_a_name),
		cmocka_unit_test(what_is_no_code_has_no_name),
		cmocka_unit_test(
			all_countries_are_found_and_their_names_lead_back_to_them),
		cmocka_unit_test(
			a_name_is_known_by_its_beginning_when_it_is_the_only_one),
	};

	return cmocka_run_group_tests_name("country", tests, NULL, NULL);
}
