/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/address_parse.h"

#include "unit.h"

#include <arpa/inet.h>

#include "policy/address_index.h"
#include "policy/match.h"

#define LONGEST_NAME "a23456789.b23456789.c23456789.d23456789.e2345.test"

static const struct {
	const char *text;
	enum address_form form;
	unsigned prefix;
	const char *stored, *shown;
} good[] = {
	{ "1.1.1.1", ADDRESS_HOST, 32, "1.1.1.1", "1.1.1.1/32" },
	{ "1.1.1.1/32", ADDRESS_HOST, 32, "1.1.1.1", "1.1.1.1/32" },
	{ "0.0.0.0", ADDRESS_HOST, 32, "0.0.0.0", "0.0.0.0/32" },
	{ "255.255.255.255", ADDRESS_HOST, 32, "255.255.255.255", "255.255.255.255/32" },
	{ "192.0.2.0/24", ADDRESS_NETWORK, 24, "192.0.2.0", "192.0.2.0/24" },
	{ "192.0.2.254/31", ADDRESS_NETWORK, 31, "192.0.2.254", "192.0.2.254/31" },
	{ "128.0.0.0/1", ADDRESS_NETWORK, 1, "128.0.0.0", "128.0.0.0/1" },
	{ "2001:DB8:0:0:0:0:0:1", ADDRESS_HOST, 128, "2001:db8::1", "2001:db8::1/128" },
	{ "2001:db8::1/128", ADDRESS_HOST, 128, "2001:db8::1", "2001:db8::1/128" },
	{ "2001:0db8::/32", ADDRESS_NETWORK, 32, "2001:db8::", "2001:db8::/32" },
	{ "2001:db8::/127", ADDRESS_NETWORK, 127, "2001:db8::", "2001:db8::/127" },
	{ "8000::/1", ADDRESS_NETWORK, 1, "8000::", "8000::/1" },
	{ "::", ADDRESS_HOST, 128, "::", "::/128" },
	{ "::1", ADDRESS_HOST, 128, "::1", "::1/128" },
	{ "sip.example.com", ADDRESS_NAME, 32, "sip.example.com", "sip.example.com" },
	{ "SIP.Example.COM", ADDRESS_NAME, 32, "sip.example.com", "sip.example.com" },
	{ "_sip._udp.x-y.example", ADDRESS_NAME, 32, "_sip._udp.x-y.example",
		"_sip._udp.x-y.example" },
	{ "1.2.3.example", ADDRESS_NAME, 32, "1.2.3.example", "1.2.3.example" },
	{ LONGEST_NAME, ADDRESS_NAME, 32, LONGEST_NAME, LONGEST_NAME },
};

static void
an_address_is_read_and_stands_in_its_one_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		struct address a;
		struct err err = NO_ERR;
		char shown[ADDRESS_FORMAT_MAX];
		if (!address_parse(&a, good[i].text, &err))
			fail_msg("'%s': %s", good[i].text, err.text);
		assert_no_error(&err);
		assert_int_equal(a.form, good[i].form);
		assert_int_equal(a.prefix, good[i].prefix);
		assert_string_equal(address_text(&a), good[i].stored);
		assert_int_equal(a.id, 0);
		assert_int_equal(a.group, 0);
		assert_int_equal(a.port, 0);
		assert_string_equal(a.tag, "");
		address_format(&a, shown);
		assert_string_equal(shown, good[i].shown);
		a.port = 5060;
		address_format(&a, shown);
		assert_int_equal(strncmp(shown, good[i].shown, strlen(good[i].shown)), 0);
		assert_string_equal(shown + strlen(good[i].shown), " port 5060");
	}
}

