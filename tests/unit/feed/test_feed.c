/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/feed.h"

#include "base/str.h"
#include "unit.h"

/* The texts of a list, each with its number: "1:203.0.113.9 3:x". */
static void
expect(const char *text, bool is_json, const char *wanted)
{
	struct str got = { 0 };
	struct feed feed;
	struct err err = NO_ERR;

	if (!feed_parse(&feed, text, strlen(text), &err))
		fail_msg("%s\n%s", err.text, text);
	assert_no_error(&err);
	assert_int_equal(feed.is_json, is_json);
	for (size_t i = 0; i < feed.len; i++)
		str_addf(&got, "%s%zu:%s", i > 0 ? " " : "", feed.v[i].number,
			feed.v[i].text);
	assert_string_equal(str_get(&got), wanted);
	str_clear(&got);
	feed_clear(&feed);
}

static void
plain_lines_are_taken_up_to_the_first_blank(void **state)
{
	(void)state;
	expect("", false, "");
	expect("\n\n  \r\n# only this\n", false, "");
	expect("203.0.113.9\n203.0.113.8", false, "1:203.0.113.9 2:203.0.113.8");
	expect("# list\r\n203.0.113.9\r\n\r\n  203.0.113.8  # why\r\n; "
	       "more\r\n2001:db8::1\r\n",
		false, "2:203.0.113.9 4:203.0.113.8 6:2001:db8::1");
	expect("\xef\xbb\xbf"
	       "203.0.113.9\nnonsense\n10.0.0.0/8\n",
		false, "1:203.0.113.9 2:nonsense 3:10.0.0.0/8");
}

static void
a_line_of_nothing_but_addresses_is_taken_as_a_whole(void **state)
{
	struct str many = { 0 }, wanted = { 0 };

	(void)state;
	expect("203.0.113.5 203.0.113.6\n203.0.113.7  2001:db8::1 # why\n", false,
		"1:203.0.113.5 1:203.0.113.6 2:203.0.113.7 2:2001:db8::1");
	expect("203.0.113.5,203.0.113.6\n203.0.113.7\n", false,
		"1:203.0.113.5 1:203.0.113.6 2:203.0.113.7");
	expect("203.0.113.5; 203.0.113.6;\n", false, "1:203.0.113.5 1:203.0.113.6");
	/* What stands in a text is not meant. */
	expect("203.0.113.5 scans 198.51.100.1\n", false, "1:203.0.113.5");
	expect("203.0.113.5 # not 198.51.100.1\n", false, "1:203.0.113.5");
	expect("203.0.113.5\n203.0.113.6,203.0.113.7\n", false,
		"1:203.0.113.5 2:203.0.113.6 2:203.0.113.7");
	/* A heading tells which of a line's addresses is the one. */
	expect("ip,target\n203.0.113.5,198.51.100.1\n", false, "2:203.0.113.5");
	for (int i = 0; i < 200; i++) {
		str_addf(&many, "%s203.0.113.%d", i > 0 ? "," : "", i);
		str_addf(&wanted, "%s1:203.0.113.%d", i > 0 ? " " : "", i);
	}
	expect(str_get(&many), false, str_get(&wanted));
	str_clear(&many);
	str_clear(&wanted);
}

static void
a_publisher_may_say_that_there_is_nothing(void **state)
{
	static const char nothing[] = "{\"ipaddress\":[\"no new bans\"],\"ID\":\"none\"}";
	static const char broken[] = "{\"error\":\"quota exceeded\"}";
	struct feed feed;
	struct err err = NO_ERR;

	(void)state;
	assert_true(feed_parse(&feed, nothing, strlen(nothing), &err));
	assert_true(feed.says_nothing);
	feed_clear(&feed);
	assert_true(feed_parse(&feed, broken, strlen(broken), &err));
	assert_false(feed.says_nothing);
	feed_clear(&feed);
	assert_no_error(&err);
}

