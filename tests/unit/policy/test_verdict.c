/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict_fixture.h"

/*
 * The route's checks.  What they are held against here was measured on a 5.6.3, which
 * tests/cli/agree.bats asks again.
 */
static void
what_secfilter_takes_for_an_injection_is_dropped_and_nothing_else(void **state)
{
	static const struct {
		const char *ua;
		bool passes;
	} cases[] = {
		{ "a'b", false },
		{ "a\"b", false },
		{ "a--b", false },
		{ "a%27b", false },
		{ "a%24b", false },
		{ "%60", false },
		{ "a-b", true },
		{ "a%22b", true },
		{ "a`b", true },
		{ "a;b=c#d+e", true },
		{ "a%2527", true },
		{ "", true },
	};
	struct test *t = *state;

	stands(t, RULE_COUNTRY, RULE_ALLOW, "US");
	t->facts.route.looks_for_24 = true;
	for (size_t i = 0; i < COUNT(cases); i++) {
		t->request.user_agent = cases[i].ua;
		if (cases[i].passes)
			assert_passes(t);
		else
			assert_dropped(t, VERDICT_SQLI);
	}
	t->facts.route.looks_for_24 = false;
	t->request.user_agent = "a%24b";
	assert_passes(t);
	t->request.user_agent = "a%22b";
	assert_dropped(t, VERDICT_SQLI);
}

static void
in_headers_it_is_looked_for_where_secfilter_looks(void **state)
{
	static const struct {
		const char *party;
		bool in_from, in_contact; /* dropped */
	} cases[] = {
		{ "\"O'Hara\" <sip:a@x.example>", true, false },
		{ "Al--x <sip:a@x.example>", true, false },
		{ "\"Al\" <sip:a@x.example>", false, false },
		{ "\"\" <sip:a@x.example>", false, false },
		{ "\"a\\\"b\" <sip:a@x.example>", true, false },
		{ "<sip:a'b@x.example>", true, true },
		{ "<sip:a%27b@x.example>", true, true },
		{ "<sip:a@x--y.example>", true, true },
		{ "<sip:a:p--w@x.example>", false, false },
		{ "<sip:a;x=--@x.example>", true, true },
		{ "<sip:a@x.example;p='>", false, false },
		{ "<sip:x.example?h='>", false, false },
		{ "sip:a@x.example;p=--", false, false },
		{ "<tel:+123--4>", true, true },
		{ "<sip:a@[2001:db8::1]:5060>", false, false },
	};
	struct test *t = *state;
	const struct party none = { .port = 0 };
	struct err err = NO_ERR;

	stands(t, RULE_COUNTRY, RULE_ALLOW, "US");
	t->facts.route.forbids_quotes_in_names = true;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct party *places[] = { &t->request.from, &t->request.to,
			&t->request.contact };
		for (size_t k = 0; k < COUNT(places); k++) {
			bool dropped = k < 2 ? cases[i].in_from : cases[i].in_contact;
			assert_true(party_parse(places[k], cases[i].party, &err));
			if (dropped)
				assert_dropped(t, VERDICT_SQLI);
			else
				assert_passes(t);
			*places[k] = none;
		}
	}
}

static void
from_6_1_on_names_may_have_quotes(void **state)
{
	static const struct {
		const char *party;
		bool is_dropped;
	} cases[] = {
		{ "\"O'Hara\" <sip:a@x.example>", false },
		{ "\"a\\\"b\" <sip:a@x.example>", false },
		{ "\"a%27b%22c%24\" <sip:a@x.example>", false },
		{ "Al--x <sip:a@x.example>", true },
		{ "\"a%60b\" <sip:a@x.example>", true },
		{ "Al <sip:o'hara@x.example>", true },
	};
	struct test *t = *state;
	struct err err = NO_ERR;

	stands(t, RULE_COUNTRY, RULE_ALLOW, "US");
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_true(party_parse(&t->request.from, cases[i].party, &err));
		if (cases[i].is_dropped)
			assert_dropped(t, VERDICT_SQLI);
		else
			assert_passes(t);
	}
}

