/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/edit.h"

#include "unit.h"

#include <limits.h>

#include "base/xalloc.h"
#include "kamcfg/owned.h"
#include "kamcfg/statement.h"

#define PATH "/nonexistent/kamailio.cfg"

#define HEAD                                                                         \
	"#!KAMAILIO\n#!define WITH_MYSQL\n#!ifdef WITH_MYSQL\n"                      \
	"#!trydef DBURL \"mysql://kamailio:secret@localhost/kamailio\"\n#!endif\n"   \
	"loadmodule \"db_mysql.so\"\nloadmodule \"tm.so\"\nloadmodule \"sl.so\"\n"   \
	"#!ifdef WITH_ANTIFLOOD\nloadmodule \"htable.so\"\nloadmodule \"pike.so\"\n" \
	"#!endif\nmodparam(\"tm\", \"fr_timer\", 30000)\n"                           \
	"request_route {\n\troute(REQINIT);\n\troute(AUTH);\n}\n"

#define AUTH                                                                    \
	"route[AUTH] {\n\tif (!auth_check(\"$fd\", \"subscriber\", \"1\")) {\n" \
	"\t\tauth_challenge(\"$fd\", "                                          \
	"\"0\");\n\t\texit;\n\t}\n\tconsume_credentials();\n"                   \
	"}\n"

#define STOCK                                                                     \
	"\tset_reply_no_connect();\n\tforce_rport();\n\n#!ifdef WITH_ANTIFLOOD\n" \
	"\tif(src_ip!=myself) {\n\t\tif($sht(ipban=>$si)!=$null) {\n\t\t\t# is "  \
	"blocked\n"                                                               \
	"\t\t\txdbg(\"blocked IP - $rm\\n\");\n\t\t\texit;\n\t\t}\n"              \
	"\t\tif (!pike_check_req()) {\n\t\t\txlog(\"L_ALERT\",\"ALERT: pike "     \
	"$rm\\n\");\n"                                                            \
	"\t\t\t$sht(ipban=>$si) = 1;\n\t\t\texit;\n\t\t}\n\t}\n#!endif\n"         \
	"\tif(!sanity_check(\"17895\", \"7\")) {\n\t\txlog(\"Malformed\\n\");\n"  \
	"\t\texit;\n\t}\n"

#define REQINIT(body) HEAD "route[REQINIT] {\n" body "}\n" AUTH

struct test {
	struct edit edit;
	struct err err;
	struct harden h;
};

static int
setup(void **state)
{
	struct test *t = xcalloc(1, sizeof(*t));

	t->err = NO_ERR;
	t->h = (struct harden){ .parts = HARDEN_ALL };
	*state = t;
	return 0;
}

static int
teardown(void **state)
{
	struct test *t = *state;

	edit_clear(&t->edit);
	free(t);
	return 0;
}

static void
apply(struct test *t, const char *text)
{
	edit_clear(&t->edit);
	if (!edit_apply(&t->edit, PATH, text, strlen(text), &t->h, NULL, &t->err))
		fail_msg("%s", t->err.text);
}

/* How often it is there. */
static unsigned
count(const struct test *t, const char *what)
{
	unsigned n = 0;

	for (const char *s = str_get(&t->edit.text); (s = strstr(s, what)) != NULL; s++)
		n++;
	return n;
}

static unsigned
line_of(const struct test *t, const char *what)
{
	const char *end = strstr(str_get(&t->edit.text), what);
	unsigned line = 1;

	assert_non_null(end);
	for (const char *s = str_get(&t->edit.text); s < end; s++)
		line += *s == '\n';
	return line;
}

/* Whether b stands somewhere behind a. */
static bool
in_order(const struct test *t, const char *a, const char *b)
{
	const char *at = strstr(str_get(&t->edit.text), a);

	return at != NULL && strstr(at, b) != NULL;
}

