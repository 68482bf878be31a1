/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/ascii.h"

#include "unit.h"

#include <locale.h>
#include <unistd.h>

#include "policy/country.h"
#include "policy/match.h"
#include "policy/rule_parse.h"

static int
sign(int n)
{
	return n < 0 ? -1 : n > 0;
}

static void
only_the_26_letters_have_a_case(void **state)
{
	static const char upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
			  lower[] = "abcdefghijklmnopqrstuvwxyz";

	(void)state;
	for (int i = 0; i < 256; i++) {
		char c = (char)i;
		const char *u = c != '\0' ? strchr(upper, c) : NULL;
		const char *l = c != '\0' ? strchr(lower, c) : NULL;
		assert_int_equal(ascii_lower(c), u != NULL ? lower[u - upper] : c);
		assert_int_equal(ascii_upper(c), l != NULL ? upper[l - lower] : c);
	}
}

static void
texts_are_in_the_order_of_their_small_letters(void **state)
{
	static const char *const order[] = { "", "-", "0", "_", "a", "AB", "b", "sip",
		"SIP-", "sipcli", "\xc3\x89", "\xc3\xa9" };

	(void)state;
	for (int i = 0; i < (int)COUNT(order); i++)
		for (int j = 0; j < (int)COUNT(order); j++)
			assert_int_equal(
				sign(ascii_compare(order[i], order[j])), sign(i - j));
	assert_int_equal(ascii_compare("SipCli/1.8", "sIPcLI/1.8"), 0);
}

static void
a_text_begins_with_another(void **state)
{
	(void)state;
	assert_true(ascii_begins("Friendly-Scanner/2", "friendly-scanner"));
	assert_true(ascii_begins("x", ""));
	assert_true(ascii_begins("", ""));
	assert_false(ascii_begins("", "x"));
	assert_false(ascii_begins("frien", "friendly"));
	assert_false(ascii_begins("xfriendly", "friendly"));
}

/* Make a Turkish locale in a folder of its own, where Debian's "locales" is there
 * to make it from. */
static bool
enter_turkish(char *folder)
{
	char command[200];

	if (mkdtemp(folder) == NULL)
		return false;
	snprintf(command, sizeof(command),
		"localedef -i tr_TR -f UTF-8 %s/tr_TR.UTF-8 >%s/log 2>&1", folder,
		folder);
	if (system(command) < 0)
		return false;
	setenv("LOCPATH", folder, 1);
	return setlocale(LC_ALL, "tr_TR.UTF-8") != NULL;
}

static void
the_users_locale_changes_no_rule(void **state)
{
	char folder[] = "/tmp/shieldadm-locale-XXXXXX", command[200];
	bool is_turkish = enter_turkish(folder);
	struct rule rule = { 0 };
	struct err err = NO_ERR;
	bool parsed = rule_parse(&rule, RULE_COUNTRY, RULE_ALLOW, "it", false, &err);
	bool catches = rule_catches("FRIENDLY-SCANNER", "friendly-scanner");
	const char *name = country_name("it");

	(void)state;
	setlocale(LC_ALL, "C");
	unsetenv("LOCPATH");
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	assert_int_equal(system(command), 0);
	if (!is_turkish)
		skip();
	assert_true(parsed);
	assert_string_equal(rule.value, "IT");
	assert_true(catches);
	assert_string_equal(name, "Italy");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_26_letters_have_a_case),
		cmocka_unit_test(texts_are_in_the_order_of_their_small_letters),
		cmocka_unit_test(a_text_begins_with_another),
		cmocka_unit_test(the_users_locale_changes_no_rule),
	};

	return cmocka_run_group_tests_name("ascii", tests, NULL, NULL);
}