static const struct {
	const char *text, *says;
} bad[] = {
	{ "", "is not an IP address, a network or a host name" },
	{ "/24", "is not an IP address, a network or a host name" },
	{ " 1.1.1.1", "is not an IP address" },
	{ "1.1.1.1 ", "is not an IP address" },
	{ "1.1.1.1\n", "is not an IP address" },
	{ "1.1.1.1;", "is not an IP address" },
	{ "1.1.1.300", "'1.1.1.300' is not an IP address" },
	{ "1.1.1.1.1", "is not an IP address" },
	{ "1.1.1", "is not an IP address" },
	{ "1.1.1.", "is not an IP address" },
	{ "1.1.1.1.", "is not an IP address" },
	{ "1..1.1", "is not an IP address" },
	{ "010.1.1.1", "'010.1.1.1' is not an IP address" },
	{ "1.1.1.01", "is not an IP address" },
	{ "1.1.1.1x",
		"is not an IP address" }, /* no top-level domain has a digit first */
	{ "1.1.1.1O", "is not an IP address" },
	{ "0x7f.0.0.1", "is not an IP address" },
	{ "0x7f000001", "is not an IP address" },
	{ "2130706433", "is not an IP address" },
	{ "-1.1.1.1", "is not an IP address" },
	{ "1.1.1.300/24", "is not an IP address" },
	{ "1.1.1.1:5060", "is not an IP address" },
	{ "[2001:db8::1]", "is not an IP address" },
	{ "2001:db8:::1", "is not an IP address" },
	{ "2001:db8::1::", "is not an IP address" },
	{ "2001:db8::12345", "is not an IP address" },
	{ "2001:db8:1", "is not an IP address" },
	{ "fe80::1%eth0", "is not an IP address" },
	{ "1.1.1.1/", "the mask is a number of bits, from 1 to 32" },
	{ "1.1.1.1/33", "'1.1.1.1/33': the mask is a number of bits, from 1 to 32" },
	{ "1.1.1.1/-1", "the mask is a number of bits, from 1 to 32" },
	{ "1.1.1.1/+24", "the mask is a number of bits, from 1 to 32" },
	{ "1.1.1.1/ 24", "the mask is a number of bits, from 1 to 32" },
	{ "1.1.1.0/24x", "the mask is a number of bits, from 1 to 32" },
	{ "1.1.1.0/24/24", "the mask is a number of bits, from 1 to 32" },
	{ "1.1.1.0/255.255.255.0", "the mask is a number of bits, from 1 to 32" },
	{ "1.1.1.1/4294967328",
		"the mask is a number of bits, from 1 to 32" }, /* 2^32 + 32 */
	{ "1.1.1.1/18446744073709551648", "the mask is a number of bits, from 1 to 32" },
	{ "2001:db8::/129",
		"'2001:db8::/129': the mask is a number of bits, from 1 to 128" },
	{ "0.0.0.0/0", "'0.0.0.0/0' cannot be stored: Kamailio takes the mask 0 for a" },
	{ "1.1.1.1/0", "cannot be stored" },
	{ "::/0", "'::/0' cannot be stored" },
	{ "1.1.1.1/24", "is the network 1.1.1.0/24 meant, or the host 1.1.1.1?" },
	{ "10.1.2.3/8", "is the network 10.0.0.0/8 meant, or the host 10.1.2.3?" },
	{ "1.1.1.1/31", "is the network 1.1.1.0/31 meant" },
	{ "2001:db8::1/32",
		"is the network 2001:db8::/32 meant, or the host 2001:db8::1" },
	{ "2001:db8::1/127", "is the network 2001:db8::/127 meant" },
	{ "sip", "a full host name such as sip.example.com" },
	{ "sip.example.com/24", "is not an IP address, a network or a host name" },
	{ "sip..example.com", "is not an IP address, a network or a host name" },
	{ ".example.com", "is not an IP address, a network or a host name" },
	{ "-x.example.com", "is not an IP address, a network or a host name" },
	{ "sip.example.com.", "is not an IP address, a network or a host name" },
	{ "sip.example.com:5060", "is not an IP address" },
	{ "sip example.com", "is not an IP address, a network or a host name" },
	{ "*.example.com", "is not an IP address, a network or a host name" },
	{ "b\xc3\xbc"
	  "cher.example",
		"is not an IP address, a network or a host name" },
	{ "\xff\xfe", "is not an IP address, a network or a host name" },
	{ "x" LONGEST_NAME, "has more than 50 bytes" },
};

static void
what_is_no_address_is_refused_and_the_text_says_what_was_meant(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct address a = { .id = 9, .ip = "old" };
		struct err err = NO_ERR;
		if (address_parse(&a, bad[i].text, &err))
			fail_msg("'%s' is taken for %s", bad[i].text, address_text(&a));
		assert_error(&err, ERR_USAGE, bad[i].says);
		assert_string_equal(a.ip, "old");
		assert_int_equal(a.id, 9);
	}
}