/* Once more changes nothing, and taking it out gives the same bytes again. */
static void
assert_round_trip(struct test *t, const char *text)
{
	char *once;

	apply(t, text);
	once = xstrdup(str_get(&t->edit.text));
	assert_string_not_equal(once, text);
	apply(t, once);
	assert_string_equal(str_get(&t->edit.text), once);
	edit_clear(&t->edit);
	assert_true(edit_revert(&t->edit, once, strlen(once), &t->err));
	assert_string_equal(str_get(&t->edit.text), text);
	edit_clear(&t->edit);
	assert_true(edit_revert(&t->edit, text, strlen(text), &t->err));
	assert_string_equal(str_get(&t->edit.text), text);
	free(once);
}

static void
it_is_put_in_once_and_taken_out_without_a_trace(void **state)
{
	assert_round_trip(*state, REQINIT(STOCK));
	assert_round_trip(*state, REQINIT(""));
	assert_round_trip(*state, REQINIT("\tmine();\n" STOCK "\troute(OTHER);\n"));
	assert_round_trip(*state, HEAD "route[REQINIT] {\n" STOCK "}\n# the end\n\n\n");
	/* Lines that have to be parted, and a last one without an end. */
	assert_round_trip(*state, HEAD "route[REQINIT] { mine(); } # x\n" AUTH);
	assert_round_trip(*state, HEAD AUTH "route[REQINIT] {\n" STOCK "}");
}

static void
stock_checks_are_switched_off_and_no_pike_counts_twice(void **state)
{
	struct test *t = *state;
	struct cfg cfg;
	size_t n = 0;

	apply(t, REQINIT(STOCK));
	assert_true(cfg_read_text(
		&cfg, PATH, str_get(&t->edit.text), t->edit.text.len, &t->err));
	for (size_t i = 0; i < cfg.tokens.len; i++)
		n += cfg_is(&cfg, i, "pike_check_req");
	assert_int_equal(n, 1);
	assert_int_equal(count(t, "#!ifdef SHIELDADM_REPLACED"), 1);
	assert_int_equal(t->edit.notes.len, 0);
	cfg_clear(&cfg);
}

static void
other_statements_stay_where_they_are_and_are_told(void **state)
{
	struct test *t = *state;

	apply(t,
		REQINIT("\tif (src_ip == 10.0.0.9) return;\n" STOCK "\troute(OTHER);\n"));
	assert_true(in_order(t, "return;", "route(SHIELDADM_REQINIT);"));
	assert_true(in_order(t, "route(SHIELDADM_REQINIT);", "route(OTHER);"));
	assert_int_equal(t->edit.notes.len, 2);
	assert_non_null(strstr(t->edit.notes.v[0].text, "not shieldadm's"));
	/* The line of what was made, to look at. */
	assert_non_null(strstr(str_get(&t->edit.text), "if (src_ip == 10.0.0.9)"));
	assert_int_equal(t->edit.notes.v[0].line, line_of(t, "if (src_ip == 10.0.0.9)"));
	assert_int_equal(t->edit.notes.v[1].line, line_of(t, "route(OTHER)"));
}

/* Two runs of known statements, with somebody's own between them. */
static void
somebodys_check_in_the_middle_goes_on_running(void **state)
{
	struct test *t = *state;
	struct cfg cfg;
	bool runs = false;

	apply(t, REQINIT("\tforce_rport();\n\tif ($ua =~ \"mine\") exit;\n" STOCK));
	assert_true(cfg_read_text(
		&cfg, PATH, str_get(&t->edit.text), t->edit.text.len, &t->err));
	for (size_t i = 0; i < cfg.tokens.len; i++)
		runs = runs || cfg_is(&cfg, i, "\"mine\"");
	assert_true(runs);
	cfg_clear(&cfg);
}

/* In a section that is not read now somebody may have lines of his own. */
static void
a_section_that_is_not_read_is_not_switched_off(void **state)
{
	struct test *t = *state;
	const char *text =
		REQINIT("\tforce_rport();\n#!ifdef MINE\n\tmine();\n#!endif\n" STOCK);

	apply(t, text);
	assert_true(count(t, "#!ifdef SHIELDADM_REPLACED") >= 2);
	assert_true(in_order(t, "#!endif\n# shieldadm: end replaced\n#!ifdef MINE",
		"mine();\n#!endif\n# shieldadm: begin replaced"));
	assert_round_trip(t, text);
}

