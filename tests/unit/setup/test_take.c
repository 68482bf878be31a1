/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "setup/take.h"

#include "unit.h"

#include "setup/article.h"

/* What lines of one question come to. */
struct taking {
	struct rule_list rules;
	struct address_list addresses;
	struct str reply;
	struct take take;
	struct take_group group;
	struct str text; /* of values() */
};

static int
setup(void **state)
{
	struct taking *t = calloc(1, sizeof(*t));

	t->take.reply = &t->reply;
	t->group = (struct take_group){ .number = 1, .name = "carrier" };
	*state = t;
	return 0;
}

static int
teardown(void **state)
{
	struct taking *t = *state;

	rule_list_clear(&t->rules);
	address_list_clear(&t->addresses);
	str_clear(&t->reply);
	str_clear(&t->text);
	free(t);
	return 0;
}

static void
empty(struct taking *t)
{
	rule_list_clear(&t->rules);
	address_list_clear(&t->addresses);
	str_clear(&t->reply);
	t->take.n_taken = t->take.n_refused = 0;
}

/* "US CA" */
static const char *
rules(struct taking *t)
{
	str_clear(&t->text);
	for (size_t i = 0; i < t->rules.len; i++)
		str_addf(&t->text, "%s%s", i > 0 ? " " : "", t->rules.v[i].value);
	return str_get(&t->text);
}

/* "192.0.2.0/24=ACME 192.0.2.1=carrier" */
static const char *
addresses(struct taking *t)
{
	str_clear(&t->text);
	for (size_t i = 0; i < t->addresses.len; i++) {
		const struct address *a = &t->addresses.v[i];
		str_addf(&t->text, "%s%s", i > 0 ? " " : "", address_text(a));
		if (a->form == ADDRESS_NETWORK)
			str_addf(&t->text, "/%u", a->prefix);
		str_addf(&t->text, "=%s", a->tag);
		assert_int_equal(a->group, 1);
		assert_int_equal(a->port, 0);
	}
	return str_get(&t->text);
}

static void
assert_says(const struct taking *t, const char *text)
{
	if (strstr(str_get(&t->reply), text) == NULL)
		fail_msg("'%s' is not in:\n%s", text, str_get(&t->reply));
}

static void
countries_are_known_by_code_and_by_name_in_any_mixture(void **state)
{
	static const struct {
		const char *line, *codes;
	} cases[] = {
		{ "US", "US" },
		{ "us ca", "US CA" },
		{ "US,CA;de", "US CA DE" },
		{ "United States", "US" },
		{ "germany and france", "DE FR" },
		{ "Germany, US and united kingdom", "DE US GB" },
		{ "New Zealand Australia", "NZ AU" },
		{ "uk", "GB" },
		{ "the Netherlands and the US", "NL US" },
		{ "USA DEU", "US DE" },
		{ "Virgin Islands, U.S.", "VI" },
		{ "  US  ,, CA ", "US CA" },
		{ "NO", "NO" },
		{ "Norway", "NO" },
		{ "us US Us", "US" },
		{ "South Georgia and the South Sandwich Islands", "GS" },
		{ "\xc3\x85land Islands", "AX" },
	};
	struct taking *t = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		empty(t);
		take_countries(&t->take, &t->rules, cases[i].line);
		assert_string_equal(rules(t), cases[i].codes);
		assert_int_equal(t->take.n_taken, t->rules.len);
		assert_int_equal(t->take.n_refused, 0);
		for (size_t j = 0; j < t->rules.len; j++) {
			assert_int_equal(t->rules.v[j].kind, RULE_COUNTRY);
			assert_int_equal(t->rules.v[j].action, RULE_ALLOW);
		}
	}
}

static void
what_is_no_country_is_answered_with_the_nearest_and_the_rest_is_taken(void **state)
{
	static const struct {
		const char *line, *codes, *says;
		size_t refused;
	} cases[] = {
		{ "US, Germny", "US",
			"'Germny' is not a country: did you mean Germany (DE)?", 1 },
		{ "Untied Kingdom", "", "did you mean United Kingdom (GB)?", 1 },
		{ "US XX CA", "US CA", "'XX' is not a country", 1 },
		{ "qqqq", "", "'qqqq' is not a country: a name such as Canada", 1 },
		{ "no", "", "no is Norway: type NO for it", 1 },
		{ "United", "", "'United' is not a country", 1 },
		{ "1.2.3.4", "", "'1.2.3.4' is not a country", 1 },
		{ "\x1b[A", "", "is not a country", 1 },
	};
	struct taking *t = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		empty(t);
		take_countries(&t->take, &t->rules, cases[i].line);
		assert_string_equal(rules(t), cases[i].codes);
		assert_int_equal(t->take.n_refused, cases[i].refused);
		assert_says(t, cases[i].says);
	}
}