static void
a_country_is_allowed_or_its_sender_is_let_in_by_address_or_unknown(void **state)
{
	struct test *t = *state;

	assert_dropped(t, VERDICT_COUNTRY);
	assert_advice(t, "shieldadm country allow US");
	assert_advice(t, "shieldadm addr add 127.1.2.3 GROUP");
	stands(t, RULE_COUNTRY, RULE_BLOCK, "US");
	assert_dropped(t, VERDICT_COUNTRY);
	assert_string_equal(t->verdict.steps[VERDICT_COUNTRY].rule->value, "US");
	stands(t, RULE_COUNTRY, RULE_ALLOW, "u");
	assert_passes(t);
	t->facts.country[0] = 'C';
	assert_dropped(t, VERDICT_COUNTRY);
	lets_in(t, "127.1.2.0", 24, 0);
	assert_passes(t);
	assert_non_null(t->verdict.steps[VERDICT_COUNTRY].address);
	address_list_clear(&t->addresses);
	/* Known, but of no country: even an entry for all of them is not asked. */
	t->facts.country[0] = '\0';
	assert_dropped(t, VERDICT_COUNTRY);
	t->facts.has_country = KNOWN_NO;
	assert_passes(t);
}

static void
a_row_with_a_port_lets_in_requests_from_that_port_only(void **state)
{
	struct test *t = *state;

	lets_in(t, "127.1.2.3", 32, 5070);
	assert_dropped(t, VERDICT_COUNTRY);
	assert_non_null(strstr(t->verdict.steps[VERDICT_COUNTRY].why, "from port 5070"));
	t->request.port = 5071;
	assert_dropped(t, VERDICT_COUNTRY);
	t->request.port = 5070;
	assert_passes(t);
}

static void
a_user_agent_is_matched_by_its_beginning_and_allowed_first(void **state)
{
	struct test *t = *state;

	stands(t, RULE_COUNTRY, RULE_ALLOW, "US");
	stands(t, RULE_UA, RULE_BLOCK, "Sip");
	t->request.user_agent = "sIPcli/1";
	assert_dropped(t, VERDICT_UA);
	assert_advice(t, "shieldadm ua remove 'Sip'");
	t->request.user_agent = "xsip";
	assert_passes(t);
	t->request.user_agent = "";
	assert_passes(t);
	t->request.user_agent = "sipcli/1";
	stands(t, RULE_UA, RULE_ALLOW, "sipcli");
	assert_passes(t);
	/* Not of whom an address lets in: that is asked as well. */
	t->request.user_agent = "sipx";
	lets_in(t, "127.1.2.3", 32, 0);
	assert_dropped(t, VERDICT_UA);
}

static void
bans_count_but_for_allowed_addresses_and_the_nodes_own(void **state)
{
	struct test *t = *state;

	stands(t, RULE_COUNTRY, RULE_ALLOW, "US");
	t->facts.is_banned = KNOWN_YES;
	t->facts.ban_left = 77;
	assert_dropped(t, VERDICT_BAN);
	assert_non_null(strstr(t->verdict.steps[VERDICT_BAN].why, "1m 17s"));
	assert_int_equal(t->verdict.steps[VERDICT_LOGINS].answer, VERDICT_NOT_REACHED);
	assert_advice(t, "shieldadm ban remove 127.1.2.3");
	t->facts.is_own = true;
	assert_passes(t);
	t->facts.is_own = false;
	lets_in(t, "127.1.2.3", 32, 0);
	assert_passes(t);
}

static void
more_than_twenty_failed_logins_are_too_many_for_anybody(void **state)
{
	struct test *t = *state;

	lets_in(t, "127.1.2.3", 32, 0);
	t->facts.logins = 20;
	assert_passes(t);
	t->facts.logins = 21;
	assert_dropped(t, VERDICT_LOGINS);
	assert_advice(t, "shieldadm auth reset 127.1.2.3");
}

