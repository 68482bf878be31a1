/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/impact.h"

#include "unit.h"

#include <arpa/inet.h>

/*
 * Whom a change would cut off.  1.x.x.x is in US here, 2.x.x.x in CN, 3.x.x.x in no
 * country, and nobody knows the others.
 */
struct test {
	struct rule_list rules;
	struct address_list addresses, banned;
	struct change_set set;
	struct plan plan;
	struct impact impact;
	struct impact_case what;
	bool has_geo;
	size_t asked; /* for a country */
};

static enum verdict_known
country(void *ctx, int family, const unsigned char bytes[16], char code[3])
{
	struct test *t = ctx;

	t->asked++;
	code[0] = '\0';
	if (!t->has_geo)
		return KNOWN_NOT;
	if (family != AF_INET || bytes[0] == 0 || bytes[0] > 3)
		return KNOWN_NO;
	if (bytes[0] < 3)
		snprintf(code, 3, "%s", bytes[0] == 1 ? "US" : "CN");
	return KNOWN_YES;
}

static int
setup(void **state)
{
	struct test *t = calloc(1, sizeof(*t));

	t->has_geo = true;
	*state = t;
	return 0;
}

static int
teardown(void **state)
{
	struct test *t = *state;

	rule_list_clear(&t->rules);
	address_list_clear(&t->addresses);
	address_list_clear(&t->banned);
	change_set_clear(&t->set);
	plan_clear(&t->plan);
	impact_clear(&t->impact);
	free(t);
	return 0;
}

static struct rule
make_rule(enum rule_kind kind, enum rule_action action, const char *value)
{
	static long long id;
	struct rule rule = { .id = ++id, .kind = kind, .action = action };

	rule.value = intern(value);
	return rule;
}

static struct address
make_address(const char *ip, unsigned prefix)
{
	static long long id;
	struct address a = { .id = ++id, .prefix = prefix, .group = 1, .tag = "ACME" };

	assert_true(address_parse_ip(ip, &a.family, a.bytes));
	a.form = prefix == address_bits(a.family) ? ADDRESS_HOST : ADDRESS_NETWORK;
	address_format_ip(a.family, a.bytes, a.ip);
	return a;
}

static void
stands(struct test *t, enum rule_kind kind, enum rule_action action, const char *value)
{
	struct rule rule = make_rule(kind, action, value);

	rule_list_add(&t->rules, &rule);
}

static void
lets_in(struct test *t, const char *ip, unsigned prefix)
{
	struct address a = make_address(ip, prefix);

	address_list_add(&t->addresses, &a);
}

static void
wants(struct test *t, enum change_op op, enum rule_kind kind, enum rule_action action,
	const char *value)
{
	struct rule rule = make_rule(kind, action, value);

	change_add_rule(&t->set, op, &rule);
}

static void
wants_gone(struct test *t, const char *ip, unsigned prefix)
{
	struct address a = make_address(ip, prefix);

	a.id = 0; /* any row */

	change_add_address(&t->set, CHANGE_REMOVE, &a);
}

static void
begin(struct test *t)
{
	struct err err = NO_ERR;

	assert_true(plan_rules(&t->plan, &t->set, &t->rules, true, &err));
	assert_true(plan_addresses(&t->plan, &t->set, &t->addresses, &err));
	t->what = (struct impact_case){ .plan = &t->plan,
		.rules = &t->rules,
		.addresses = &t->addresses,
		.banned = &t->banned,
		.country = country,
		.ctx = t };
	impact_case_init(&t->what);
}

static void
registered(struct test *t, const char *contact, const char *received, const char *ua)
{
	const struct phone_row phone = { "al", "x.example", contact, received, ua };

	impact_add_phone(&t->impact, &t->what, &phone);
}

static void
end(struct test *t, size_t phones, size_t addresses)
{
	impact_add_addresses(&t->impact, &t->what);
	impact_case_clear(&t->what);
	assert_int_equal(t->impact.phones, phones);
	assert_int_equal(t->impact.addresses, addresses);
}

static void
a_blocked_user_agent_cuts_off_who_passes_now(void **state)
{
	struct test *t = *state;
	const struct impact_cut *cut = &t->impact.shown.v[0];

	stands(t, RULE_COUNTRY, RULE_ALLOW, "US");
	stands(t, RULE_UA, RULE_ALLOW, "Phone 9");
	wants(t, CHANGE_ADD, RULE_UA, RULE_BLOCK, "phone");
	assert_true(impact_is_possible(&t->set));
	begin(t);
	assert_true(impact_is_planned(&t->plan));
	registered(t, "sip:al@1.0.0.1:5062", "", "Phone 1");
	registered(t, "sip:al@1.0.0.2", "", "Phone 9"); /* allowed comes first */
	registered(t, "sip:al@1.0.0.3", "", "myphone"); /* no prefix */
	registered(t, "sip:al@2.0.0.1", "", "Phone 1"); /* blocked by its country */
	registered(t, "sip:al@9.0.0.1", "", "Phone 1"); /* unknown ones pass */
	registered(t, "sip:al@host.example", "", "Phone 1");
	registered(t, "no uri", "", "Phone 1");
	end(t, 4, 0);
	assert_string_equal(cut->who, "al@x.example");
	assert_string_equal(cut->contact, "sip:al@1.0.0.1:5062");
	assert_string_equal(cut->source, "1.0.0.1");
	assert_string_equal(cut->user_agent, "Phone 1");
	assert_string_equal(cut->why, "'phone' is blocked");
	assert_null(t->impact.shown.v[2].source);
}

