/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/reader.h"

#include "base/str.h"
#include "unit.h"

/* What the reader makes of a list: "1:203.0.113.9 3:x|mask=24", "2:!why" for a line that
 * is wrong.  False when it cannot be read; err tells why. */
static bool
read_list(const struct feed_format *format, const char *text, size_t len, struct str *got,
	bool *is_json, struct err *err)
{
	static const char *const names[] = { "", "|mask=", "|port=", "|group=", "|tag=",
		"|time=", "|end=", "|scope=", "|type=", "|simulated=", "|stored=" };
	enum reader_got kind;
	struct reader reader;
	struct feed_row row;

	if (!reader_open_text(&reader, format, text, len, err))
		return false;
	*is_json = reader.is_json;
	while ((kind = reader_next(&reader, &row, err)) <= READER_WRONG) {
		str_addf(got, "%s%zu:", got->len > 0 ? " " : "", row.number);
		if (kind == READER_WRONG)
			str_addf(got, "!%s", err->text);
		for (int c = 0; kind == READER_ROW && c < FEED_COLUMNS; c++)
			if (row.fields[c] != NULL && row.fields[c][0] != '\0')
				str_addf(got, "%s%s",
					format->kind != FEED_ADDRESSES && c == FEED_TYPE
						? "|action="
						: names[c],
					row.fields[c]);
	}
	reader_close(&reader);
	return kind == READER_END;
}

static void
expect_as(const struct feed_format *format, const char *text, bool is_json,
	const char *wanted)
{
	struct str got = { 0 };
	struct err err = NO_ERR;
	bool was_json;

	if (!read_list(format, text, strlen(text), &got, &was_json, &err))
		fail_msg("%s\n%s", err.text, text);
	assert_int_equal(was_json, is_json);
	if (strcmp(str_get(&got), wanted) != 0)
		fail_msg("%s\ngives  %s\nwanted %s", text, str_get(&got), wanted);
	str_clear(&got);
}

static void
expect(const char *text, bool is_json, const char *wanted)
{
	expect_as(&feed_addresses, text, is_json, wanted);
}

static void
expect_refused(const char *text, size_t len, const char *says)
{
	struct str got = { 0 };
	struct err err;
	bool is_json;

	assert_false(read_list(&feed_addresses, text, len, &got, &is_json, &err));
	assert_error(&err, ERR_USAGE, says);
	str_clear(&got);
}

/* One odd list, in all that a list can have besides: what each kind makes of it. */
static void
one_dialect_reads_every_kind(void **state)
{
	static const char list[] = "\xef\xbb\xbf# comment\r\n"
				   "; comment\r\n"
				   "\r\n"
				   "  192.0.2.1  \r\n"
				   "192.0.2.2 # note\r\n"
				   "192.0.2.3 ; note\r\n"
				   "192.0.2.4#note\r\n"
				   "192.0.2.5 note\r\n"
				   "192.0.2.16 - 192.0.2.20 note\r\n"
				   "192.0.2.16-40";

	(void)state;
	expect(list, false,
		"4:192.0.2.1 5:192.0.2.2 6:192.0.2.3 7:192.0.2.4 8:192.0.2.5 "
		"9:192.0.2.16-192.0.2.20 10:192.0.2.16-40");
	expect_as(&feed_words, list, false,
		"4:192.0.2.1 5:192.0.2.2 6:192.0.2.3 7:192.0.2.4#note 8:192.0.2.5 note "
		"9:192.0.2.16 - 192.0.2.20 note 10:192.0.2.16-40");
	expect_as(&feed_texts, list, false,
		"4:192.0.2.1 5:192.0.2.2 # note 6:192.0.2.3 ; note 7:192.0.2.4#note "
		"8:192.0.2.5 note 9:192.0.2.16 - 192.0.2.20 note 10:192.0.2.16-40");
}