/* An address with a random form; of a network only the bits that it may have. */
static struct address
random_address(void)
{
	struct address a = { .family = random_below(2) != 0 ? AF_INET : AF_INET6,
		.tag = "" };
	unsigned bits = address_bits(a.family);

	a.prefix = 1 + random_below(bits);
	a.form = a.prefix == bits ? ADDRESS_HOST : ADDRESS_NETWORK;
	for (unsigned i = 0; i < a.prefix; i++)
		/* Runs of zeros too, which IPv6 shortens. */
		if (random_below(i / 16 % 2 != 0 ? 40 : 2) == 0)
			a.bytes[i / 8] |= (unsigned char)(0x80 >> i % 8);
	address_format_ip(a.family, a.bytes, a.ip);
	return a;
}

static void
assert_equal_address(const struct address *a, const struct address *b)
{
	assert_int_equal(a->id, b->id);
	assert_true(address_same(a, b));
	assert_string_equal(a->ip, b->ip);
	assert_string_equal(a->tag, b->tag);
	assert_string_equal(address_stored(a), address_stored(b));
}

static void
what_is_written_is_read_back_as_the_same(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		struct address a = random_address(), back, from_row;
		struct address_row row;
		struct err err = NO_ERR;
		char text[ADDRESS_FORMAT_MAX];
		address_format(&a, text);
		if (!address_parse(&back, text, &err))
			fail_msg("'%s': %s", text, err.text);
		assert_equal_address(&back, &a);

		a.group = 1 + random_below(2147483647);
		a.port = random_below(65536);
		a.id = random_below(1000000);
		a.tag = kept_text("tag %u", i);
		row = address_row(&a);
		assert_true(address_from_row(&from_row, &row, &err));
		assert_equal_address(&from_row, &a);
	}
}

/* -- rows -- */

#define X50 "1234567890123456789012345678901234567890123456789x"
#define X65 X50 "123456789012345"

