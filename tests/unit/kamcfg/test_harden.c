/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/harden.h"

#include "unit.h"

typedef void add_fn(struct str *s, const struct harden *h);

static add_fn *const places[] = { harden_defines, harden_modules, harden_params,
	harden_reqinit, harden_login_failed, harden_login_passed, harden_routes };

/* All places of the hardening, one below the other.  The caller frees it. */
static char *
all_of(const struct harden *h)
{
	struct str s = { 0 };

	for (size_t i = 0; i < COUNT(places); i++)
		places[i](&s, h);
	return s.s;
}

/* What a part is known by in the text. */
static const struct {
	enum harden_part part;
	const char *mark;
} marks[] = {
	{ HARDEN_SQLI, "secf_check_sqli_all()" },
	{ HARDEN_COUNTRY, "geoip2" },
	{ HARDEN_UA, "secf_check_ua()" },
	{ HARDEN_LISTS, "secf_check_ip()" },
	{ HARDEN_FLOOD, "pike_check_req()" },
	{ HARDEN_LOGINS, "auth_try" },
	{ HARDEN_SANITY, "sanity_check" },
	{ HARDEN_HOPS, "mf_process_maxfwd_header" },
	{ HARDEN_CONTACT, "SHIELDADM_CONTACT_NAME" },
	{ HARDEN_METHOD, "405" },
	{ HARDEN_OPTIONS, "Keepalive" },
};

static void
a_part_that_is_left_out_leaves_no_trace(void **state)
{
	(void)state;
	assert_int_equal(COUNT(marks), HARDEN_PARTS);
	for (size_t i = 0; i < COUNT(marks); i++) {
		struct harden h = { .parts = HARDEN_ALL };
		char *with = all_of(&h), *without;
		h.parts &= ~(1u << marks[i].part);
		without = all_of(&h);
		assert_non_null(strstr(with, marks[i].mark));
		if (strstr(without, marks[i].mark) != NULL)
			fail_msg("%s is there without its part", marks[i].mark);
		free(with);
		free(without);
	}
}

/* Braces and #!ifdef lines that are open. */
static void
assert_closed(const char *text, unsigned parts)
{
	int braces = 0, ifdefs = 0;

	for (const char *line = text; *line != '\0';) {
		size_t len = strcspn(line, "\n");
		if (strncmp(line, "#!if", 4) == 0)
			ifdefs++;
		else if (strncmp(line, "#!endif", 7) == 0)
			ifdefs--;
		for (size_t i = 0; i < len && line[0] != '#'; i++)
			braces += (line[i] == '{') - (line[i] == '}');
		if (ifdefs < 0)
			fail_msg("#!endif without #!ifdef, parts %x", parts);
		line += len + (line[len] == '\n');
	}
	if (braces != 0 || ifdefs != 0)
		fail_msg("%d braces and %d #!ifdef are open, parts %x", braces, ifdefs,
			parts);
}

static void
whatever_is_chosen_the_text_is_closed_and_has_no_name_left(void **state)
{
	(void)state;
	for (unsigned parts = 0; parts <= HARDEN_ALL; parts++)
		for (int has_url = 0; has_url < 2; has_url++) {
			const char *url = has_url ? "sqlite:////k.sqlite" : NULL;
			struct harden h = {
				.parts = parts, .db_url = url, .sql_url = url
			};
			char *text = all_of(&h);
			assert_closed(text, parts);
			assert_null(strstr(text, "URL@"));
			assert_null(strstr(text, "@MMDB"));
			assert_non_null(strstr(text, "\nroute[REQINIT] {\n"));
			free(text);
		}
}

static void
what_is_given_stands_where_kamailio_reads_it(void **state)
{
	const struct harden h = { .parts = HARDEN_ALL,
		.db_url = "mysql://k:p@db/k",
		.sql_url = "mysql://k:p@db/k",
		.mmdb = "/geo/a@b@c.mmdb" };
	struct str s = { 0 };

	(void)state;
	harden_params(&s, &h);
	assert_non_null(strstr(
		s.s, "modparam(\"secfilter\", \"db_url\", \"mysql://k:p@db/k\")\n"));
	assert_non_null(strstr(
		s.s, "modparam(\"sqlops\", \"sqlcon\", \"cb=>mysql://k:p@db/k\")\n"));
	assert_non_null(
		strstr(s.s, "modparam(\"geoip2\", \"path\", \"/geo/a@b@c.mmdb\")\n"));
	str_clear(&s);
}

static void
without_a_url_the_name_of_the_stock_config_stands_there(void **state)
{
	const struct harden h = { .parts = HARDEN_ALL };
	struct str s = { 0 };

	(void)state;
	harden_params(&s, &h);
	assert_non_null(strstr(s.s, "modparam(\"secfilter\", \"db_url\", DBURL)\n"));
	assert_null(strstr(s.s, "modparam(\"sqlops\""));
	str_clear(&s);
}

static void
parts_are_named_with_commas_between_them(void **state)
{
	unsigned parts = 7;
	struct err err = NO_ERR;

	(void)state;
	assert_true(harden_parts_parse(&parts, "options,sqli", &err));
	assert_int_equal(parts, 1u << HARDEN_SQLI | 1u << HARDEN_OPTIONS);
	assert_no_error(&err);
}

static void
a_word_that_is_no_part_is_refused_with_those_that_are(void **state)
{
	static const char *const wrong[] = { "", "sqli,", "sql", "sqli,uas", "SQLI" };

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++) {
		unsigned parts = 7;
		struct err err = NO_ERR;
		assert_false(harden_parts_parse(&parts, wrong[i], &err));
		assert_error(&err, ERR_USAGE, "use sqli, country, ua, lists");
		assert_int_equal(parts, 7);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_part_that_is_left_out_leaves_no_trace),
		cmocka_unit_test(
			whatever_is_chosen_the_text_is_closed_and_has_no_name_left),
		cmocka_unit_test(what_is_given_stands_where_kamailio_reads_it),
		cmocka_unit_test(without_a_url_the_name_of_the_stock_config_stands_there),
		cmocka_unit_test(parts_are_named_with_commas_between_them),
		cmocka_unit_test(a_word_that_is_no_part_is_refused_with_those_that_are),
	};

	return cmocka_run_group_tests_name("harden", tests, NULL, NULL);
}
