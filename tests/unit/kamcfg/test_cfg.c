/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/cfg.h"

#include "unit.h"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "folder.h"
#include "kamcfg/lex.h"

/* Each test has a folder of its own, and reads "main.cfg" in it. */
struct test {
	char *folder, *file;
	struct cfg cfg;
	struct err err;
};

static int
setup(void **state)
{
	struct test *t = xcalloc(1, sizeof(*t));

	t->folder = folder_make("cfg");
	if (t->folder == NULL)
		return -1;
	t->file = xasprintf("%s/main.cfg", t->folder);
	t->err = NO_ERR;
	*state = t;
	return 0;
}

static int
teardown(void **state)
{
	struct test *t = *state;
	int result;

	cfg_clear(&t->cfg);
	result = folder_remove(t->folder);
	free(t->file);
	free(t);
	return result;
}

static void
write_file(const struct test *t, const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", t->folder, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	free(path);
}

static void
read_text(struct test *t, const char *text)
{
	cfg_clear(&t->cfg);
	assert_true(cfg_read_text(&t->cfg, t->file, text, strlen(text), &t->err));
	assert_no_error(&t->err);
}

/* The tokens, with a blank between them. */
static void
assert_tokens(const struct test *t, const char *wanted)
{
	struct str s = { 0 };

	for (size_t i = 0; i < t->cfg.tokens.len; i++) {
		str_addf(&s, "%s", i > 0 ? " " : "");
		str_add(&s, t->cfg.tokens.v[i].text, t->cfg.tokens.v[i].len);
	}
	assert_string_equal(str_get(&s), wanted);
	str_clear(&s);
}

static void
assert_problem(
	const struct test *t, size_t i, unsigned line, bool is_fatal, const char *says)
{
	const struct cfg_problem *p = &t->cfg.problems.v[i];

	assert_true(i < t->cfg.problems.len);
	if (p->at.line != line || p->is_fatal != is_fatal ||
		strstr(p->text, says) == NULL)
		fail_msg("line %u, %d: %s", p->at.line, p->is_fatal, p->text);
}

static void
comments_of_all_kinds_are_no_tokens(void **state)
{
	struct test *t = *state;

	read_text(t, "#!KAMAILIO\n# a \"b\nc // d\n/* e /* f */ g */ h # i\n/**/j/*k*/l\n"
		     "##!define X 1\n// #!define Y\n");
	assert_tokens(t, "c h j l");
	assert_null(cfg_define(&t->cfg, "X"));
	assert_null(cfg_define(&t->cfg, "Y"));
	assert_int_equal(t->cfg.problems.len, 0);
}

static void
strings_hold_what_looks_like_something_else(void **state)
{
	struct test *t = *state;

	read_text(t,
		"a(\"# \\\" // /* \\\\\", '\\', \"b\"\n\t\"c\");$sht(x=>$(ci{s.len}));"
		"$? $rc $a.b x!=y");
	assert_tokens(t, "a ( \"# \\\" // /* \\\\\" , '\\' , \"b\"\n\t\"c\" ) ; "
			 "$sht(x=>$(ci{s.len})) ; $? $rc $a.b x ! = y");
}

static void
a_place_is_told_by_line_and_column(void **state)
{
	struct test *t = *state;

	read_text(t, "one\n  two /* \n\n */ three\n\"x\ny\" four");
	assert_int_equal(t->cfg.tokens.v[1].at.line, 2);
	assert_int_equal(t->cfg.tokens.v[1].at.column, 3);
	assert_int_equal(t->cfg.tokens.v[2].at.line, 4);
	assert_int_equal(t->cfg.tokens.v[2].at.column, 5);
	assert_int_equal(t->cfg.tokens.v[4].at.line, 6);
	assert_int_equal(
		t->cfg.tokens.v[4].at.begin, strlen("one\n  two /* \n\n */ three\n"
						    "\"x\ny\" "));
}

static void
conditions_leave_out_what_does_not_hold(void **state)
{
	struct test *t = *state;

	read_text(t, "#!define A\n#!ifdef A\na\n#!ifdef B\nb\n#!ifdef C\nc\n#!else\nd\n"
		     "#!endif\n#!else\ne\n#!endif\nf\n#!else\ng \" /*\n#!endif\n"
		     "!!ifndef B\nh\n!!else\ni\n!!endif\nj");
	assert_tokens(t, "a e f h j");
	assert_int_equal(t->cfg.problems.len, 0);
	assert_int_equal(t->cfg.sections.len, 4);
}