static void
each_form_is_told_apart(void **state)
{
	static const struct {
		const struct feed_format *format;
		const char *text;
		bool is_json;
		const char *wanted;
	} cases[] = {
		{ &feed_words, "country\nUS\nDE ; Germany\n", false, "2:US 3:DE" },
		{ &feed_words, "id,action,value\n1,allow,\"US\"\n", false,
			"2:US|action=allow" },
		{ &feed_words, "[\"US\", \"DE\"]", true, "1:US 2:DE" },
		{ &feed_words, "[8821300, \"1900555\"]", true, "1:8821300 2:1900555" },
		{ &feed_texts, "Mozilla/5.0 (X11; Linux) #1\nsipcli, v1.8\n", false,
			"1:Mozilla/5.0 (X11; Linux) #1 2:sipcli, v1.8" },
		{ &feed_texts, "count,value\n7,\"VoIP SIP, v2\"\n", false,
			"2:VoIP SIP, v2" },
		{ &feed_texts, "{\"value\":\"a # b\"}\n{\"value\":\"c; d\"}\n", true,
			"1:a # b 2:c; d" },
		{ &feed_addresses, "ip\n192.0.2.1 # note\n", false, "2:192.0.2.1" },
		{ &feed_addresses, "country,ip\nUS,192.0.2.1\n", false, "2:192.0.2.1" },
		{ &feed_addresses,
			"name,ip_addr,mask,port,group\n\"A, B\",10.0.0.0,8,5060,1\n",
			false, "2:10.0.0.0|mask=8|port=5060|group=1|tag=A, B" },
		{ &feed_addresses,
			"[{\"address\":\"10.0.0.0\",\"mask\":8,\"tag\":\"t\"}]", true,
			"1:10.0.0.0|mask=8|tag=t" },
		{ &feed_addresses, "{\"ip\":\"192.0.2.1\"}\n{\"ip\":\"192.0.2.2\"}\n",
			true, "1:192.0.2.1 2:192.0.2.2" },
		{ &feed_addresses, "[2001:db8::1]:5060,\"ACME # 1\"\n", false,
			"1:[2001:db8::1]:5060" },
		{ &feed_addresses, "192.0.2.1 # a, b; c\n192.0.2.2\n", false,
			"1:192.0.2.1 2:192.0.2.2" },
		{ &feed_addresses, "192.0.2.1 - ACME\n192.0.2.2- 192.0.2.3\n", false,
			"1:192.0.2.1 2:192.0.2.2-192.0.2.3" },
		{ &feed_addresses, "192.0.2.1,\"a\n192.0.2.99,b\"\n192.0.2.2,c\n", false,
			"1:!a quote has no end 2:!a quote has no end 3:192.0.2.2" },
		{ &feed_addresses, "2001:218::1;x\n", false, "1:2001:218::1" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect_as(cases[i].format, cases[i].text, cases[i].is_json,
			cases[i].wanted);
}

static void
what_is_not_text_is_told_with_what_to_do(void **state)
{
	(void)state;
	expect_refused("\x1f\x8b\x08\0", 4, "zcat FILE | shieldadm ... -");
	expect_refused("\xff\xfe"
		       "1\0"
		       "\n",
		5, "iconv -f UTF-16");
	expect_refused("\xfe\xff\0"
		       "1\0"
		       "\n",
		6, "iconv -f UTF-16");
	expect_refused("1\0"
		       "9\0"
		       ".\0",
		6, "iconv -f UTF-16");
	expect_refused("\0"
		       "1\0"
		       "9\0"
		       ".",
		6, "iconv -f UTF-16");
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
a_dotted_netmask_is_refused_with_what_to_write(void **state)
{
	static const char wrong[] =
		"1:!'255.255.0.0' is a netmask: write 10.9.0.0/16 2:192.0.2.1";
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{ "10.9.0.0 255.255.0.0\n192.0.2.1\n", wrong },
		{ "10.9.0.0\t255.255.0.0\n192.0.2.1\n", wrong },
		{ "10.9.0.0,255.255.0.0\n192.0.2.1\n", wrong },
		{ "10.9.0.0;255.255.0.0;\n192.0.2.1\n", wrong },
		{ "\"10.9.0.0\" \"255.255.0.0\"\n192.0.2.1\n", wrong },
		{ "10.9.0.0 255.255.0.0 ACME\n192.0.2.1\n", wrong },
		{ "10.9.0.0\t255.255.0.0\tACME\n192.0.2.1\n", wrong },
		{ "ACME,10.9.0.0,255.255.0.0\nB,192.0.2.1,\n", wrong },
		{ "192.0.2.0/24 10.9.0.0 255.255.0.0\n192.0.2.1\n", wrong },
		{ "10.9.0.1 255.255.255.255\n",
			"1:!'255.255.255.255' is a netmask: write 10.9.0.1/32" },
		{ "224.0.0.0 240.0.0.0\n",
			"1:!'240.0.0.0' is a netmask: write 224.0.0.0/4" },
		/* These are not netmasks, or no address stands before them. */
		{ "10.9.0.0 192.0.0.0\n", "1:10.9.0.0 1:192.0.0.0" },
		{ "10.9.0.0 255.0.255.0\n", "1:10.9.0.0 1:255.0.255.0" },
		{ "10.9.0.0 0.0.0.0\n", "1:10.9.0.0 1:0.0.0.0" },
		{ "10.9.0.0/16 255.255.0.0\n", "1:10.9.0.0/16 1:255.255.0.0" },
		{ "2001:db8::1 255.255.0.0\n", "1:2001:db8::1 1:255.255.0.0" },
		{ "240.0.0.0 - 255.255.255.255\n", "1:240.0.0.0-255.255.255.255" },
		{ "240.0.0.0- 255.255.255.255\n", "1:240.0.0.0-255.255.255.255" },
		{ "10.9.0.0 # 255.255.0.0\n", "1:10.9.0.0" },
		{ "10.9.0.0\n255.255.0.0\n", "1:10.9.0.0 2:255.255.0.0" },
		{ "ip,mask\n10.9.0.0,255.255.0.0\n", "2:10.9.0.0|mask=255.255.0.0" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect(cases[i].text, false, cases[i].wanted);
}

static void
a_publisher_may_say_that_there_is_nothing(void **state)
{
	static const char nothing[] = "{\"ipaddress\":[\"no new bans\"],\"ID\":\"none\"}";
	static const char broken[] = "{\"error\":\"quota exceeded\"}";
	struct reader reader;
	struct err err = NO_ERR;

	(void)state;
	assert_true(reader_open_text(
		&reader, &feed_addresses, nothing, strlen(nothing), &err));
	assert_true(reader.says_nothing);
	reader_close(&reader);
	assert_true(
		reader_open_text(&reader, &feed_addresses, broken, strlen(broken), &err));
	assert_false(reader.says_nothing);
	assert_string_equal(reader.head, broken);
	reader_close(&reader);
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
		"1:203.0.113.9 2:203.0.113.8 3:!there is no value in its column");
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
		"1:203.0.113.9|tag=198.51.100.1");
	expect("{\"ipaddress\":[\"no new bans\"],\"ID\":\"none\"}", true, "");
	expect("[]", true, "");
	expect("{\"other\":[\"203.0.113.9\"]}", true,
		"1:!its member 'other' holds addresses, but is not known: expected data, "
		"decisions, new, ipaddress or another list of addresses");
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
	struct str got = { 0 };
	struct err err;
	bool is_json;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect_refused(cases[i].text, strlen(cases[i].text), cases[i].says);
	memset(deep, '[', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = '\0';
	expect_refused(deep, strlen(deep), "broken at byte");
	assert_true(
		read_list(&feed_addresses, "203.0.113.9\nx\0", 14, &got, &is_json, &err));
	assert_string_equal(str_get(&got), "1:203.0.113.9 2:!the line holds a NUL byte");
	str_clear(&got);
}

/* Whatever the bytes, it ends, reads nothing beyond them, and numbers grow. */
static void
any_bytes_are_taken_apart_without_harm(void **state)
{
	static const char alphabet[] = "\"\",;\t\n\r #19.:abip[]{}\\\xff\xc3";

	struct feed_format strict = feed_addresses;
	const struct feed_format *const formats[] = { &feed_addresses, &feed_words,
		&feed_texts, &strict };

	(void)state;
	strict.is_strict = strict.is_stream = true;
	for (unsigned round = 0; round < 20000; round++) {
		unsigned len = random_below(80);
		/* Without a NUL after it: a sanitizer sees what is read too far. */
		char *text = malloc(len + 1);
		struct reader reader;
		struct feed_row row;
		struct err err;
		size_t last = 0;
		assert_non_null(text);
		for (unsigned i = 0; i < len; i++)
			text[i] = alphabet[random_below(sizeof(alphabet) - 1)];
		text = realloc(text, len > 0 ? len : 1);
		if (reader_open_text(&reader, formats[round % 4], text, len, &err)) {
			while (reader_next(&reader, &row, &err) <= READER_WRONG) {
				assert_true(row.number >= last);
				last = row.number;
			}
			reader_close(&reader);
		} else {
			assert_int_equal(err.code, ERR_USAGE);
		}
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_dialect_reads_every_kind),
		cmocka_unit_test(each_form_is_told_apart),
		cmocka_unit_test(what_is_not_text_is_told_with_what_to_do),
		cmocka_unit_test(plain_lines_are_taken_up_to_the_first_blank),
		cmocka_unit_test(a_line_of_nothing_but_addresses_is_taken_as_a_whole),
		cmocka_unit_test(a_dotted_netmask_is_refused_with_what_to_write),
		cmocka_unit_test(a_publisher_may_say_that_there_is_nothing),
		cmocka_unit_test(
			in_csv_the_column_is_found_by_its_heading_or_by_what_it_holds),
		cmocka_unit_test(json_is_an_array_or_objects_with_such_a_member),
		cmocka_unit_test(what_is_broken_is_refused_with_its_place),
		cmocka_unit_test(any_bytes_are_taken_apart_without_harm),
	};

	return cmocka_run_group_tests_name("reader", tests, NULL, NULL);
}