static void
a_route_on_one_line_is_called_from_and_told(void **state)
{
	struct test *t = *state;
	const char *text = HEAD "route[REQINIT] { force_rport(); mine(); }\n" AUTH;

	apply(t, text);
	assert_int_equal(count(t, "route(SHIELDADM_REQINIT);"), 1);
	assert_int_equal(count(t, "SHIELDADM_REPLACED"), 0);
	assert_non_null(strstr(t->edit.notes.v[0].text, "other code is on its lines"));
}

/* As stock files of other releases have them. */
static void
checks_of_other_releases_are_known(void **state)
{
	static const char *const known[] = {
		"if($ua =~ \"friendly-scanner|sipcli|VaxSIPUserAgent\") {\n# "
		"drop\nexit;\n}",
		"if(!sanity_check(\"1511\", \"7\"))\n{\n\txlog(\"bad "
		"$si:$sp\\n\");\n\texit;\n}",
		"if (!pike_check_req()) { exit; }", /* not: somebody's own */
		"if(src_ip!=myself)\n{\n\tif($sht(ipban=>$si)!=$null)\n\t{\n"
		"\t\txdbg(\"x\");\n\t\texit;\n\t}\n\tif (!pike_check_req())\n\t{\n"
		"\t\txalert(\"ALERT: pike blocking\\n\");\n\t\t$sht(ipban=>$si) = 1;\n"
		"\t\texit;\n\t}\n}",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(known); i++) {
		struct cfg cfg;
		struct err err;
		unsigned parts;
		assert_true(cfg_read_text(&cfg, PATH, known[i], strlen(known[i]), &err));
		assert_int_equal(statement_end(&cfg, 0, cfg.tokens.len), cfg.tokens.len);
		assert_int_equal(
			statement_is_known(&cfg, 0, cfg.tokens.len, &parts), i != 2);
		cfg_clear(&cfg);
	}
}

#define OFF "#!ifdef SHIELDADM_REPLACED\n# shieldadm: end replaced\n"
#define ON "# shieldadm: begin replaced\n#!endif\n"

/* What protects now must not be gone because something else was asked for. */
static void
a_check_of_a_part_that_is_not_chosen_goes_on(void **state)
{
	struct test *t = *state;
	static const char text[] = "#!define WITH_ANTIFLOOD\n" REQINIT(STOCK);

	t->h.parts = 1u << HARDEN_UA;
	apply(t, text);
	assert_int_equal(count(t, OFF), 1);
	assert_true(in_order(t, "\tforce_rport();\n" ON, "pike_check_req()"));
	assert_round_trip(t, text);
	t->h.parts = 1u << HARDEN_FLOOD;
	apply(t, text);
	assert_int_equal(count(t, OFF), 1);
	assert_true(in_order(
		t, "= 1;\n\t\t\texit;\n\t\t}\n\t}\n#!endif\n" ON, "sanity_check("));
	assert_round_trip(t, text);
	t->h.parts = 1u << HARDEN_LOGINS;
	apply(t, text);
	assert_true(in_order(t, "\tforce_rport();\n" ON, "pike_check_req()"));
}

/* WITH_ANTIFLOOD is defined for the table of logins: it would ban, and carriers too. */
static void
a_check_that_never_ran_does_not_begin_to(void **state)
{
	struct test *t = *state;

	t->h.parts = 1u << HARDEN_LOGINS;
	apply(t, REQINIT(STOCK));
	assert_int_equal(count(t, "#!define WITH_ANTIFLOOD"), 1);
	assert_true(in_order(t, OFF, "pike_check_req()"));
	assert_true(in_order(t, "pike_check_req()", ON));
	assert_round_trip(t, REQINIT(STOCK));
}