/* As Kamailio 5.6.3 does: kamailio -c counts one #!ifdef too many. */
static void
an_else_or_endif_with_more_on_its_line_is_a_comment(void **state)
{
	struct test *t = *state;

	read_text(t, "#!ifdef A\na\n#!else # not A\nb\n#!endif // A\nc");
	assert_tokens(t, "");
	assert_problem(t, 0, 1, true, "missing #!endif");
	read_text(t, "a\n#!endif\nb");
	assert_problem(t, 0, 2, true, "there is no #!ifdef for this");
}

static void
a_commented_condition_counts_only_where_nothing_is_read(void **state)
{
	struct test *t = *state;

	read_text(t, "# #!ifdef A\na\n#!ifdef A\n# #!ifdef B\nb\n#!endif\n#!endif\nc");
	assert_tokens(t, "a c");
	assert_int_equal(t->cfg.problems.len, 0);
}

static void
defines_are_replaced_but_not_inside_of_strings(void **state)
{
	struct test *t = *state;

	read_text(t, "#!define URL \"mysql://a\"\n#!define N 1 \\\n + 2\n"
		     "#!trydef URL \"other\"\n#!define M N\n"
		     "x(URL, \"cb=>URL\", M);\n#!redefine N 5\nN");
	assert_tokens(t, "x ( \"mysql://a\" , \"cb=>URL\" , 1 + 2 ) ; 5");
	assert_int_equal(t->cfg.problems.len, 0);
}

static void
a_second_define_of_a_name_is_told(void **state)
{
	struct test *t = *state;

	read_text(t, "#!define A 1\nx\n#!define A 2\nA");
	assert_problem(t, 0, 3, true, "'A' is already defined");
	assert_tokens(t, "x 1");
}

static void
defines_that_name_each_other_have_an_end(void **state)
{
	struct test *t = *state;

	read_text(t, "#!define A B\n#!define B A A\nA");
	assert_true(t->cfg.tokens.len > 0);
}

static void
defines_that_multiply_fill_no_memory(void **state)
{
	struct test *t = *state;
	struct str s = { 0 };

	for (char c = 'A'; c < 'G'; c++) {
		str_addf(&s, "#!define %c", c);
		for (unsigned i = 0; i < 100; i++)
			str_addf(&s, " %c", c + 1);
		str_addf(&s, "\n");
	}
	str_addf(&s, "A\nA\n");
	read_text(t, str_get(&s));
	assert_int_equal(t->cfg.tokens.len, CFG_TOKENS_MAX);
	assert_problem(t, 0, 7, true, "the rest is not read");
	str_clear(&s);
}

static void
substdef_defines_and_subst_does_not(void **state)
{
	struct test *t = *state;

	read_text(t, "#!substdef \"!DBURL!mysql://u:p@h/d!g\"\n#!subst \"/FOO/bar/\"\n"
		     "#!substdef \"!BROKEN\"\n");
	assert_string_equal(cfg_define(&t->cfg, "DBURL")->value, "mysql://u:p@h/d");
	assert_null(cfg_define(&t->cfg, "FOO"));
	assert_int_equal(t->cfg.substs.len, 2);
	assert_problem(t, 0, 3, true, "/FROM/TO/");
}

static void
a_loaded_module_is_a_define_as_well(void **state)
{
	struct test *t = *state;

	read_text(t, "loadmodule \"/usr/lib/htable.so\"\nloadmodule(\"pike\")\n"
		     "#!ifdef MOD_htable\na\n#!endif\n");
	assert_non_null(cfg_module(&t->cfg, "htable"));
	assert_non_null(cfg_module(&t->cfg, "pike"));
	assert_null(cfg_module(&t->cfg, "pik"));
	assert_true(cfg_is(&t->cfg, t->cfg.tokens.len - 1, "a"));
}

static void
parameters_are_found_in_all_their_forms(void **state)
{
	struct test *t = *state;
	const struct cfg_param *p;

	read_text(t,
		"#!define URL \"u\"\nmodparam(\"a|bb\", \"x\", URL)\n"
		"modparam ( \"a\" ,\n \"n\" , 7 )\nmodparamx(\"a\", \"s\", \"1\" \"2\")\n"
		"#modparam(\"a\", \"no\", 1)\nmodparam(\"a\", \"n\", 8)");
	p = cfg_param(&t->cfg, "bb", "x");
	assert_string_equal(p->value, "u");
	assert_true(p->is_string);
	assert_int_equal(p->at.line, 2);
	assert_null(cfg_param(&t->cfg, "b", "x"));
	assert_string_equal(cfg_param(&t->cfg, "a", "n")->value, "8");
	assert_false(cfg_param(&t->cfg, "a", "n")->is_string);
	assert_string_equal(cfg_param(&t->cfg, "a", "s")->value, "12");
	assert_null(cfg_param(&t->cfg, "a", "no"));
}

