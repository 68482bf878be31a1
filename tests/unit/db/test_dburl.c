/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kamailio's DBURL is read as Kamailio reads it: what is expected here is what the
 * parser of 5.6.3 (libsrdb1) gave for the same text, but where a comment says so.
 */
#include "db/dburl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *text;
	const char *scheme, *user, *password, *host;
	unsigned port;
	const char *database;
} good[] = {
	{ "mysql://kamailio:kamailiorw@localhost/kamailio", "mysql", "kamailio",
		"kamailiorw", "localhost", 0, "kamailio" },
	{ "mysql://u:p@127.0.0.1:3306/d", "mysql", "u", "p", "127.0.0.1", 3306, "d" },
	{ "mysql://u@h/d", "mysql", "u", NULL, "h", 0, "d" },
	{ "mysql://h/d", "mysql", NULL, NULL, "h", 0, "d" },
	{ "mysql://h:3306/d", "mysql", NULL, NULL, "h", 3306, "d" },
	{ "mysql://u:@h/d", "mysql", "u", "", "h", 0, "d" },
	{ "mysql://:p@h/d", "mysql", "", "p", "h", 0, "d" },
	{ "mysql://u:p@/d", "mysql", "u", "p", "", 0, "d" },
	{ "mysql:///d", "mysql", NULL, NULL, "", 0, "d" },
	{ "mysql://u:p@h:/d", "mysql", "u", "p", "h", 0, "d" },
	/* A password may hold anything, as it stands. */
	{ "mysql://u:p:q@h:3307/d", "mysql", "u", "p:q", "h", 3307, "d" },
	{ "mysql://u:p@ss@h/d", "mysql", "u", "p@ss", "h", 0, "d" },
	{ "mysql://u:p?w@h/d", "mysql", "u", "p?w", "h", 0, "d" },
	{ "mysql://u:p%40@h/d", "mysql", "u", "p%40", "h", 0, "d" },
	{ "mysql://u:p#1@h/d", "mysql", "u", "p#1", "h", 0, "d" },
	{ "mysql://u:p[x@h/d", "mysql", "u", "p[x", "h", 0, "d" },
	/* Kamailio 6; 5.6.3 takes "u" for the host. */
	{ "mysql://u:p/q@h:1/d", "mysql", "u", "p/q", "h", 1, "d" },
	{ "mysql://u:12/q@h/d", "mysql", "u", "12/q", "h", 0, "d" },
	{ "mysql://u@corp:p@h/d", "mysql", "u@corp", "p", "h", 0, "d" },
	{ "mysql://u@corp@h/d", "mysql", "u@corp", NULL, "h", 0, "d" },
	/* IPv6. */
	{ "mysql://u:p@[::1]:3306/d", "mysql", "u", "p", "::1", 3306, "d" },
	{ "mysql://u:p@[2001:db8::1]/d", "mysql", "u", "p", "2001:db8::1", 0, "d" },
	{ "mysql://[::1]:3306/d", "mysql", NULL, NULL, "::1", 3306, "d" },
	/* What follows the '?' is not the database's name. */
	{ "mysql://u:p@h/d?x=y", "mysql", "u", "p", "h", 0, "d" },
	{ "mysql://u:p@h/d/e", "mysql", "u", "p", "h", 0, "d/e" },
	{ "sqlite:////etc/kamailio/kamailio.sqlite", "sqlite", NULL, NULL, "", 0,
		"/etc/kamailio/kamailio.sqlite" },
	{ "sqlite:///kamailio.sqlite", "sqlite", NULL, NULL, "", 0, "kamailio.sqlite" },
	{ "sqlite:////a@b:c/d.sqlite", "sqlite", NULL, NULL, "", 0, "/a@b:c/d.sqlite" },
	{ "sqlite:////a?b", "sqlite", NULL, NULL, "", 0, "/a" },
};

static void
same(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		assert_ptr_equal(a, b);
	else
		assert_string_equal(a, b);
}

static void
takes_a_url_apart_as_kamailio_does(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct db_url url;
		struct err err;

		print_message("%s\n", good[i].text);
		assert_true(db_url_parse(&url, good[i].text, &err));
		same(url.scheme, good[i].scheme);
		same(url.user, good[i].user);
		same(url.password, good[i].password);
		same(url.host, good[i].host);
		assert_int_equal(url.port, good[i].port);
		same(url.database, good[i].database);
		db_url_clear(&url);
	}
}