static void
who_is_not_concerned_costs_no_look_at_the_country(void **state)
{
	struct test *t = *state;

	wants(t, CHANGE_ADD, RULE_UA, RULE_BLOCK, "phone");
	begin(t);
	for (int i = 0; i < 100; i++)
		registered(t, "sip:al@1.0.0.1", "", "other");
	assert_int_equal(t->asked, 0);
	end(t, 0, 0);
}

static void
a_country_that_goes_cuts_off_those_behind_nat_by_where_they_really_are(void **state)
{
	struct test *t = *state;

	stands(t, RULE_COUNTRY, RULE_ALLOW, "US");
	stands(t, RULE_COUNTRY, RULE_ALLOW, "CN");
	stands(t, RULE_COUNTRY, RULE_ALLOW, "C");
	lets_in(t, "1.0.0.0", 24);
	wants(t, CHANGE_REMOVE, RULE_COUNTRY, RULE_ALLOW, "US");
	wants(t, CHANGE_REMOVE, RULE_COUNTRY, RULE_ALLOW, "CN");
	begin(t);
	registered(t, "sip:al@1.0.1.1", "", "x");
	registered(t, "sip:al@192.168.0.1", "sip:1.0.1.2:9;transport=tcp", "x");
	registered(t, "sip:al@1.0.1.1", "sip:9.9.9.9:9", "x"); /* unknown */
	registered(t, "sip:al@1.0.0.9", "", "x");              /* has an address */
	registered(t, "sip:al@2.0.0.1", "", "x"); /* the entry C lets it in */
	registered(t, "sip:al@3.0.0.1", "", "x"); /* is kept out already */
	registered(t, "sip:al@host.example", "", "x");
	end(t, 2, 0);
	assert_string_equal(t->impact.shown.v[1].source, "1.0.1.2");
}

static void
an_address_that_goes_cuts_off_its_phones_and_itself(void **state)
{
	struct test *t = *state;

	stands(t, RULE_COUNTRY, RULE_ALLOW, "US");
	lets_in(t, "2.0.0.0", 24);
	lets_in(t, "2.0.0.7", 32);
	lets_in(t, "1.0.0.1", 32);
	lets_in(t, "9.0.0.1", 32);
	wants_gone(t, "2.0.0.0", 24);
	wants_gone(t, "1.0.0.1", 32);
	wants_gone(t, "9.0.0.1", 32);
	begin(t);
	registered(t, "sip:al@2.0.0.6", "", "x");
	registered(t, "sip:al@2.0.0.7", "", "x"); /* has a row of its own */
	registered(t, "sip:al@1.0.0.1", "", "x"); /* its country is allowed */
	registered(t, "sip:al@2.0.1.1", "", "x"); /* is kept out already */
	end(t, 1, 1);
	assert_string_equal(t->impact.shown.v[1].who, "ACME");
	assert_string_equal(t->impact.shown.v[1].source, "2.0.0.0/24");
	assert_false(t->impact.shown.v[1].is_phone);
}

static void
a_ban_cuts_off_whom_no_address_lets_in(void **state)
{
	struct test *t = *state;
	struct address a = impact_host(AF_INET, (const unsigned char[16]){ 1, 0, 0, 1 }),
		       b = impact_host(AF_INET, (const unsigned char[16]){ 1, 0, 0, 2 });

	stands(t, RULE_COUNTRY, RULE_ALLOW, "US");
	lets_in(t, "1.0.0.2", 32);
	address_list_add(&t->banned, &a);
	address_list_add(&t->banned, &b);
	begin(t);
	registered(t, "sip:al@1.0.0.1", "", "x");
	registered(t, "sip:al@1.0.0.2", "", "x");
	registered(t, "sip:al@1.0.0.3", "", "x");
	/* As a socket of IPv6 names a source of IPv4. */
	registered(t, "sip:al@10.0.0.3", "sip:[::ffff:1.0.0.1]:5060", "x");
	registered(t, "sip:al@[::ffff:1.0.0.1]:5060", "", "x");
	end(t, 3, 0);
	assert_string_equal(t->impact.shown.v[0].why, "it is banned");
	assert_string_equal(t->impact.shown.v[1].source, "1.0.0.1");
	assert_string_equal(t->impact.shown.v[2].source, "1.0.0.1");
}