/* The article's secf_check_ua() and what is done with its answer are one. */
static void
what_is_done_with_an_answer_goes_with_the_question(void **state)
{
	struct test *t = *state;
	static const char body[] = REQINIT("\tsecf_check_sqli_all();\n"
					   "\tsecf_check_ua();\n"
					   "\tif ($? == -2) {\n\t\texit;\n\t}\n"
					   "\txinfo(\"[REQINIT]: allowed\\n\");\n");

	t->h.parts = 1u << HARDEN_SQLI;
	apply(t, body);
	assert_true(in_order(t, OFF "\tsecf_check_sqli_all();\n" ON,
		"\tsecf_check_ua();\n\tif ($? == -2) {\n\t\texit;\n\t}\n"
		"\txinfo(\"[REQINIT]: allowed\\n\");\n}\n"));
	t->h.parts = 1u << HARDEN_UA;
	apply(t, body);
	assert_true(
		in_order(t, "\tsecf_check_sqli_all();\n# shieldadm: begin replaced\n" OFF,
			"allowed\\n\");\n" ON));
}

static void
that_scanners_must_be_stored_from_now_on_is_told(void **state)
{
	struct test *t = *state;
	static const char text[] = REQINIT("\tif($ua =~ \"friendly|sipcli|pplsip\") {\n"
					   "\t\texit;\n\t}\n");
	static const char stock[] =
		REQINIT("\tif($ua =~ \"friendly-scanner|sipcli|VaxSIPUserAgent\") {\n"
			"\t\texit;\n\t}\n");
	char *again;

	apply(t, stock);
	assert_int_equal(t->edit.notes.len, 1);
	assert_int_equal(t->edit.notes.v[0].line, line_of(t, "\tif($ua =~ \"fri"));
	assert_non_null(strstr(t->edit.notes.v[0].text, "shieldadm ua block --scanners"));
	/* Once is enough. */
	again = xasprintf("%s", str_get(&t->edit.text));
	apply(t, again);
	assert_string_equal(str_get(&t->edit.text), again);
	assert_int_equal(t->edit.notes.len, 0);
	free(again);
	/* One's own goes on doing it. */
	apply(t, text);
	assert_null(strstr(t->edit.notes.v[0].text, "ua block"));
}

static void
logins_are_counted_where_they_fail_and_cleared_where_not(void **state)
{
	struct test *t = *state;

	apply(t, REQINIT(STOCK));
	assert_true(in_order(t, "auth_check(", "route(SHIELDADM_LOGIN_FAILED);"));
	assert_true(in_order(t, "route(SHIELDADM_LOGIN_FAILED);\n", "auth_challenge("));
	assert_true(in_order(t, "auth_challenge(", "route(SHIELDADM_LOGIN_PASSED);"));
	assert_true(in_order(t, "route(SHIELDADM_LOGIN_PASSED);", "consume_credentials"));
}

static void
an_else_is_where_a_login_has_passed(void **state)
{
	struct test *t = *state;

	apply(t, HEAD
		"route[REQINIT] {\n}\nroute[AUTH] {\n\tif (!www_authenticate(\"$td\", "
		"\"s\")) {\n\t\tno();\n\t} else {\n\t\tyes();\n\t}\n}\n");
	assert_true(in_order(t, "else {", "route(SHIELDADM_LOGIN_PASSED);"));
	assert_true(in_order(t, "route(SHIELDADM_LOGIN_PASSED);", "yes();"));
}

#define LOGIN(text) HEAD "route[REQINIT] {\n}\nroute[AUTH] {\n" text "}\n"
#define FAILED "route(SHIELDADM_LOGIN_FAILED);"
#define PASSED "route(SHIELDADM_LOGIN_PASSED);"