static void
routes_are_found_with_their_bodies(void **state)
{
	struct test *t = *state;
	const struct cfg_route *r;

	read_text(t, "request_route { route(A); }\nroute[A] { if (x) { y; } z; }\n"
		     "event_route[xhttp:request] { }\nfailure_route[\"F\"] { f; }\n"
		     "route(B);\nroute { w; }");
	r = cfg_route(&t->cfg, "route", "A");
	assert_int_equal(r->at.line, 2);
	assert_true(cfg_is(&t->cfg, r->body_begin, "if"));
	assert_true(cfg_is(&t->cfg, r->body_end, "}"));
	assert_true(cfg_is(&t->cfg, r->body_end - 2, "z"));
	assert_non_null(cfg_route(&t->cfg, "event_route", "xhttp:request"));
	assert_non_null(cfg_route(&t->cfg, "failure_route", "F"));
	assert_non_null(cfg_route(&t->cfg, "route", ""));
	assert_null(cfg_route(&t->cfg, "route", "B"));
	assert_int_equal(t->cfg.problems.len, 0);
}

static void
what_has_no_end_is_told_where_it_begins(void **state)
{
	struct test *t = *state;

	read_text(t, "a\nb(\"c\nd\n");
	assert_problem(t, 0, 2, true, "this string is not closed");
	read_text(t, "a\n\n/* b /* c */\n");
	assert_problem(t, 0, 3, true, "this comment is not closed");
	read_text(t, "x\nroute[A] {\n if (x) {\n}\n");
	assert_problem(t, 0, 2, true, "block is not closed");
	read_text(t, "route[A] { }\n}\n");
	assert_problem(t, 0, 2, true, "closes a block that was never opened");
}

static void
files_are_included_from_the_folder_of_who_includes(void **state)
{
	struct test *t = *state;
	char *sub = xasprintf("%s/sub", t->folder);
	struct cfg_at at;

	assert_int_equal(mkdir(sub, 0700), 0);
	free(sub);
	write_file(t, "sub/a.cfg", "a\n!!include_file \"b.cfg\"\n#!endif\n");
	write_file(t, "sub/b.cfg", "b\n#!define FROM_B\n");
	write_file(t, "main.cfg",
		"import_file \"not-there.cfg\"\n#!ifndef FROM_B\n"
		"#!include_file \"sub/a.cfg\"\nc\n#!ifdef FROM_B\nd\n#!endif\n");
	assert_true(cfg_read(&t->cfg, t->file, &t->err));
	assert_tokens(t, "a b c d");
	assert_int_equal(t->cfg.problems.len, 0);
	assert_int_equal(t->cfg.files.len, 3);
	at = cfg_in_first(&t->cfg, t->cfg.tokens.v[1].at);
	assert_int_equal(at.file, 0);
	assert_int_equal(at.line, 3);
	assert_non_null(strstr(cfg_path(&t->cfg, &t->cfg.tokens.v[1].at), "/sub/b.cfg"));
}

static void
an_include_that_cannot_be_read_is_told(void **state)
{
	struct test *t = *state;

	read_text(t, "a\ninclude_file \"not-there.cfg\"\nb\ninclude_file unquoted\n");
	assert_problem(t, 0, 2, true, "no such file");
	assert_problem(t, 1, 4, true, "in quotes");
	assert_true(cfg_is(&t->cfg, 1, "b"));
}

static void
files_that_include_each_other_have_an_end(void **state)
{
	struct test *t = *state;

	write_file(t, "main.cfg", "a\ninclude_file \"b.cfg\"\n");
	write_file(t, "b.cfg", "b\nimport_file \"main.cfg\"\nc\n");
	assert_true(cfg_read(&t->cfg, t->file, &t->err));
	assert_problem(t, 0, 2, true, "includes itself");
	assert_tokens(t, "a b c");
}

static void
a_chain_of_includes_that_is_too_long_is_told(void **state)
{
	struct test *t = *state;

	for (unsigned i = 0; i < 12; i++) {
		char name[16], text[64];
		snprintf(name, sizeof(name), "f%u.cfg", i);
		snprintf(text, sizeof(text), "include_file \"f%u.cfg\"\nx%u\n", i + 1, i);
		write_file(t, name, text);
	}
	read_text(t, "include_file \"f0.cfg\"\n");
	assert_problem(t, 0, 1, true, "nested includes");
}