/* Kamailio itself takes those marked: it makes another port of it, or reads my.cnf. */
static const struct {
	const char *text, *why;
} bad[] = {
	{ "", "has no '://'" },
	{ "s3cret", "has no '://'" },
	{ "mysql:s3cret", "has no '://'" },
	{ "mysql:/u:s3cret@h/d", "has no '://'" },
	{ "://u:s3cret@h/d", "has no '://'" },
	{ "mysql://", "names no database" },
	{ "mysql://u:s3cret@h", "names no database" },
	{ "mysql://u:s3cret@h/", "names no database" },   /* Kamailio takes it */
	{ "mysql://u:s3cret@h/?x", "names no database" }, /* Kamailio takes it */
	{ "mysql://u:s3cret@h/d@x", "names no database" },
	{ "mysql://u:s3cret@h:33/d@x", "names no database" },
	{ "mysql://u:s3cret", "an invalid port" },            /* the host forgotten */
	{ "mysql://u:s3cret/d", "an invalid port" },          /* Kamailio takes it */
	{ "mysql://u:s3cret@h:abc/d", "an invalid port" },    /* Kamailio takes it */
	{ "mysql://u:s3cret@h:-1/d", "an invalid port" },     /* Kamailio takes it */
	{ "mysql://u:s3cret@h:99999/d", "port above 65535" }, /* Kamailio takes it */
	{ "mysql://u:s3cret@h:18446744073709551617/d", "port above 65535" },
	{ "mysql://u:s3cret@[::1", "'[' without a ']'" },
	{ "mysql://u:s3cret@[grp]/d", "my.cnf" },     /* Kamailio takes it */
	{ "mysql://u:s3cret@[grp]host/d", "my.cnf" }, /* Kamailio takes it */
	{ "sqlite://kamailio.sqlite", "names no database" },
};

static void
refuses_what_is_no_url_and_never_shows_the_password(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct db_url url = { .port = 77 };
		struct err err = { 0 };

		print_message("%s\n", bad[i].text);
		assert_false(db_url_parse(&url, bad[i].text, &err));
		assert_int_equal(err.code, ERR_USAGE);
		assert_non_null(strstr(err.text, bad[i].why));
		assert_null(strstr(err.text, "s3cret"));
		assert_int_equal(url.port, 77);
	}
}

static void
the_name_shows_neither_user_nor_password(void **state)
{
	static const struct {
		const char *text, *name;
	} cases[] = {
		{ "mysql://u:p@h:33/d", "mysql://h:33/d" },
		{ "mysql://u:p@h/d?x", "mysql://h/d" },
		{ "mysql://u:p@[::1]:33/d", "mysql://[::1]:33/d" },
		{ "sqlite:////a/b", "sqlite:////a/b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct db_url url;
		struct err err;
		char *name;

		assert_true(db_url_parse(&url, cases[i].text, &err));
		name = db_url_name(&url);
		assert_string_equal(name, cases[i].name);
		free(name);
		db_url_clear(&url);
	}
}

static void
only_this_machine_is_local(void **state)
{
	static const struct {
		const char *host;
		bool is_local;
	} cases[] = {
		{ "localhost", true },
		{ "", true },
		{ "127.0.0.1", true },
		{ "127.1.2.3", true },
		{ "[::1]", true },
		{ "[0:0:0:0:0:0:0:1]", true },
		{ "Localhost", false }, /* by name over TCP, whatever that gives */
		{ "localhost.example.com", false },
		{ "127.0.0.1.example.com", false },
		{ "127.example.com", false },
		{ "127.1", false },
		{ "10.0.0.5", false },
		{ "128.0.0.1", false },
		{ "[::2]", false },
		{ "[fe80::1]", false },
		{ "[::ffff:127.0.0.1]", false },
		{ "db", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct db_url url;
		struct err err;
		char text[64];

		snprintf(text, sizeof(text), "mysql://u:p@%s/d", cases[i].host);
		print_message("%s\n", text);
		assert_true(db_url_parse(&url, text, &err));
		assert_int_equal(db_url_is_local(&url), cases[i].is_local);
		db_url_clear(&url);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_a_url_apart_as_kamailio_does),
		cmocka_unit_test(refuses_what_is_no_url_and_never_shows_the_password),
		cmocka_unit_test(the_name_shows_neither_user_nor_password),
		cmocka_unit_test(only_this_machine_is_local),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