static void
a_contact_that_is_an_address_never_counts(void **state)
{
	struct test *t = *state;
	struct err err = NO_ERR;

	stands(t, RULE_COUNTRY, RULE_ALLOW, "US");
	assert_true(party_parse(&t->request.contact, "<sip:a@192.0.2.1:5060>", &err));
	assert_passes(t);
	assert_non_null(strstr(t->verdict.steps[VERDICT_CONTACT].why, "never matches"));
}

static void
methods_are_served_or_refused_in_either_case(void **state)
{
	static const char *const served[] = { "REGISTER", "invite", "ACK", "BYE",
		"CANCEL", "INFO", "Update" };
	static const char *const refused[] = { "MESSAGE", "SUBSCRIBE", "FOO", "INVITEX" };
	struct test *t = *state;

	stands(t, RULE_COUNTRY, RULE_ALLOW, "US");
	for (size_t i = 0; i < COUNT(served); i++) {
		t->request.method = served[i];
		assert_passes(t);
	}
	for (size_t i = 0; i < COUNT(refused); i++) {
		t->request.method = refused[i];
		assert_outcome(t, VERDICT_REFUSED, VERDICT_METHOD);
		assert_true(verdict_is_blocked(&t->verdict));
	}
}

static void
options_are_answered_where_an_address_lets_them_in(void **state)
{
	struct test *t = *state;

	stands(t, RULE_COUNTRY, RULE_ALLOW, "US");
	t->request.method = "options";
	assert_dropped(t, VERDICT_OPTIONS);
	/* The route asks for registered phones, and never sees the answer. */
	t->facts.is_registered = KNOWN_YES;
	assert_dropped(t, VERDICT_OPTIONS);
	assert_advice(t, "sql_query()");
	t->facts.route.has_usrlocdb = false;
	assert_passes(t);
	lets_in(t, "127.1.2.3", 32, 0);
	assert_outcome(t, VERDICT_ANSWERED, VERDICT_OPTIONS);
	assert_false(verdict_is_blocked(&t->verdict));
}

static void
what_is_not_known_is_said_unless_it_does_not_matter(void **state)
{
	struct test *t = *state;

	t->facts.has_country = KNOWN_NOT;
	assert_outcome(t, VERDICT_UNKNOWN, VERDICT_COUNTRY);
	assert_false(verdict_is_blocked(&t->verdict));
	/* Whatever its country is. */
	t->facts.is_banned = KNOWN_YES;
	assert_dropped(t, VERDICT_BAN);
	t->facts.is_banned = t->facts.has_logins = KNOWN_NOT;
	assert_outcome(t, VERDICT_UNKNOWN, VERDICT_COUNTRY);
	lets_in(t, "127.1.2.3", 32, 0);
	assert_outcome(t, VERDICT_UNKNOWN, VERDICT_LOGINS);
	t->request.method = "OPTIONS";
	assert_outcome(t, VERDICT_UNKNOWN, VERDICT_LOGINS);
}

static void
a_part_of_the_route_that_is_not_defined_is_left_out(void **state)
{
	struct test *t = *state;

	t->request.user_agent = "a--b";
	t->facts.is_banned = KNOWN_YES;
	t->facts.logins = 99;
	assert_dropped(t, VERDICT_SQLI);
	t->facts.route.has_secfilter = false;
	assert_dropped(t, VERDICT_BAN);
	t->facts.route.has_antiflood = false;
	assert_passes(t);
	t->request.user_agent = "phone";
	t->facts.route.has_secfilter = true;
	assert_dropped(t, VERDICT_COUNTRY);
	t->facts.route.has_geoip2 = false;
	assert_passes(t);
	assert_non_null(strstr(
		t->verdict.steps[VERDICT_COUNTRY].why, "WITH_GEOIP2 is not defined"));
}

static void
nodes_that_decide_by_the_same_entries_are_the_same(void **state)
{
	struct test *t = *state;
	struct verdict other;

	stands(t, RULE_COUNTRY, RULE_ALLOW, "US");
	t->facts.is_banned = KNOWN_YES;
	t->facts.ban_left = 77;
	assert_dropped(t, VERDICT_BAN);
	other = t->verdict;
	t->facts.ban_left = 76;
	assert_dropped(t, VERDICT_BAN);
	assert_true(verdict_same(&t->verdict, &other));
	t->rules.v[0].value = "U";
	assert_dropped(t, VERDICT_BAN);
	other.steps[VERDICT_COUNTRY].rule = NULL;
	assert_false(verdict_same(&t->verdict, &other));
}