static void
a_country_that_was_named_before_is_told_and_not_doubled(void **state)
{
	struct taking *t = *state;

	take_countries(&t->take, &t->rules, "US");
	take_countries(&t->take, &t->rules, "united states");
	assert_string_equal(rules(t), "US");
	assert_says(t, "= US (United States) was named before");
}

static void
a_user_agent_is_the_whole_line_and_passes_the_commands_parser(void **state)
{
	struct taking *t = *state;

	take_agent(&t->take, &t->rules, "  Bad Phone 1.0 ");
	take_agent(&t->take, &t->rules, "bad phone 1.0");
	take_agent(&t->take, &t->rules, "ab");
	assert_string_equal(rules(t), "Bad Phone 1.0");
	assert_int_equal(t->rules.v[0].action, RULE_BLOCK);
	assert_int_equal(t->take.n_refused, 1);
	assert_says(t, "= bad phone 1.0 was named before");
	assert_says(t, "! 'ab' is short");
}

static void
addresses_are_found_in_what_people_paste(void **state)
{
	static const struct {
		const char *line, *addresses;
	} cases[] = {
		{ "192.0.2.1", "192.0.2.1=carrier" },
		{ "192.0.2.1/32", "192.0.2.1=carrier" },
		{ "192.0.2.0/24 ACME Ltd", "192.0.2.0/24=ACME Ltd" },
		{ "192.0.2.1, 192.0.2.2; 192.0.2.3", "192.0.2.1=carrier "
						     "192.0.2.2=carrier "
						     "192.0.2.3=carrier" },
		{ "192.0.2.1\tACME, Berlin", "192.0.2.1=ACME, Berlin" },
		{ "192.0.2.1,\"ACME\"", "192.0.2.1=ACME" },
		{ "ACME 192.0.2.1", "192.0.2.1=ACME" },
		{ "- ACME: 192.0.2.1", "192.0.2.1=ACME:" },
		{ "192.0.2.1 one 192.0.2.2 two", "192.0.2.1=one 192.0.2.2=two" },
		{ "192.0.2.1 # the old one", "192.0.2.1=the old one" },
		{ "192.0.2.16-192.0.2.31 ACME", "192.0.2.16/28=ACME" },
		{ "192.0.2.16 - 192.0.2.31 ACME", "192.0.2.16/28=ACME" },
		{ "192.0.2.16-31", "192.0.2.16/28=carrier" },
		{ "2001:db8::1 sechs", "2001:db8::1=sechs" },
		{ "2001:DB8:0::/48", "2001:db8::/48=carrier" },
		{ "| 192.0.2.1 | ACME |", "192.0.2.1=ACME" },
		{ "sip.example.com", "sip.example.com=carrier" },
		{ "sip.example.com ACME", "sip.example.com=ACME" },
		{ "192.0.2.1 \xe6\x9d\xb1\xe4\xba\xac",
			"192.0.2.1=\xe6\x9d\xb1\xe4\xba\xac" },
	};
	struct taking *t = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		empty(t);
		take_addresses(&t->take, &t->addresses, &t->group, cases[i].line);
		assert_string_equal(addresses(t), cases[i].addresses);
		assert_int_equal(t->take.n_taken, t->addresses.len);
		assert_int_equal(t->take.n_refused, 0);
	}
}

static void
what_is_no_address_is_answered_and_the_rest_of_the_line_is_taken(void **state)
{
	static const struct {
		const char *line, *addresses, *says;
	} cases[] = {
		{ "1.1.1.300", "", "! '1.1.1.300' is not an IP address" },
		{ "192.0.2.1 1.1.1.300 192.0.2.2", "192.0.2.1=carrier 192.0.2.2=carrier",
			"! '1.1.1.300' is not an IP address" },
		{ "our carriers", "", "! 'our carriers': no address in this line" },
		{ "Mr. Smith", "", "no address in this line" },
		{ "192.0.2.5/24", "", "is the network 192.0.2.0/24 meant" },
		{ "10.0.0.0/4", "", "host bits" },
		{ "16.0.0.0/4", "", "is very wide" },
		{ "192.0.2.1:5060", "", "has a port" },
		{ "192.0.2.9-192.0.2.1", "", "ends before it begins" },
		{ "192.0.2.0/255.255.255.0", "", "the mask is a number of bits" },
		{ "0.0.0.0-255.255.255.255", "", "is very wide" },
		{ "::ffff:192.0.2.1", "", "is an IPv4 address in another form" },
		{ "\x1b[A", "", "no address in this line" },
		{ "192.0.2.1 a\x01b", "", "control character" },
		{ "192.0.2.1 \xff\xfe", "", "is not valid UTF-8" },
	};
	struct taking *t = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		empty(t);
		take_addresses(&t->take, &t->addresses, &t->group, cases[i].line);
		assert_string_equal(addresses(t), cases[i].addresses);
		assert_true(t->take.n_refused > 0);
		assert_says(t, cases[i].says);
	}
}