static void
a_row_is_read_as_kamailio_does(void **state)
{
	static const struct {
		struct address_row row;
		enum address_form form;
		unsigned prefix;
		const char *text, *tag;
	} cases[] = {
		{ { 1, 1, 0, 0, "1.1.1.1", "x" }, ADDRESS_HOST, 32, "1.1.1.1", "x" },
		{ { 1, 1, 32, 0, "1.1.1.1", NULL }, ADDRESS_HOST, 32, "1.1.1.1", "" },
		{ { 1, 1, 32, 0, "2001:DB8::", "" }, ADDRESS_NETWORK, 32,
			"2001:db8::", "" },
		{ { 1, 1, 0, 0, "::1", "" }, ADDRESS_HOST, 128, "::1", "" },
		{ { 1, 1, 24, 0, "1.1.1.7", "" }, ADDRESS_NETWORK, 24, "1.1.1.7", "" },
		{ { 1, 1, 0, 0, "1.1.1.300", "" }, ADDRESS_HOST, 32, "1.1.1.44", "" },
		{ { 1, 1, 24, 0, "127.002.010.001", "" }, ADDRESS_NETWORK, 24,
			"127.2.10.1", "" },
		{ { 1, 1, 0, 0, "10..1.", "" }, ADDRESS_HOST, 32, "10.0.1.0", "" },
		{ { 1, 1, 0, 0, "...", "" }, ADDRESS_HOST, 32, "0.0.0.0", "" },
		{ { 1, 1, 0, 0, "[2001:db8::3]", "" }, ADDRESS_HOST, 128, "2001:db8::3",
			"" },
		{ { 1, 1, 64, 0, ":12001:db8:0:0:0:0:1", "" }, ADDRESS_NETWORK, 64,
			"0:2001:db8::1", "" },
		{ { 1, 1, 0, 0, "1:2:3:4:5:6:7:", "" }, ADDRESS_HOST, 128,
			"1:2:3:4:5:6:7:0", "" },
		/* Names, whatever the mask. */
		{ { 1, 1, 99, 0, "127.2.5.0/24", "" }, ADDRESS_NAME, 32, "127.2.5.0/24",
			"" },
		{ { 1, 1, -1, 0, "127.2.3.1 ", "" }, ADDRESS_NAME, 32, "127.2.3.1 ", "" },
		{ { 1, 1, 0, 0, " 127.2.4.1", "" }, ADDRESS_NAME, 32, " 127.2.4.1", "" },
		{ { 1, 1, 0, 0, "127.2.9", "" }, ADDRESS_NAME, 32, "127.2.9", "" },
		{ { 1, 1, 0, 0, "1.2.3.4.5", "" }, ADDRESS_NAME, 32, "1.2.3.4.5", "" },
		{ { 1, 1, 0, 0, "::ffff:1.2.3.4", "" }, ADDRESS_NAME, 32,
			"::ffff:1.2.3.4", "" },
		{ { 1, 1, 0, 0, "[1.2.3.4]", "" }, ADDRESS_NAME, 32, "[1.2.3.4]", "" },
		{ { 1, 1, 0, 0, "1::2::3", "" }, ADDRESS_NAME, 32, "1::2::3", "" },
		{ { 1, 1, 0, 0, "[", "" }, ADDRESS_NAME, 32, "[", "" },
		{ { 1, 1, 0, 0, "", "" }, ADDRESS_NAME, 32, "", "" },
		{ { 1, 1, 32, 0, X50 "." X65, X65 }, ADDRESS_NAME, 32, X50 "." X65, X65 },
		/* A port that no packet has. */
		{ { 1, 1, 32, 65536, "1.1.1.1", "" }, ADDRESS_HOST, 32, "1.1.1.1", "" },
		{ { 1, 2147483647, 32, 65535, "a.test", "" }, ADDRESS_NAME, 32, "a.test",
			"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct address a;
		struct err err = NO_ERR;
		if (!address_from_row(&a, &cases[i].row, &err))
			fail_msg("'%s': %s", cases[i].row.ip, err.text);
		assert_int_equal(a.id, 1);
		assert_int_equal(a.group, cases[i].row.group);
		assert_int_equal(a.port, cases[i].row.port);
		assert_int_equal(a.form, cases[i].form);
		assert_int_equal(a.prefix, cases[i].prefix);
		assert_string_equal(address_text(&a), cases[i].text);
		assert_string_equal(a.tag, cases[i].tag);
	}
}

static void
a_row_that_fails_a_reload_is_not_an_address(void **state)
{
	static const struct {
		struct address_row row;
		const char *says;
	} cases[] = {
		{ { 1, 0, 32, 0, "1.1.1.1", "" }, "group 0 is invalid" },
		{ { 1, -1, 32, 0, "1.1.1.1", "" }, "group -1 is invalid" },
		{ { 1, 1, 33, 0, "1.1.1.1", "" },
			"mask 33 is invalid (expected 0 to 32)" },
		{ { 1, 1, -1, 0, "1.1.1.1", "" }, "mask -1 is invalid" },
		{ { 1, 1, 129, 0, "::1", "" },
			"mask 129 is invalid (expected 0 to 128)" },
		{ { 1, 1, 33, 0, "1.1.1.300", "" }, "mask 33 is invalid" },
		{ { 1, 1, 129, 0, "[::1]", "" }, "mask 129 is invalid" },
		{ { 1, ADDRESS_NULL, 32, 0, "1.1.1.1", "" }, "column 'grp' is NULL" },
		{ { 1, 1, ADDRESS_NULL, 0, "a.test", "" }, "column 'mask' is NULL" },
		{ { 1, 1, 32, ADDRESS_NULL, "1.1.1.1", "" }, "column 'port' is NULL" },
		{ { 1, 1, 32, 0, NULL, "" }, "column 'ip_addr' is NULL" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct address a = { .ip = "old" };
		struct err err = NO_ERR;
		assert_false(address_from_row(&a, &cases[i].row, &err));
		assert_error(&err, ERR_DB, cases[i].says);
		assert_string_equal(a.ip, "old");
	}
}

/* -- the parts -- */

static void
a_port_and_a_group_are_numbers_that_the_columns_hold(void **state)
{
	static const char *const no_ports[] = { "", "-1", "+1", " 1", "1 ", "65536",
		"5060x", "0x10", "4294972356", "18446744073709556676", "any" };
	static const char *const no_groups[] = { "", "0", "-1", "+1", " 1", "2147483648",
		"4294967297", "18446744073709551617", "1x", "carrier" };
	struct err err = NO_ERR;
	unsigned port = 7;
	unsigned long group = 7;

	(void)state;
	for (size_t i = 0; i < COUNT(no_ports); i++) {
		assert_false(address_parse_port(&port, no_ports[i], &err));
		assert_error(&err, ERR_USAGE, "is not a port: expected 0 (any) to 65535");
		assert_int_equal(port, 7);
	}
	for (size_t i = 0; i < COUNT(no_groups); i++) {
		assert_false(address_parse_group(&group, no_groups[i], &err));
		assert_error(&err, ERR_USAGE,
			"is not a group number: expected 1 to 2147483647");
		assert_int_equal(group, 7);
	}
	assert_true(address_parse_port(&port, "0", &err));
	assert_int_equal(port, 0);
	assert_true(address_parse_port(&port, "65535", &err));
	assert_int_equal(port, 65535);
	assert_true(address_parse_group(&group, "1", &err));
	assert_int_equal(group, 1);
	assert_true(address_parse_group(&group, "2147483647", &err));
	assert_int_equal(group, 2147483647);
}

static void
a_tag_is_plain_text_of_up_to_64_bytes(void **state)
{
	static const struct {
		const char *tag, *says;
	} no_tags[] = {
		{ X65, "the tag has 65 bytes: the table holds 64" },
		{ "caf\xe9", "is not valid UTF-8" },
		{ "a\tb", "holds a control character" },
		{ "a\nb", "holds a control character" },
		{ "\x1b[2J", "holds a control character" },
		{ "a\x7f", "holds a control character" },
		{ "a\xc2\x9b"
		  "2J",
			"holds a control character" }, /* C1: CSI */
	};
	static const char *const tags[] = { "", "ACME, Berlin", "caf\xc3\xa9",
		"'; DROP TABLE address; --", X50 "12345678901234" };
	struct address a = { .tag = "old" };
	struct err err;

	(void)state;
	for (size_t i = 0; i < COUNT(no_tags); i++) {
		err = NO_ERR;
		if (address_set_tag(&a, no_tags[i].tag, &err))
			fail_msg("case %zu is taken", i);
		assert_error(&err, ERR_USAGE, no_tags[i].says);
		assert_string_equal(a.tag, "old");
	}
	for (size_t i = 0; i < COUNT(tags); i++) {
		assert_true(address_set_tag(&a, tags[i], &err));
		assert_string_equal(a.tag, tags[i]);
	}
}

static struct address
parsed(const char *text)
{
	struct address a;
	struct err err;

	if (!address_parse(&a, text, &err))
		fail_msg("%s", err.text);
	return a;
}

static void
a_very_wide_network_wants_force(void **state)
{
	static const struct {
		const char *text;
		bool is_wide;
	} cases[] = { { "128.0.0.0/1", true }, { "10.0.0.0/7", true },
		{ "10.0.0.0/8", false }, { "2000::/3", true }, { "2000::/15", true },
		{ "2001::/16", false }, { "1.1.1.1", false }, { "::1", false },
		{ "a.test", false } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct address a = parsed(cases[i].text);
		struct err err = NO_ERR;
		if (address_check_width(&a, &err) == cases[i].is_wide)
			fail_msg("%s", cases[i].text);
		if (cases[i].is_wide)
			assert_error(&err, ERR_GUARD, "is very wide");
		else
			assert_no_error(&err);
	}
}

static void
a_source_is_an_address_with_a_port_or_without(void **state)
{
	static const struct {
		const char *text, *ip;
		unsigned port;
	} cases[] = {
		{ "192.0.2.1", "192.0.2.1", 0 },
		{ "192.0.2.1:5060", "192.0.2.1", 5060 },
		{ "192.0.2.1:0", "192.0.2.1", 0 },
		{ "2001:db8::1", "2001:db8::1", 0 },
		{ "::", "::", 0 },
		{ "2001:db8::5060", "2001:db8::5060", 0 },
		{ "[2001:DB8::1]", "2001:db8::1", 0 },
		{ "[2001:db8::1]:65535", "2001:db8::1", 65535 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		unsigned char bytes[16];
		char text[ADDRESS_TEXT_MAX + 1];
		struct err err = NO_ERR;
		unsigned port = 7;
		int family;
		if (!address_parse_source(cases[i].text, &family, bytes, &port, &err))
			fail_msg("'%s': %s", cases[i].text, err.text);
		assert_int_equal(port, cases[i].port);
		address_format_ip(family, bytes, text);
		assert_string_equal(text, cases[i].ip);
	}
}

static void
what_is_no_source_is_refused(void **state)
{
	static const char *const cases[] = { "", ":", ":5060", "1.1.1.300",
		"1.1.1.1:", "1.1.1.1:x", "1.1.1.1:65536", "1.1.1.1:5060 ", "1.1.1.1 ",
		"1.1.1.0/24", "010.1.1.1", "[", "[]", "[::1", "[::1]x", "[::1]5060",
		"[::1]:", "[::1]:99999", "::1]:5060", "sip.example.com",
		"sip.example.com:5060", X65, X65 ":5060", "[" X65 "]" };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		unsigned char bytes[16];
		struct err err = NO_ERR;
		unsigned port;
		int family;
		if (address_parse_source(cases[i], &family, bytes, &port, &err))
			fail_msg("'%s' is taken", cases[i]);
		assert_int_equal(err.code, ERR_USAGE);
		assert_non_null(strstr(err.text, "is not "));
	}
}

/* -- which lies in which -- */

static int
bit(const unsigned char bytes[16], unsigned i)
{
	return bytes[i / 8] >> (7 - i % 8) & 1;
}

static bool
reference_contains(const struct address *outer, const struct address *inner)
{
	if (outer->family != inner->family || inner->prefix < outer->prefix)
		return false;
	for (unsigned i = 0; i < outer->prefix; i++)
		if (bit(outer->bytes, i) != bit(inner->bytes, i))
			return false;
	return true;
}

static void
one_contains_another_when_its_bits_say_so(void **state)
{
	unsigned yes = 0;

	(void)state;
	for (unsigned i = 0; i < 200000; i++) {
		struct address a = random_address(), b = random_address();
		/* Most pairs have nothing in common: make many that have. */
		if (random_below(3) != 0) {
			unsigned flip = random_below(128);
			b = a;
			b.prefix = 1 + random_below(address_bits(b.family));
			if (random_below(2) != 0)
				b.bytes[flip / 8] ^= (unsigned char)(0x80 >> flip % 8);
		}
		if (address_contains(&a, &b) != reference_contains(&a, &b))
			fail_msg("%s/%u, %s/%u", a.ip, a.prefix, b.ip, b.prefix);
		yes += address_contains(&a, &b);
	}
	assert_in_range(yes, 10000, 190000);
}

static void
a_name_contains_nothing_and_lies_in_nothing(void **state)
{
	struct address name = parsed("a.test"), wide = parsed("128.0.0.0/1");

	(void)state;
	assert_false(address_contains(&name, &name));
	assert_false(address_contains(&name, &wide));
	assert_false(address_contains(&wide, &name));
}

static void
two_are_the_same_but_for_id_and_tag(void **state)
{
	struct address a = parsed("1.1.1.0/24"), b = a, name = parsed("a.test");

	(void)state;
	a.group = b.group = 1;
	b.id = 3;
	b.tag = kept_text("another");
	assert_true(address_same(&a, &b));
	b.port = 5060;
	assert_false(address_same(&a, &b));
	b = a;
	b.group = 2;
	assert_false(address_same(&a, &b));
	b = parsed("1.1.1.0/25");
	b.group = 1;
	assert_false(address_same(&a, &b));
	b = parsed("1.1.2.0/24");
	b.group = 1;
	assert_false(address_same(&a, &b));
	b = name;
	assert_true(address_same(&name, &b));
	b.stored = "A.test"; /* as it may stand in the table */
	assert_true(address_same(&name, &b));
	b.stored = "b.test";
	assert_false(address_same(&name, &b));
	/* The IPv4 network whose bytes an IPv6 network begins with. */
	a = parsed("32.1.13.184");
	b = parsed("2001:db8::");
	assert_false(address_same(&a, &b));
}

/* -- which row decides -- */

static const struct {
	const char *text;
	unsigned long group;
	unsigned port;
} table[] = {
	{ "10.0.0.0/8", 3, 0 },     /* 0 */
	{ "10.1.0.0/16", 2, 0 },    /* 1 */
	{ "10.1.1.0/24", 2, 0 },    /* 2: the same group, but it comes later */
	{ "10.1.1.1", 9, 0 },       /* 3 */
	{ "10.1.1.1", 8, 0 },       /* 4: the same host, loaded last */
	{ "10.2.0.0/16", 1, 5060 }, /* 5: only this port */
	{ "192.0.2.1", 1, 5060 },   /* 6 */
	{ "192.0.2.1", 1, 5080 },   /* 7 */
	{ "2001:db8::/32", 1, 0 },  /* 8 */
	{ "a.test", 1, 0 },         /* 9 */
	{ "32.1.13.184", 1, 0 },    /* 10: the first bytes of 2001:db8:: */
};

static const struct {
	const char *source;
	int row; /* -1: none */
} questions[] = {
	{ "10.1.1.1", 4 }, /* a host comes before networks; the last of two */
	{ "10.1.1.1:7", 4 },
	{ "10.1.1.2", 1 }, /* the first of the group, not the narrowest */
	{ "10.1.2.3", 1 },
	{ "10.9.9.9", 0 },
	{ "10.2.0.1:5060", 5 }, /* the lower group */
	{ "10.2.0.1:5061", 0 }, /* another port: the next that matches */
	{ "10.2.0.1", 5 },      /* the port is not told: any */
	{ "11.0.0.1", -1 },
	{ "192.0.2.1:5060", 6 },
	{ "192.0.2.1:5080", 7 },
	{ "192.0.2.1:5090", -1 },
	{ "192.0.2.1", 7 },
	{ "192.0.2.2", -1 },
	{ "2001:db8::1", 8 },
	{ "2001:db8::", 8 },
	{ "2001:db9::", -1 },
	{ "[2001:db8::1]:5060", 8 },
	{ "32.1.13.184", 10 },
	{ "32.1.13.185", -1 },
	{ "::", -1 },
	{ "0.0.0.0", -1 },
};

static void
the_row_that_decides_is_the_one_that_kamailio_finds(void **state)
{
	struct address_list list = { 0 };
	struct address_index index;

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct address a = parsed(table[i].text);
		a.group = table[i].group;
		a.port = table[i].port;
		address_list_add(&list, &a);
	}
	address_index_init(&index, &list);
	for (size_t i = 0; i < COUNT(questions); i++) {
		const struct address *found;
		unsigned char bytes[16];
		struct err err;
		unsigned port;
		int family, row;
		assert_true(address_parse_source(
			questions[i].source, &family, bytes, &port, &err));
		found = address_match(&list, family, bytes, port);
		assert_ptr_equal(found, address_index_match(&index, family, bytes, port));
		row = found != NULL ? (int)(found - list.v) : -1;
		if (row != questions[i].row)
			fail_msg("%s: row %d, not %d", questions[i].source,
				questions[i].row, row);
	}
	address_index_clear(&index);
	address_list_clear(&list);
	assert_null(address_match(&list, AF_INET, (unsigned char[16]){ 1 }, 0));
	address_index_init(&index, &list);
	assert_null(address_index_match(&index, AF_INET, (unsigned char[16]){ 1 }, 0));
	address_index_clear(&index);
}

/* One of few, so that many are equal, contain each other, and have bits beyond their
 * prefix. */
static struct address
crowded_address(unsigned *seed)
{
	struct address a = { .family = rand_r(seed) % 4 == 0 ? AF_INET6 : AF_INET };

	a.prefix = address_bits(a.family) - (unsigned)rand_r(seed) % 11 % 9;
	a.form = a.prefix == address_bits(a.family) ? ADDRESS_HOST : ADDRESS_NETWORK;
	if (rand_r(seed) % 400 == 0) {
		a.form = ADDRESS_NETWORK;
		a.prefix = 0;
	}
	if (rand_r(seed) % 20 == 0)
		a.form = ADDRESS_NAME;
	a.bytes[a.family == AF_INET ? 3 : 15] = (unsigned char)(rand_r(seed) % 40);
	a.bytes[a.family == AF_INET ? 2 : 14] = (unsigned char)(rand_r(seed) % 2);
	a.group = 1 + (unsigned)rand_r(seed) % 3;
	a.port = rand_r(seed) % 3 == 0 ? 5060 + (unsigned)rand_r(seed) % 2 : 0;
	return a;
}

static void
the_index_answers_as_the_walk_does(void **state)
{
	size_t n_found = 0;
	unsigned seed = 7;

	(void)state;
	for (unsigned round = 0; round < 300; round++) {
		struct address_list list = { 0 };
		struct address_index index;
		for (unsigned i = 0; i < round % 60; i++) {
			struct address a = crowded_address(&seed);
			address_list_add(&list, &a);
		}
		address_index_init(&index, &list);
		for (unsigned i = 0; i < 200; i++) {
			struct address q = crowded_address(&seed);
			const struct address *found =
				address_match(&list, q.family, q.bytes, q.port);
			assert_ptr_equal(found,
				address_index_match(&index, q.family, q.bytes, q.port));
			n_found += found != NULL;
		}
		address_index_clear(&index);
		address_list_clear(&list);
	}
	/* Neither all nor none of 60,000. */
	assert_in_range(n_found, 10000, 50000);
}

/* How long the address is that the text begins with, by inet_pton(). */
static size_t
pton_scan(const char *text, unsigned char bytes[4])
{
	for (size_t n = 7; n <= 15; n++) {
		char start[16] = "";
		memcpy(start, text, n);
		if ((text[n] < '0' || text[n] > '9') &&
			inet_pton(AF_INET, start, bytes) == 1)
			return n;
	}
	return 0;
}

static void
an_ipv4_address_is_scanned_as_inet_pton_reads_it(void **state)
{
	static const char *const numbers[] = { "0", "1", "9", "10", "99", "100", "199",
		"249", "250", "255", "256", "260", "300", "999", "00", "01", "001",
		"1000", "", "a", "-1", " 1", "1 " };
	static const char *const behind[] = { "", "\n", " ", ",", ".", "0", "9", "/",
		"x" };
	unsigned good_ones = 0;

	(void)state;
	for (unsigned round = 0; round < 200000; round++) {
		/* What stands behind is looked at: it must not matter. */
		char text[64] = "";
		unsigned char got[4] = { 0 }, wanted[4] = { 0 };
		/* Mostly good ones, or there would be hardly any. */
		unsigned n = random_below(2) ? 10 : COUNT(numbers);
		size_t len;
		memset(text, "09.\n\0"[random_below(5)], sizeof(text) - 1);
		len = (size_t)snprintf(text, sizeof(text), "%s%s%s%s%s%s%s%s",
			numbers[random_below(n)], random_below(20) ? "." : "",
			numbers[random_below(n)], ".", numbers[random_below(n)], ".",
			numbers[random_below(n)], behind[random_below(COUNT(behind))]);
		if (random_below(2))
			text[len] = '9'; /* no NUL either */
		len = pton_scan(text, wanted);
		assert_int_equal(address_scan_ipv4(text, got), len);
		if (len > 0)
			assert_memory_equal(got, wanted, 4);
		good_ones += len > 0;
	}
	assert_in_range(good_ones, 20000, 180000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_read_and_stands_in_its_one_form),
		cmocka_unit_test(
			what_is_no_address_is_refused_and_the_text_says_what_was_meant),
		cmocka_unit_test(what_is_written_is_read_back_as_the_same),
		cmocka_unit_test(an_ipv4_address_is_scanned_as_inet_pton_reads_it),
		cmocka_unit_test(a_row_is_read_as_kamailio_does),
		cmocka_unit_test(a_row_that_fails_a_reload_is_not_an_address),
		cmocka_unit_test(a_port_and_a_group_are_numbers_that_the_columns_hold),
		cmocka_unit_test(a_tag_is_plain_text_of_up_to_64_bytes),
		cmocka_unit_test(a_very_wide_network_wants_force),
		cmocka_unit_test(a_source_is_an_address_with_a_port_or_without),
		cmocka_unit_test(what_is_no_source_is_refused),
		cmocka_unit_test(one_contains_another_when_its_bits_say_so),
		cmocka_unit_test(a_name_contains_nothing_and_lies_in_nothing),
		cmocka_unit_test(two_are_the_same_but_for_id_and_tag),
		cmocka_unit_test(the_row_that_decides_is_the_one_that_kamailio_finds),
		cmocka_unit_test(the_index_answers_as_the_walk_does),
	};

	return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