static void
in_csv_the_column_is_found_by_its_heading_or_by_what_it_holds(void **state)
{
	(void)state;
	expect("id,ipaddress,why\n1,203.0.113.9,x\n2,203.0.113.8,\n", false,
		"2:203.0.113.9 3:203.0.113.8");
	expect("# made today\nIP;Country\n203.0.113.9;US\n", false, "3:203.0.113.9");
	expect("seen\t\"IP Address\"\n2026-01-01\t\"203.0.113.9\"\n", false,
		"2:203.0.113.9");
	expect("2026-01-01,scan,203.0.113.9,198.51.100.1\n2026-01-02,x,203.0.113.8,\n",
		false, "1:203.0.113.9 2:203.0.113.8");
	expect("\"a, \"\"b\"\"\",203.0.113.9\n\"c,d,e\",203.0.113.8\nshort\n", false,
		"1:203.0.113.9 2:203.0.113.8 3:");
	expect("count,source\n7,203.0.113.9\n", false, "1:count 2:203.0.113.9");
	expect("203.0.113.9,\n203.0.113.8,\n", false, "1:203.0.113.9 2:203.0.113.8");
}

static void
json_is_an_array_or_objects_with_such_a_member(void **state)
{
	(void)state;
	expect("{\"ipaddress\":[\"203.0.113.9\",\"203.0.113.8\"],\"ID\":\"1700000000\"}"
	       "\n",
		true, "1:203.0.113.9 2:203.0.113.8");
	expect(" [{\"ipaddress\":[\"203.0.113.9\"],\"ID\":\"1\"},"
	       "{\"ipaddress\":[\"203.0.113.8\"],\"ID\":\"2\"}]",
		true, "1:203.0.113.9 2:203.0.113.8");
	expect("[\"203.0.113.9\", 7, null, \"x\"]", true,
		"1:203.0.113.9 2:(no text) 3:(no text) 4:x");
	expect("[{\"ip\":\"203.0.113.9\",\"name\":\"198.51.100.1\"}]", true,
		"1:203.0.113.9");
	expect("{\"ipaddress\":[\"no new bans\"],\"ID\":\"none\"}", true, "");
	expect("[]", true, "");
	expect("{\"other\":[\"203.0.113.9\"]}", true, "");
}

static void
what_is_broken_is_refused_with_its_place(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "{\"ipaddress\":[\"203.0.113.9\"", "broken at byte" },
		{ "[\"203.0.113.9\"] and more", "broken at byte 17" },
		{ "{", "broken at byte" },
		{ "[\"\\x\"]", "broken at byte" },
	};
	char deep[5001];
	struct feed feed;
	struct err err;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_false(
			feed_parse(&feed, cases[i].text, strlen(cases[i].text), &err));
		assert_error(&err, ERR_USAGE, cases[i].says);
		feed_clear(&feed);
	}
	memset(deep, '[', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = '\0';
	assert_false(feed_parse(&feed, deep, strlen(deep), &err));
	feed_clear(&feed);
	assert_false(feed_parse(&feed, "203.0.113.9\n\0", 13, &err));
	assert_error(&err, ERR_USAGE, "NUL");
	feed_clear(&feed);
}

/* Whatever the bytes, it ends, reads nothing beyond them, and numbers grow. */
static void
any_bytes_are_taken_apart_without_harm(void **state)
{
	static const char alphabet[] = "\"\",;\t\n\r #19.:abip[]{}\\\xff\xc3";

	(void)state;
	for (unsigned round = 0; round < 20000; round++) {
		unsigned len = random_below(80);
		/* Without a NUL after it: a sanitizer sees what is read too far. */
		char *text = malloc(len + 1);
		struct feed feed;
		struct err err;
		assert_non_null(text);
		for (unsigned i = 0; i < len; i++)
			text[i] = alphabet[random_below(sizeof(alphabet) - 1)];
		text = realloc(text, len > 0 ? len : 1);
		if (feed_parse(&feed, text, len, &err))
			for (size_t i = 1; i < feed.len; i++)
				assert_true(feed.v[i - 1].number <= feed.v[i].number);
		else
			assert_int_equal(err.code, ERR_USAGE);
		feed_clear(&feed);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_lines_are_taken_up_to_the_first_blank),
		cmocka_unit_test(a_line_of_nothing_but_addresses_is_taken_as_a_whole),
		cmocka_unit_test(a_publisher_may_say_that_there_is_nothing),
		cmocka_unit_test(
			in_csv_the_column_is_found_by_its_heading_or_by_what_it_holds),
		cmocka_unit_test(json_is_an_array_or_objects_with_such_a_member),
		cmocka_unit_test(what_is_broken_is_refused_with_its_place),
		cmocka_unit_test(any_bytes_are_taken_apart_without_harm),
	};

	return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