static void
a_login_without_braces_gets_them(void **state)
{
	struct test *t = *state;

	apply(t, LOGIN("\tif (!www_authorize(\"$td\", \"s\"))\n\t\tno();\n\tyes();\n"));
	assert_true(in_order(t, "{\nroute(SHIELDADM_LOGIN_FAILED);", "no();"));
	assert_true(in_order(t, "no();", "}\n# shieldadm: end login_failed"));
	assert_true(in_order(t, "}\n# shieldadm: end login_failed", PASSED));
	assert_true(in_order(t, PASSED, "yes();"));
	apply(t, LOGIN("\tif (!auth_check(\"$fd\", \"s\", \"1\"))\n\t{\n\t\tno();\n\t}"
		       "\n\telse yes();\n"));
	assert_true(in_order(t, FAILED, "no();"));
	assert_true(in_order(t, "else", "{\nroute(SHIELDADM_LOGIN_PASSED);"));
	assert_true(in_order(t, PASSED, "yes();"));
	apply(t, LOGIN("\tif (!auth_check(\"$fd\", \"s\", \"1\"))\n\t\tno();\n\telse\n"
		       "\t\tyes();\n"));
	assert_true(in_order(t, "no();", "}\n# shieldadm: end login_failed\n\telse"));
	assert_true(in_order(t, "\telse\n", "{\nroute(SHIELDADM_LOGIN_PASSED);"));
	assert_true(in_order(t, "yes();", "}\n# shieldadm: end login_passed"));
}

static void
a_login_that_asks_for_success_counts_what_is_else(void **state)
{
	struct test *t = *state;

	apply(t, LOGIN("\tif (auth_check(\"$fd\", \"s\", \"1\")) return;\n\texit;\n"));
	assert_true(in_order(t, "{\nroute(SHIELDADM_LOGIN_PASSED);", "return;"));
	assert_true(in_order(t, "return;", "else {\nroute(SHIELDADM_LOGIN_FAILED);"));
	assert_true(in_order(t, "else {\nroute(SHIELDADM_LOGIN_FAILED);", "exit;"));
}

/* What stands behind the block would be done for those who do not log in, too. */
static void
a_login_that_hangs_on_another_if_clears_nobody_elses_count(void **state)
{
	struct test *t = *state;

	apply(t, LOGIN("\tif (is_method(\"ACK\")) return;\n\telse if "
		       "(!auth_check(\"$fd\", "
		       "\"s\", \"1\")) {\n\t\tno();\n\t}\n\tyes();\n"));
	assert_true(in_order(t, "no();", "else {\nroute(SHIELDADM_LOGIN_PASSED);\n"));
	assert_true(in_order(t, "else {\nroute(SHIELDADM_LOGIN_PASSED);\n", "yes();"));
}

static void
a_login_of_another_shape_is_told(void **state)
{
	struct test *t = *state;

	apply(t, LOGIN("\tif (!auth_check(\"$fd\", \"s\", \"1\") || $ua == \"x\") {\n"
		       "\t\texit;\n\t}\n"));
	assert_int_equal(count(t, "\t" FAILED), 0);
	assert_null(strstr(str_get(&t->edit.text), "begin login_failed"));
	assert_non_null(
		strstr(t->edit.notes.v[0].text, "cannot be counted automatically"));
	apply(t, HEAD "route[REQINIT] {\n}\n");
	assert_non_null(strstr(t->edit.notes.v[0].text, "no route authenticates"));
}

static void
nothing_is_defined_loaded_or_set_twice(void **state)
{
	struct test *t = *state;

	apply(t, "#!define WITH_AUTH\n" HEAD
		 "loadmodule \"secfilter.so\"\nmodparam(\"secfilter\", \"db_url\", "
		 "DBURL)\n"
		 "route[REQINIT] {\n}\n");
	assert_int_equal(count(t, "#!define WITH_AUTH\n"), 1);
	assert_int_equal(count(t, "loadmodule \"secfilter.so\""), 1);
	assert_int_equal(count(t, "\"secfilter\", \"db_url\""), 1);
	assert_int_equal(count(t, "loadmodule \"db_mysql.so\""), 1);
	assert_int_equal(count(t, "loadmodule \"permissions.so\""), 1);
}