static void
without_geoip_only_what_needs_no_country_counts(void **state)
{
	struct test *t = *state;

	t->has_geo = false;
	stands(t, RULE_COUNTRY, RULE_ALLOW, "US");
	lets_in(t, "2.0.0.1", 32);
	wants(t, CHANGE_REMOVE, RULE_COUNTRY, RULE_ALLOW, "US");
	wants(t, CHANGE_ADD, RULE_UA, RULE_BLOCK, "phone");
	wants_gone(t, "2.0.0.1", 32);
	begin(t);
	registered(t, "sip:al@1.0.0.1", "", "x");
	registered(t, "sip:al@2.0.0.1", "", "x");
	registered(t, "sip:al@1.0.0.1", "", "phone");
	end(t, 1, 0);
}

static void
of_many_the_first_are_kept_and_all_are_counted(void **state)
{
	struct test *t = *state;
	char *text;

	wants(t, CHANGE_ADD, RULE_UA, RULE_BLOCK, "phone");
	begin(t);
	for (int i = 0; i < 25; i++)
		registered(t, "sip:al@9.0.0.1", "", "phone");
	end(t, 25, 0);
	assert_int_equal(t->impact.shown.len, IMPACT_SHOWN);
	text = impact_text(&t->impact);
	assert_string_equal(text, "25 registered phones");
	free(text);
}

static void
what_cannot_take_anything_is_known_by_what_it_says(void **state)
{
	struct test *t = *state;

	wants(t, CHANGE_ADD, RULE_COUNTRY, RULE_ALLOW, "US");
	wants(t, CHANGE_ADD, RULE_COUNTRY, RULE_BLOCK, "CN");
	wants(t, CHANGE_ADD, RULE_UA, RULE_ALLOW, "x");
	wants(t, CHANGE_ADD, RULE_DST, RULE_BLOCK, "0088");
	wants(t, CHANGE_ADD, RULE_USER, RULE_ALLOW, "x");
	assert_false(impact_is_possible(&t->set));
	/* Whether one that goes was allowed, only what stands tells. */
	stands(t, RULE_UA, RULE_BLOCK, "abc");
	wants(t, CHANGE_REMOVE, RULE_UA, RULE_BLOCK, "abc");
	assert_true(impact_is_possible(&t->set));
	begin(t);
	assert_false(impact_is_planned(&t->plan));
	end(t, 0, 0);
}

static const struct verdict_route *
hardened_routes(void *ctx, size_t *n)
{
	static const struct verdict_route routes[] = {
		{ .has_secfilter = true, .has_geoip2 = true, .has_antiflood = true },
		{ .has_secfilter = true,
			.has_geoip2 = true,
			.has_antiflood = true,
			.is_hardened = true }
	};

	(void)ctx;
	*n = 2;
	return routes;
}

/* The article's route does not ask for users, domains and the beginnings of addresses. */
static void
a_list_of_ours_cuts_off_where_a_node_has_our_route(void **state)
{
	static const struct {
		enum rule_kind kind;
		const char *value;
	} cases[] = { { RULE_USER, "AL" }, { RULE_DOMAIN, "x.example" },
		{ RULE_IP, "9.0.0." } };

	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(*cases); i++) {
		struct test *t = *state;
		bool has_ours = i % 2 == 1;
		stands(t, RULE_COUNTRY, RULE_ALLOW, "US");
		wants(t, CHANGE_ADD, cases[i / 2].kind, RULE_BLOCK, cases[i / 2].value);
		assert_true(impact_is_possible(&t->set));
		begin(t);
		if (has_ours)
			t->what.routes = hardened_routes;
		registered(t, "sip:al@9.0.0.1", "", "Phone 9");
		registered(t, "sip:al@9.0.0.1", "", "sipcli");
		end(t, has_ours ? 2 : 0, 0);
		teardown(state);
		setup(state);
	}
}

static void
an_allowed_user_agent_that_goes_uncovers_a_blocked_one(void **state)
{
	struct test *t = *state;

	stands(t, RULE_UA, RULE_BLOCK, "phone");
	stands(t, RULE_UA, RULE_ALLOW, "Phone 9");
	wants(t, CHANGE_REMOVE, RULE_UA, RULE_BLOCK, "phone 9");
	begin(t);
	assert_true(impact_is_planned(&t->plan));
	registered(t, "sip:al@9.0.0.1", "", "Phone 9");
	registered(t, "sip:al@9.0.0.1", "", "Phone 8");
	end(t, 1, 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_blocked_user_agent_cuts_off_who_passes_now),
		T(who_is_not_concerned_costs_no_look_at_the_country),
		T(a_country_that_goes_cuts_off_those_behind_nat_by_where_they_really_are),
		T(an_address_that_goes_cuts_off_its_phones_and_itself),
		T(a_ban_cuts_off_whom_no_address_lets_in),
		T(without_geoip_only_what_needs_no_country_counts),
		T(of_many_the_first_are_kept_and_all_are_counted),
		T(what_cannot_take_anything_is_known_by_what_it_says),
		T(an_allowed_user_agent_that_goes_uncovers_a_blocked_one),
		T(a_list_of_ours_cuts_off_where_a_node_has_our_route),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