static void
an_advice_is_safe_to_paste_into_a_shell(void **state)
{
	struct test *t = *state;

	t->facts.has_country = KNOWN_NO;
	stands(t, RULE_UA, RULE_BLOCK, "$(reboot) `x`");
	t->request.user_agent = "$(reboot) `x` 1";
	assert_dropped(t, VERDICT_UA);
	assert_advice(t, "ua remove '$(reboot) `x`'");
}

static const char *const no_uris[] = { "", "alice", "a@x.example", "<sip:>",
	"<sip:@x.example>", "<foo:bar>", "sip:a@x.example;", "\"Al <sip:a@x.example>",
	"\"Al\" \"B\" <sip:a@x.example>", "<sip:a@x.example", "<sip:a@x'y.example>",
	"<sip:a@x_y.example>", "<sip:a@[::1>", "<sip:a@x.example:99999>",
	"<sip:a@x.example:>", "<sip:a b@x.example>", "<sip:a[b@x.example>",
	"<sip:a@x.example>, <sip:b@x.example>", "<sip:a@x.example>\r\nX: y", "tel:" };

static void
what_is_no_uri_is_an_error(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(no_uris); i++) {
		struct party party;
		struct err err = NO_ERR;
		if (party_parse(&party, no_uris[i], &err))
			fail_msg("'%s' is taken for a URI", no_uris[i]);
		assert_int_equal(err.code, ERR_USAGE);
	}
}

static void
assert_part(const struct part *part, const char *text)
{
	assert_int_equal(part->len, strlen(text));
	assert_memory_equal(part->s, text, part->len);
}

static void
a_uri_is_taken_apart(void **state)
{
	unsigned char bytes[16], wanted[16];
	struct party party;
	struct err err = NO_ERR;
	unsigned port;
	int family;

	(void)state;
	assert_true(party_parse(&party,
		"\"Al, \\\"x\\\"\" <sip:al:pw@[2001:db8::1]:5062;lr?h=1>;tag=z", &err));
	assert_part(&party.name, "Al, \\\"x\\\"");
	assert_part(&party.user, "al");
	assert_part(&party.host, "2001:db8::1");
	assert_true(party_source(&party, &family, bytes, &port));
	assert_int_equal(family, AF_INET6);
	assert_int_equal(port, 5062);
	inet_pton(AF_INET6, "2001:db8::1", wanted);
	assert_memory_equal(bytes, wanted, 16);
	assert_true(party_parse(&party, "SIPS:example.com;transport=tls", &err));
	assert_int_equal(party.user.len, 0);
	assert_part(&party.host, "example.com");
	assert_false(party_source(&party, &family, bytes, &port));
	assert_no_error(&err);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(what_secfilter_takes_for_an_injection_is_dropped_and_nothing_else),
		T(in_headers_it_is_looked_for_where_secfilter_looks),
		T(from_6_1_on_names_may_have_quotes),
		T(a_country_is_allowed_or_its_sender_is_let_in_by_address_or_unknown),
		T(a_row_with_a_port_lets_in_requests_from_that_port_only),
		T(a_user_agent_is_matched_by_its_beginning_and_allowed_first),
		T(bans_count_but_for_allowed_addresses_and_the_nodes_own),
		T(more_than_twenty_failed_logins_are_too_many_for_anybody),
		T(a_contact_that_is_an_address_never_counts),
		T(methods_are_served_or_refused_in_either_case),
		T(options_are_answered_where_an_address_lets_them_in),
		T(what_is_not_known_is_said_unless_it_does_not_matter),
		T(a_part_of_the_route_that_is_not_defined_is_left_out),
		T(nodes_that_decide_by_the_same_entries_are_the_same),
		T(an_advice_is_safe_to_paste_into_a_shell),
		T(what_is_no_uri_is_an_error),
		T(a_uri_is_taken_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