static void
policies_that_were_chosen_are_kept(void **state)
{
	struct test *t = *state;
	struct str text = { 0 };
	char *off;

	apply(t, REQINIT(STOCK));
	off = strstr(t->edit.text.s, "##!define SHIELDADM_DROP_NO_UA");
	assert_non_null(off);
	memmove(off, off + 1, strlen(off));
	str_addf(&text, "%s", t->edit.text.s);
	apply(t, str_get(&text));
	assert_int_equal(count(t, "\n#!define SHIELDADM_DROP_NO_UA\n"), 1);
	assert_int_equal(count(t, "\n##!define SHIELDADM_DROP_UNKNOWN_COUNTRY\n"), 1);
	assert_int_equal(count(t, "\n##!define SHIELDADM_CONTACT_NAME\n"), 1);
	str_clear(&text);
}

static void
a_database_is_defined_where_there_is_none(void **state)
{
	struct test *t = *state;
	const char *text = "#!KAMAILIO\nloadmodule \"tm.so\"\nroute[REQINIT] {\n}\n"
			   "route {\n\troute(REQINIT);\n}\n";

	assert_false(
		edit_apply(&t->edit, PATH, text, strlen(text), &t->h, NULL, &t->err));
	assert_error(&t->err, ERR_USAGE, "does not define DBURL");
	assert_true(edit_apply(&t->edit, PATH, text, strlen(text), &t->h,
		"sqlite:///var/k.sqlite", &t->err));
	assert_int_equal(count(t, "#!define DBURL \"sqlite:///var/k.sqlite\"\n"), 1);
	assert_int_equal(count(t, "loadmodule \"db_sqlite.so\"\n"), 1);
	assert_int_equal(count(t, "WITH_MYSQL"), 0);
}

static void
a_name_in_a_string_is_switched_off_and_nothing_with_it(void **state)
{
	struct test *t = *state;
	struct cfg cfg;
	const char *text = HEAD "loadmodule \"sqlops.so\"\n"
				"modparam(\"sqlops\", \"sqlcon\", \"cb=>DBURL\")\n"
				"route[REQINIT] {\n}\n";

	apply(t, text);
	assert_true(cfg_read_text(
		&cfg, PATH, str_get(&t->edit.text), t->edit.text.len, &t->err));
	assert_null(cfg_param(&cfg, "sqlops", "sqlcon"));
	assert_non_null(cfg_param(&cfg, "secfilter", "db_url"));
	cfg_clear(&cfg);
	assert_round_trip(t, text);
}

/* Each is told, and there is no text that could be written. */
static void
what_cannot_be_done_is_refused(void **state)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
		{ HEAD AUTH, "has no route[REQINIT]" },
		{ "loadmodule \"tm.so\"\nrequest_route {\n}\nroute[REQINIT] {\n}\n",
			":4: no request passes through" },
		{ "#!KAMAILIO\r\nloadmodule \"tm.so\"\r\n", "Windows line ends" },
		{ HEAD "include_file \"not-there.cfg\"\n", PATH ":18: cannot read" },
		{ HEAD "route[REQINIT] {\n", "block is not closed" },
		{ HEAD "x=\"y\n", "this string is not closed" },
		{ HEAD "#!ifdef X\n", "missing #!endif" },
		{ "#!define DBURL \"mysql://x\"\n", "does not load any module" },
		{ "", "does not load any module" },
		{ HEAD "# shieldadm: begin defines\n", "line 18: the mark" },
		{ HEAD "# shieldadm: end defines\n", "line 18: the mark" },
	};
	struct test *t = *state;

	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_false(edit_apply(&t->edit, PATH, bad[i].text, strlen(bad[i].text),
			&t->h, NULL, &t->err));
		assert_error(&t->err, ERR_USAGE, bad[i].says);
		assert_int_equal(t->edit.text.len, 0);
	}
}