static const char *
somewhere(void *ctx, const struct address *address)
{
	(void)ctx;
	return address->bytes[0] == 192 ? "DE" : "";
}

static void
the_country_of_an_address_is_told_where_it_is_known(void **state)
{
	struct taking *t = *state;

	t->group.country = somewhere;
	take_addresses(&t->take, &t->addresses, &t->group, "192.0.2.1 10.0.0.1");
	assert_string_equal(str_get(&t->reply),
		"+ 192.0.2.1/32  carrier  in DE\n+ 10.0.0.1/32  carrier\n");
}

static void
no_more_rows_are_taken_than_one_question_has_room_for(void **state)
{
	struct taking *t = *state;
	char line[32];

	for (unsigned i = 0; i < SETUP_ROWS_MAX; i++) {
		snprintf(line, sizeof(line), "10.0.%u.%u", i / 256, i % 256);
		take_addresses(&t->take, &t->addresses, &t->group, line);
	}
	assert_int_equal(t->take.n_refused, 0);
	take_addresses(&t->take, &t->addresses, &t->group, "192.0.2.1");
	assert_int_equal(t->take.n_refused, 1);
	assert_int_equal(t->addresses.len, SETUP_ROWS_MAX);
	assert_says(t, "shieldadm addr add --file FILE 1");
}

static void
lines_of_the_article_mean_what_they_do_there(void **state)
{
	static const struct {
		const char *line, *meant;
	} cases[] = {
		{ "kamcmd secfilter.add_bl ua friendly-scanner", "friendly-scanner" },
		{ "  $ kamcmd secfilter.add_bl ua sipcli/", "sipcli/" },
		{ "kamcmd secfilter.add_wl country US", "US" },
		{ "insert into address (id, grp, ip_addr, mask, port, tag) values (1, 1, "
		  "'1.1.1.1', 32, 0, 'Carrier');",
			"1.1.1.1/32 Carrier" },
		{ "INSERT INTO address VALUES(7,2,'2001:db8::',48,0,'');",
			"2001:db8::/48 " },
		/* Another port is another row: not what is asked for. */
		{ "insert into address values (1, 1, '1.1.1.1', 32, 5060, 'Carrier');",
			"insert into address values (1, 1, '1.1.1.1', 32, 5060, "
			"'Carrier');" },
		{ "insert into address", "insert into address" },
		{ "# a comment", "# a comment" },
		{ "192.0.2.1 ACME", "192.0.2.1 ACME" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *meant = article_line(cases[i].line);
		assert_string_equal(meant, cases[i].meant);
		free(meant);
	}
}

/* Whatever is pasted: no row that the parsers would not let in, none twice. */
static void
junk_of_any_kind_never_becomes_a_row(void **state)
{
	static const char letters[] = "0123456789.,:/- abc\t\xc3\xa4\"'#;\x1b";
	struct taking *t = *state;
	char line[64];

	for (int i = 0; i < 20000; i++) {
		unsigned len = random_below(sizeof(line) - 1);
		for (unsigned j = 0; j < len; j++)
			line[j] = letters[random_below(sizeof(letters) - 1)];
		line[len] = '\0';
		empty(t);
		take_addresses(&t->take, &t->addresses, &t->group, line);
		take_countries(&t->take, &t->rules, line);
		for (size_t j = 0; j < t->addresses.len; j++) {
			struct address_row row = address_row(&t->addresses.v[j]);
			struct address a;
			struct err err;
			assert_true(address_from_row(&a, &row, &err));
			assert_false(address_has_host_bits(&a));
		}
	}
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(countries_are_known_by_code_and_by_name_in_any_mixture),
		TEST(what_is_no_country_is_answered_with_the_nearest_and_the_rest_is_taken),
		TEST(a_country_that_was_named_before_is_told_and_not_doubled),
		TEST(a_user_agent_is_the_whole_line_and_passes_the_commands_parser),
		TEST(addresses_are_found_in_what_people_paste),
		TEST(what_is_no_address_is_answered_and_the_rest_of_the_line_is_taken),
		TEST(the_country_of_an_address_is_told_where_it_is_known),
		TEST(no_more_rows_are_taken_than_one_question_has_room_for),
		TEST(lines_of_the_article_mean_what_they_do_there),
		TEST(junk_of_any_kind_never_becomes_a_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