static void
a_file_that_is_none_is_refused(void **state)
{
	struct test *t = *state;
	FILE *file;

	assert_false(cfg_read(&t->cfg, t->file, &t->err));
	assert_error(&t->err, ERR_ABSENT, "No such file");
	assert_false(cfg_read(&t->cfg, t->folder, &t->err));
	assert_error(&t->err, ERR_SYSTEM, "not a regular file");
	file = fopen(t->file, "w");
	assert_non_null(file);
	fwrite("a\0b", 3, 1, file);
	fclose(file);
	assert_false(cfg_read(&t->cfg, t->file, &t->err));
	assert_error(&t->err, ERR_SYSTEM, "NUL byte");
	assert_int_equal(truncate(t->file, (off_t)CFG_FILE_MAX + 1), 0);
	assert_false(cfg_read(&t->cfg, t->file, &t->err));
	assert_error(&t->err, ERR_SYSTEM, "too large");
}

static void
lines_of_windows_are_read_the_same(void **state)
{
	struct test *t = *state;

	read_text(t, "#!define A 1\r\n#!ifdef A\r\nA\r\n#!else\r\nb\r\n#!endif\r\n");
	assert_tokens(t, "1");
	assert_int_equal(t->cfg.problems.len, 0);
}

/* Read a file of so many statements; the processor time that this takes. */
static clock_t
read_statements(struct test *t, unsigned n)
{
	struct str s = { 0 };
	clock_t begin, taken;

	for (unsigned i = 0; i < 400; i++)
		str_addf(&s, "#!define NAME_%u %u\n", i, i);
	for (unsigned i = 0; i < n; i++)
		str_addf(&s,
			"\tif ($var(a) == NAME_%u) { xlog(\"L_INFO\", \"x %u\\n\"); }\n",
			i % 400, i);
	begin = clock();
	read_text(t, str_get(&s));
	taken = clock() - begin;
	assert_int_equal(t->cfg.tokens.len, n * 16);
	str_clear(&s);
	return taken;
}

/* Eight times the lines would take 64 times as long if each looked at all the others. */
static void
the_time_of_reading_grows_with_the_lines_alone(void **state)
{
	struct test *t = *state;
	clock_t few = read_statements(t, 12500);

	assert_true(read_statements(t, 100000) < 32 * few + CLOCKS_PER_SEC / 10);
}

/* Whatever comes: no crash (with the sanitizers), an end, and places within the text. */
static void
any_text_is_read_to_its_end(void **state)
{
	static const char *const parts[] = { "#!ifdef A\n", "#!else\n", "#!endif\n", "\"",
		"'", "/*", "*/", "//", "#", "\n", "$sht(", ")", "{", "}", "route[", "]",
		"modparam(", "\"a\",", "#!define A ", "A", "\\", "loadmodule \"x\"",
		"#!substdef \"!A!B!\"", "include_file \"main.cfg\"\n", "!!", "\xff",
		"\r" };
	struct test *t = *state;

	for (unsigned round = 0; round < 3000; round++) {
		struct str s = { 0 };
		unsigned n = random_below(40);
		for (unsigned i = 0; i < n; i++) {
			const char *part = parts[random_below(COUNT(parts))];
			str_add(&s, part, strlen(part));
		}
		read_text(t, str_get(&s));
		for (size_t i = 0; i < t->cfg.tokens.len; i++)
			assert_true(t->cfg.tokens.v[i].at.end <= s.len);
		str_clear(&s);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(comments_of_all_kinds_are_no_tokens),
		TEST(strings_hold_what_looks_like_something_else),
		TEST(a_place_is_told_by_line_and_column),
		TEST(conditions_leave_out_what_does_not_hold),
		TEST(an_else_or_endif_with_more_on_its_line_is_a_comment),
		TEST(a_commented_condition_counts_only_where_nothing_is_read),
		TEST(defines_are_replaced_but_not_inside_of_strings),
		TEST(a_second_define_of_a_name_is_told),
		TEST(defines_that_name_each_other_have_an_end),
		TEST(defines_that_multiply_fill_no_memory),
		TEST(substdef_defines_and_subst_does_not),
		TEST(a_loaded_module_is_a_define_as_well),
		TEST(parameters_are_found_in_all_their_forms),
		TEST(routes_are_found_with_their_bodies),
		TEST(what_has_no_end_is_told_where_it_begins),
		TEST(files_are_included_from_the_folder_of_who_includes),
		TEST(an_include_that_cannot_be_read_is_told),
		TEST(files_that_include_each_other_have_an_end),
		TEST(a_chain_of_includes_that_is_too_long_is_told),
		TEST(a_file_that_is_none_is_refused),
		TEST(lines_of_windows_are_read_the_same),
		TEST(the_time_of_reading_grows_with_the_lines_alone),
		TEST(any_text_is_read_to_its_end),
	};

	return cmocka_run_group_tests_name("cfg", tests, NULL, NULL);
}