/* Lines of a stock file, some left out, doubled, or put together on one line. */
static char *
shuffled(const char *text)
{
	struct str s = { 0 };

	while (*text != '\0') {
		size_t len = strcspn(text, "\n") + 1;
		unsigned what = random_below(24);
		if (what == 0 || what == 1)
			str_add(&s, text, len);
		if (what == 2)
			str_addf(&s, "\tmine(\"%u\");\n", random_below(9));
		if (what == 3)
			str_addf(&s, "#!ifdef MINE\n#!endif\n");
		if (what != 4 && what != 1)
			str_add(&s, text, what == 5 ? len - 1 : len);
		text += len;
	}
	str_addf(&s, "\n");
	return s.s;
}

/* Whatever the file is like: it is refused, or put in once and taken out without a
 * trace. */
static void
any_file_is_refused_or_comes_back_as_it_was(void **state)
{
	struct test *t = *state;
	unsigned n_done = 0;

	for (unsigned round = 0; round < 2000; round++) {
		char *text = shuffled(REQINIT(STOCK "\troute(OTHER);\n"));
		if (edit_apply(
			    &t->edit, PATH, text, strlen(text), &t->h, NULL, &t->err)) {
			assert_round_trip(t, text);
			n_done++;
		}
		edit_clear(&t->edit);
		free(text);
	}
	assert_true(n_done > 100 && n_done < 1900);
}

/* Also where shieldadm's own lines stand in front of it. */
static void
an_error_is_told_with_the_line_it_has_in_the_file(void **state)
{
	struct test *t = *state;
	struct str text = { 0 };
	char wanted[64];
	unsigned line;

	apply(t, REQINIT(STOCK));
	str_addf(&text, "%s", str_get(&t->edit.text));
	line = line_of(t, "route[REQINIT]");
	snprintf(wanted, sizeof(wanted), PATH ":%u: no request passes", line);
	*strstr(text.s, "\troute(REQINIT);") = '#';
	edit_clear(&t->edit);
	assert_false(edit_apply(&t->edit, PATH, text.s, text.len, &t->h, NULL, &t->err));
	assert_error(&t->err, ERR_USAGE, wanted);
	str_addf(&text, "x = \"y\n");
	snprintf(wanted, sizeof(wanted), PATH ":%u: this string is",
		owned_nth_other(text.s, UINT_MAX));
	assert_false(edit_apply(&t->edit, PATH, text.s, text.len, &t->h, NULL, &t->err));
	assert_error(&t->err, ERR_USAGE, wanted);
	str_clear(&text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_is_put_in_once_and_taken_out_without_a_trace),
		TEST(stock_checks_are_switched_off_and_no_pike_counts_twice),
		TEST(other_statements_stay_where_they_are_and_are_told),
		TEST(somebodys_check_in_the_middle_goes_on_running),
		TEST(a_section_that_is_not_read_is_not_switched_off),
		TEST(a_route_on_one_line_is_called_from_and_told),
		TEST(checks_of_other_releases_are_known),
		TEST(a_check_of_a_part_that_is_not_chosen_goes_on),
		TEST(a_check_that_never_ran_does_not_begin_to),
		TEST(that_scanners_must_be_stored_from_now_on_is_told),
		TEST(what_is_done_with_an_answer_goes_with_the_question),
		TEST(logins_are_counted_where_they_fail_and_cleared_where_not),
		TEST(an_else_is_where_a_login_has_passed),
		TEST(a_login_without_braces_gets_them),
		TEST(a_login_that_asks_for_success_counts_what_is_else),
		TEST(a_login_that_hangs_on_another_if_clears_nobody_elses_count),
		TEST(a_login_of_another_shape_is_told),
		TEST(nothing_is_defined_loaded_or_set_twice),
		TEST(policies_that_were_chosen_are_kept),
		TEST(a_database_is_defined_where_there_is_none),
		TEST(a_name_in_a_string_is_switched_off_and_nothing_with_it),
		TEST(what_cannot_be_done_is_refused),
		TEST(any_file_is_refused_or_comes_back_as_it_was),
		TEST(an_error_is_told_with_the_line_it_has_in_the_file),
	};

	return cmocka_run_group_tests_name("edit", tests, NULL, NULL);
}
