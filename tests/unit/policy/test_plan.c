/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/change.h"

#include "unit.h"

#include "base/xalloc.h"
#include "policy/address_parse.h"

/* -- rules -- */

static struct rule
rule(long long id, enum rule_kind kind, enum rule_action action, const char *value)
{
	struct rule r = { .id = id, .kind = kind, .action = action };

	r.value = kept_text("%s", value);
	return r;
}

#define BLOCK_UA(id, value) rule(id, RULE_UA, RULE_BLOCK, value)
#define ALLOW_UA(id, value) rule(id, RULE_UA, RULE_ALLOW, value)
#define ALLOW_COUNTRY(id, value) rule(id, RULE_COUNTRY, RULE_ALLOW, value)

/* What stands, what is wanted, and the plan of it. */
struct test {
	struct rule_list rules;
	struct address_list addresses;
	struct change_set set;
	struct plan plan;
	struct err err;
	bool is_agreed;
};

static int
setup(void **state)
{
	struct test *t = xcalloc(1, sizeof(*t));

	t->err = NO_ERR;
	*state = t;
	return 0;
}

static int
teardown(void **state)
{
	struct test *t = *state;

	rule_list_clear(&t->rules);
	address_list_clear(&t->addresses);
	change_set_clear(&t->set);
	plan_clear(&t->plan);
	assert_int_equal(
		t->plan.rules.len + t->plan.addresses.len + t->plan.notes.len, 0);
	free(t);
	return 0;
}

static void
stands(struct test *t, struct rule r)
{
	rule_list_add(&t->rules, &r);
}

static void
add(struct test *t, struct rule r)
{
	change_add_rule(&t->set, CHANGE_ADD, &r);
}

static void
take_out(struct test *t, struct rule r)
{
	change_add_rule(&t->set, CHANGE_REMOVE, &r);
}

static bool
plan(struct test *t)
{
	return plan_rules(&t->plan, &t->set, &t->rules, t->is_agreed, &t->err);
}

static void
assert_planned(struct test *t)
{
	if (!plan(t))
		fail_msg("%s", t->err.text);
	assert_no_error(&t->err);
}

static void
assert_outcome(const struct test *t, size_t i, enum change_result result, long long id,
	const char *value)
{
	const struct rule_outcome *o;

	assert_true(i < t->plan.rules.len);
	o = &t->plan.rules.v[i];
	assert_string_equal(change_result_name(o->result), change_result_name(result));
	assert_int_equal(o->rule.id, id);
	assert_string_equal(o->rule.value, value);
	assert_int_equal(o->has_action, result != CHANGE_ABSENT);
}

static void
assert_note(const struct test *t, size_t i, const char *says)
{
	assert_true(i < t->plan.notes.len);
	if (strstr(t->plan.notes.v[i], says) == NULL)
		fail_msg("no '%s' in: %s", says, t->plan.notes.v[i]);
}

static void
nothing_wanted_is_nothing_planned(void **state)
{
	struct test *t = *state;

	stands(t, ALLOW_COUNTRY(1, "US"));
	assert_planned(t);
	assert_true(plan_addresses(&t->plan, &t->set, &t->addresses, &t->err));
	assert_int_equal(t->plan.rules.len, 0);
	assert_int_equal(t->plan.addresses.len, 0);
	assert_int_equal(t->plan.notes.len, 0);
}

static void
the_outcomes_come_in_the_order_of_what_was_typed(void **state)
{
	struct test *t = *state;

	stands(t, BLOCK_UA(7, "SIPcli/"));
	stands(t, BLOCK_UA(8, "pplsip"));
	add(t, BLOCK_UA(0, "zoiper"));
	add(t, BLOCK_UA(0, "sipcli/"));
	take_out(t, BLOCK_UA(0, "PPLSIP"));
	take_out(t, BLOCK_UA(0, "nosuch"));
	add(t, BLOCK_UA(0, "exec."));
	assert_planned(t);
	assert_int_equal(t->plan.rules.len, 5);
	assert_outcome(t, 0, CHANGE_ADDED, 0, "zoiper");
	/* What stands is told as it stands. */
	assert_outcome(t, 1, CHANGE_PRESENT, 7, "SIPcli/");
	assert_outcome(t, 2, CHANGE_REMOVED, 8, "pplsip");
	assert_outcome(t, 3, CHANGE_ABSENT, 0, "nosuch");
	assert_outcome(t, 4, CHANGE_ADDED, 0, "exec.");
	assert_int_equal(plan_count(&t->plan, CHANGE_ADDED), 2);
	assert_int_equal(plan_count(&t->plan, CHANGE_PRESENT), 1);
	assert_int_equal(plan_count(&t->plan, CHANGE_REMOVED), 1);
	assert_int_equal(plan_count(&t->plan, CHANGE_ABSENT), 1);
}

static void
what_is_not_there_is_answered_with_the_nearest_of_its_kind(void **state)
{
	struct test *t = *state;

	stands(t, BLOCK_UA(1, "sipcli/"));
	stands(t, rule(2, RULE_USER, RULE_BLOCK, "sipclj"));
	take_out(t, BLOCK_UA(0, "sipclj"));
	take_out(t, rule(0, RULE_USER, RULE_BLOCK, "sipclk"));
	assert_planned(t);
	assert_int_equal(plan_count(&t->plan, CHANGE_ABSENT), 2);
	assert_string_equal(t->plan.meant, ": did you mean 'sipcli/'?");
}

/* Half of all codes are one letter away from any other. */
static void
a_country_that_is_not_there_is_no_slip(void **state)
{
	struct test *t = *state;

	stands(t, ALLOW_COUNTRY(1, "US"));
	take_out(t, ALLOW_COUNTRY(0, "UA"));
	assert_planned(t);
	assert_int_equal(plan_count(&t->plan, CHANGE_ABSENT), 1);
	assert_null(t->plan.meant);
}

static void
a_rule_named_twice_is_added_once(void **state)
{
	struct test *t = *state;
	char value[16];

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 100; i++) {
			snprintf(
				value, sizeof(value), round ? "AGENT-%d" : "agent-%d", i);
			add(t, BLOCK_UA(0, value));
		}
	assert_planned(t);
	assert_int_equal(t->plan.rules.len, 200);
	assert_int_equal(plan_count(&t->plan, CHANGE_ADDED), 100);
	assert_int_equal(plan_count(&t->plan, CHANGE_PRESENT), 100);
	assert_outcome(t, 99, CHANGE_ADDED, 0, "agent-99");
	assert_outcome(t, 100, CHANGE_PRESENT, 0, "agent-0");
}

static void
the_same_value_of_another_kind_or_action_is_another_rule(void **state)
{
	struct test *t = *state;

	stands(t, BLOCK_UA(1, "alice"));
	add(t, rule(0, RULE_USER, RULE_BLOCK, "alice"));
	add(t, ALLOW_UA(0, "alice"));
	assert_planned(t);
	assert_int_equal(plan_count(&t->plan, CHANGE_ADDED), 2);
}

static void
removing_an_entry_leaves_the_ones_it_is_a_prefix_of(void **state)
{
	struct test *t = *state;

	stands(t, BLOCK_UA(1, "sipcli/"));
	stands(t, BLOCK_UA(2, "sip"));
	stands(t, BLOCK_UA(3, "sipsak"));
	stands(t, rule(4, RULE_USER, RULE_BLOCK, "sip"));
	take_out(t, BLOCK_UA(0, "sip"));
	assert_planned(t);
	assert_int_equal(t->plan.rules.len, 1);
	assert_outcome(t, 0, CHANGE_REMOVED, 2, "sip");
}

static void
removing_takes_every_row_of_both_lists(void **state)
{
	struct test *t = *state;

	stands(t, BLOCK_UA(1, "sipp"));
	stands(t, BLOCK_UA(2, "other"));
	stands(t, ALLOW_UA(3, "SIPP"));
	stands(t, BLOCK_UA(4, "sipp")); /* the table has no unique key */
	take_out(t, BLOCK_UA(0, "Sipp"));
	assert_planned(t);
	assert_int_equal(t->plan.rules.len, 3);
	assert_outcome(t, 0, CHANGE_REMOVED, 1, "sipp");
	assert_outcome(t, 1, CHANGE_REMOVED, 3, "SIPP");
	assert_outcome(t, 2, CHANGE_REMOVED, 4, "sipp");
	assert_int_equal(t->plan.rules.v[1].rule.action, RULE_ALLOW);
}

static void
a_rule_named_twice_is_removed_once(void **state)
{
	struct test *t = *state;

	stands(t, BLOCK_UA(1, "sipcli/"));
	take_out(t, BLOCK_UA(0, "sipcli/"));
	take_out(t, BLOCK_UA(0, "SIPCLI/"));
	assert_planned(t);
	assert_int_equal(t->plan.rules.len, 1);
	assert_outcome(t, 0, CHANGE_REMOVED, 1, "sipcli/");
}

/* -- the guard -- */

static void
the_last_allowed_country_is_not_removed_without_a_yes(void **state)
{
	struct test *t = *state;

	stands(t, ALLOW_COUNTRY(1, "US"));
	stands(t, rule(2, RULE_COUNTRY, RULE_BLOCK, "KP"));
	take_out(t, ALLOW_COUNTRY(0, "US"));
	assert_false(plan(t));
	assert_error(&t->err, ERR_GUARD, "no country would be allowed any more");

	t->err = NO_ERR;
	t->is_agreed = true;
	plan_clear(&t->plan);
	assert_planned(t);
	assert_outcome(t, 0, CHANGE_REMOVED, 1, "US");
}

static void
all_allowed_countries_at_once_are_the_last_ones_too(void **state)
{
	struct test *t = *state;

	stands(t, ALLOW_COUNTRY(1, "US"));
	stands(t, ALLOW_COUNTRY(2, "us"));
	stands(t, ALLOW_COUNTRY(3, "CA"));
	take_out(t, ALLOW_COUNTRY(0, "US"));
	take_out(t, ALLOW_COUNTRY(0, "CA"));
	assert_false(plan(t));
	assert_error(&t->err, ERR_GUARD, "no country would be allowed any more");
}

static void
a_country_that_is_not_the_last_goes(void **state)
{
	struct test *t = *state;

	stands(t, ALLOW_COUNTRY(1, "US"));
	stands(t, ALLOW_COUNTRY(2, "CA"));
	take_out(t, ALLOW_COUNTRY(0, "US"));
	take_out(t, ALLOW_COUNTRY(0, "US")); /* counts once */
	assert_planned(t);
	assert_outcome(t, 0, CHANGE_REMOVED, 1, "US");
}

static void
the_last_country_may_make_place_for_another(void **state)
{
	struct test *t = *state;

	stands(t, ALLOW_COUNTRY(1, "US"));
	take_out(t, ALLOW_COUNTRY(0, "US"));
	add(t, ALLOW_COUNTRY(0, "CA"));
	assert_planned(t);
}

static void
the_sentinel_is_no_country_that_would_be_left(void **state)
{
	struct test *t = *state;

	stands(t, ALLOW_COUNTRY(1, "US"));
	stands(t, ALLOW_COUNTRY(2, "ZZ"));
	take_out(t, ALLOW_COUNTRY(0, "US"));
	assert_false(plan(t));
	assert_error(&t->err, ERR_GUARD, "no country would be allowed any more");
}

static void
the_sentinel_is_not_removed_without_a_yes(void **state)
{
	struct test *t = *state;

	stands(t, ALLOW_COUNTRY(1, "US"));
	stands(t, ALLOW_COUNTRY(2, "ZZ"));
	take_out(t, ALLOW_COUNTRY(0, "zz"));
	assert_false(plan(t));
	assert_error(&t->err, ERR_GUARD, "tells that the lists are loaded");

	t->err = NO_ERR;
	t->is_agreed = true;
	plan_clear(&t->plan);
	assert_planned(t);
	assert_outcome(t, 0, CHANGE_REMOVED, 2, "ZZ");
}

static void
where_no_country_was_allowed_the_guard_keeps_still(void **state)
{
	struct test *t = *state;

	stands(t, rule(1, RULE_COUNTRY, RULE_BLOCK, "KP"));
	stands(t, BLOCK_UA(2, "sipcli/"));
	take_out(t, rule(0, RULE_COUNTRY, RULE_BLOCK, "KP"));
	take_out(t, ALLOW_COUNTRY(0, "US"));
	take_out(t, BLOCK_UA(0, "sipcli/"));
	assert_planned(t);
	assert_int_equal(plan_count(&t->plan, CHANGE_REMOVED), 2);
	assert_int_equal(plan_count(&t->plan, CHANGE_ABSENT), 1);
}

/* -- notes -- */

static void
a_block_behind_an_allowed_entry_is_told_to_have_no_effect(void **state)
{
	struct test *t = *state;

	stands(t, ALLOW_UA(1, "sip"));
	stands(t, ALLOW_UA(2, "pplsip/9")); /* hides only a part */
	stands(t, rule(3, RULE_USER, RULE_ALLOW, "pplsip"));
	add(t, BLOCK_UA(0, "SIPcli/"));
	add(t, BLOCK_UA(0, "pplsip"));
	assert_planned(t);
	assert_int_equal(t->plan.notes.len, 1);
	assert_note(t, 0, "blocking 'SIPcli/' has no effect: 'sip' is allowed");
	assert_note(t, 0, "shieldadm ua remove 'sip'");
}

static void
an_allowed_entry_that_equals_a_block_ends_its_effect(void **state)
{
	struct test *t = *state;

	stands(t, BLOCK_UA(1, "SIPcli/"));
	add(t, ALLOW_UA(0, "sipcli/"));
	assert_planned(t);
	assert_int_equal(t->plan.notes.len, 1);
	assert_note(t, 0, "the block 'SIPcli/' now has no effect");
}

static void
an_allowed_entry_over_blocked_ones_names_them(void **state)
{
	struct test *t = *state;

	stands(t, BLOCK_UA(1, "sipcli/"));
	stands(t, BLOCK_UA(2, "si"));
	add(t, ALLOW_UA(0, "sip"));
	assert_planned(t);
	assert_int_equal(t->plan.notes.len, 2);
	assert_note(t, 0, "allowing 'sip' also lets through what 'sipcli/' blocks");
	assert_note(t, 1, "'sip' is short: it lets through every user agent");
}

static void
what_stands_already_needs_no_note(void **state)
{
	struct test *t = *state;

	stands(t, ALLOW_UA(1, "sip"));
	stands(t, BLOCK_UA(2, "sipcli/"));
	add(t, BLOCK_UA(0, "sipcli/"));
	assert_planned(t);
	assert_outcome(t, 0, CHANGE_PRESENT, 2, "sipcli/");
	assert_int_equal(t->plan.notes.len, 0);
}

static void
a_whole_address_as_ip_entry_is_told_to_catch_longer_ones(void **state)
{
	struct test *t = *state;

	add(t, rule(0, RULE_IP, RULE_BLOCK, "1.1.1.1"));
	add(t, rule(0, RULE_IP, RULE_BLOCK, "203.0.113."));
	add(t, rule(0, RULE_IP, RULE_BLOCK, "2001:db8:"));
	add(t, rule(0, RULE_UA, RULE_BLOCK, "1.1.1.1"));
	assert_planned(t);
	assert_int_equal(t->plan.notes.len, 1);
	assert_note(t, 0, "such as 1.1.1.10");
}

static void
there_are_never_more_notes_than_somebody_reads(void **state)
{
	struct test *t = *state;
	struct address wide;
	char value[24];

	for (int i = 0; i < 100; i++) {
		snprintf(value, sizeof(value), "10.0.%d.1", 100 + i);
		add(t, rule(0, RULE_IP, RULE_BLOCK, value));
		assert_true(address_parse(&wide, value, &t->err));
		address_list_add(&t->addresses, &wide);
	}
	assert_true(address_parse(&wide, "10.0.0.0/8", &t->err));
	change_add_address(&t->set, CHANGE_ADD, &wide);
	assert_planned(t);
	assert_int_equal(t->plan.notes.len, 10);
	assert_true(plan_addresses(&t->plan, &t->set, &t->addresses, &t->err));
	assert_int_equal(t->plan.notes.len, 10);
}

/* -- addresses -- */

static struct address
address(long long id, const char *text, unsigned long group, unsigned port)
{
	struct address a;
	struct err err;

	if (!address_parse(&a, text, &err))
		fail_msg("%s", err.text);
	a.id = id;
	a.group = group;
	a.port = port;
	return a;
}

static void
address_stands(struct test *t, long long id, const char *text, unsigned long group,
	unsigned port)
{
	struct address a = address(id, text, group, port);

	address_list_add(&t->addresses, &a);
}

static void
want(struct test *t, enum change_op op, const char *text, unsigned long group,
	unsigned port)
{
	struct address a = address(0, text, group, port);

	change_add_address(&t->set, op, &a);
}

static void
assert_addresses_planned(struct test *t)
{
	if (!plan_addresses(&t->plan, &t->set, &t->addresses, &t->err))
		fail_msg("%s", t->err.text);
	assert_no_error(&t->err);
}

static void
assert_address(const struct test *t, size_t i, enum change_result result, long long id,
	const char *text)
{
	const struct address_outcome *o;

	assert_true(i < t->plan.addresses.len);
	o = &t->plan.addresses.v[i];
	assert_string_equal(change_result_name(o->result), change_result_name(result));
	assert_int_equal(o->address.id, id);
	assert_string_equal(address_text(&o->address), text);
}

static void
addresses_come_in_the_order_of_what_was_typed(void **state)
{
	struct test *t = *state;

	address_stands(t, 5, "192.0.2.1", 1, 0);
	address_stands(t, 6, "a.test", 1, 0);
	want(t, CHANGE_ADD, "203.0.113.1", 1, 0);
	want(t, CHANGE_ADD, "192.0.2.1/32", 1, 0);
	want(t, CHANGE_REMOVE, "A.TEST", 0, 0);
	want(t, CHANGE_REMOVE, "b.test", 0, 0);
	want(t, CHANGE_ADD, "203.0.113.1", 1, 0);
	want(t, CHANGE_ADD, "203.0.113.1", 1, 5060);
	assert_addresses_planned(t);
	assert_int_equal(t->plan.addresses.len, 6);
	assert_address(t, 0, CHANGE_ADDED, 0, "203.0.113.1");
	assert_address(t, 1, CHANGE_PRESENT, 5, "192.0.2.1");
	assert_address(t, 2, CHANGE_REMOVED, 6, "a.test");
	assert_address(t, 3, CHANGE_ABSENT, 0, "b.test");
	assert_address(t, 4, CHANGE_PRESENT, 0, "203.0.113.1");
	assert_address(t, 5, CHANGE_ADDED, 0, "203.0.113.1");
	assert_int_equal(t->plan.addresses.v[5].address.port, 5060);
	assert_int_equal(plan_count(&t->plan, CHANGE_ADDED), 2);
}

static void
an_address_named_twice_is_added_once_however_many_there_are(void **state)
{
	struct test *t = *state;
	char text[24];

	/* Each second one is a double of the one before it. */
	for (int i = 0; i < 100; i++) {
		snprintf(text, sizeof(text), "192.0.2.%d", i / 2);
		want(t, CHANGE_ADD, text, 1, 0);
	}
	/* And each of these one of the first. */
	for (int i = 0; i < 100; i++) {
		snprintf(text, sizeof(text), "192.0.2.%d", i % 50);
		want(t, CHANGE_ADD, text, 1, 0);
	}
	assert_addresses_planned(t);
	assert_int_equal(t->plan.addresses.len, 200);
	assert_int_equal(plan_count(&t->plan, CHANGE_ADDED), 50);
	for (size_t i = 0; i < 200; i++) {
		snprintf(text, sizeof(text), "192.0.2.%zu", i < 100 ? i / 2 : i % 50);
		assert_address(t, i,
			i < 100 && i % 2 == 0 ? CHANGE_ADDED : CHANGE_PRESENT, 0, text);
	}
}

static void
a_present_address_with_another_tag_keeps_it_and_that_is_told(void **state)
{
	struct test *t = *state;

	address_stands(t, 5, "192.0.2.1", 1, 0);
	t->addresses.v[0].tag = "old";
	want(t, CHANGE_ADD, "192.0.2.1", 1, 0);
	t->set.addresses.v[0].address.tag = "new";
	assert_addresses_planned(t);
	assert_address(t, 0, CHANGE_PRESENT, 5, "192.0.2.1");
	assert_string_equal(t->plan.addresses.v[0].address.tag, "old");
	assert_int_equal(t->plan.notes.len, 1);
	assert_note(t, 0, "192.0.2.1/32 stands with the tag 'old'");
}

static void
overlaps_are_told(void **state)
{
	struct test *t = *state;

	address_stands(t, 1, "10.0.0.0/8", 2, 0);
	address_stands(t, 2, "192.0.2.7", 3, 0);
	address_stands(t, 3, "198.51.100.1", 1, 5060);
	address_stands(t, 4, "2001:db8::/32", 1, 0);
	want(t, CHANGE_ADD, "10.1.1.1", 1, 0);
	want(t, CHANGE_ADD, "192.0.2.0/24", 1, 0);
	want(t, CHANGE_ADD, "198.51.100.1", 1, 0);
	want(t, CHANGE_ADD, "192.0.2.7", 1, 0);
	want(t, CHANGE_ADD, "203.0.113.1", 1, 0);
	want(t, CHANGE_ADD, "a.test", 1, 0);
	assert_addresses_planned(t);
	assert_int_equal(plan_count(&t->plan, CHANGE_ADDED), 6);
	assert_int_equal(t->plan.notes.len, 4);
	assert_note(t, 0, "10.1.1.1/32 lies in 10.0.0.0/8 of group 2, which stands");
	assert_note(t, 1, "192.0.2.0/24 covers 192.0.2.7/32 of group 3, which stands");
	assert_note(t, 2, "198.51.100.1/32 stands in group 1 with another port too");
	assert_note(t, 3, "192.0.2.7/32 stands in group 3 too");
}

static void
an_address_in_several_groups_is_removed_only_when_the_group_is_named(void **state)
{
	struct test *t = *state;

	address_stands(t, 1, "192.0.2.1", 1, 0);
	address_stands(t, 2, "192.0.2.1", 2, 0);
	want(t, CHANGE_REMOVE, "192.0.2.1", 0, 0);
	assert_false(plan_addresses(&t->plan, &t->set, &t->addresses, &t->err));
	assert_error(&t->err, ERR_USAGE,
		"several rows are meant: 192.0.2.1/32 in group 1, "
		"192.0.2.1/32 in group 2; name the group, --port or --id");

	t->err = NO_ERR;
	plan_clear(&t->plan);
	t->set.addresses.v[0].address.group = 2;
	assert_addresses_planned(t);
	assert_int_equal(t->plan.addresses.len, 1);
	assert_address(t, 0, CHANGE_REMOVED, 2, "192.0.2.1");
}

static void
an_address_with_several_ports_is_removed_only_when_the_port_is_named(void **state)
{
	struct test *t = *state;

	address_stands(t, 1, "192.0.2.1", 1, 5060);
	address_stands(t, 2, "192.0.2.1", 1, 5080);
	want(t, CHANGE_REMOVE, "192.0.2.1", 1, 0);
	assert_false(plan_addresses(&t->plan, &t->set, &t->addresses, &t->err));
	assert_error(&t->err, ERR_USAGE, "192.0.2.1/32 port 5080 in group 1");

	t->err = NO_ERR;
	plan_clear(&t->plan);
	t->set.addresses.v[0].address.port = 5080;
	assert_addresses_planned(t);
	assert_address(t, 0, CHANGE_REMOVED, 2, "192.0.2.1");
}

static void
the_row_for_any_port_is_removed_by_its_port_zero(void **state)
{
	struct test *t = *state;

	address_stands(t, 1, "192.0.2.1", 1, 5060);
	address_stands(t, 2, "192.0.2.1", 1, 0);
	want(t, CHANGE_REMOVE, "192.0.2.1", 1, 0);
	t->set.addresses.v[0].has_port = true;
	assert_addresses_planned(t);
	assert_int_equal(t->plan.addresses.len, 1);
	assert_address(t, 0, CHANGE_REMOVED, 2, "192.0.2.1");
}

static void
removing_a_network_leaves_what_lies_in_it_and_around_it(void **state)
{
	struct test *t = *state;

	address_stands(t, 1, "10.0.0.0/8", 1, 0);
	address_stands(t, 2, "10.0.0.0/16", 1, 0);
	address_stands(t, 3, "10.0.0.0", 1, 0);
	address_stands(t, 4, "10.0.0.0/16", 1, 0); /* twice: both go */
	want(t, CHANGE_REMOVE, "10.0.0.0/16", 0, 0);
	want(t, CHANGE_REMOVE, "10.0.0.0/16", 1, 0); /* named twice */
	want(t, CHANGE_REMOVE, "10.0.0.0/24", 0, 0);
	want(t, CHANGE_REMOVE, "10.0.0.0/8", 2, 0);
	assert_addresses_planned(t);
	assert_int_equal(t->plan.addresses.len, 4);
	assert_address(t, 0, CHANGE_REMOVED, 2, "10.0.0.0");
	assert_address(t, 1, CHANGE_REMOVED, 4, "10.0.0.0");
	assert_address(t, 2, CHANGE_ABSENT, 0, "10.0.0.0");
	assert_address(t, 3, CHANGE_ABSENT, 0, "10.0.0.0");
	assert_string_equal(t->plan.meant, ": did you mean 10.0.0.0/8 of group 1?");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_wanted_is_nothing_planned),
		TEST(the_outcomes_come_in_the_order_of_what_was_typed),
		TEST(what_is_not_there_is_answered_with_the_nearest_of_its_kind),
		TEST(a_country_that_is_not_there_is_no_slip),
		TEST(a_rule_named_twice_is_added_once),
		TEST(the_same_value_of_another_kind_or_action_is_another_rule),
		TEST(removing_an_entry_leaves_the_ones_it_is_a_prefix_of),
		TEST(removing_takes_every_row_of_both_lists),
		TEST(a_rule_named_twice_is_removed_once),
		TEST(the_last_allowed_country_is_not_removed_without_a_yes),
		TEST(all_allowed_countries_at_once_are_the_last_ones_too),
		TEST(a_country_that_is_not_the_last_goes),
		TEST(the_last_country_may_make_place_for_another),
		TEST(the_sentinel_is_no_country_that_would_be_left),
		TEST(the_sentinel_is_not_removed_without_a_yes),
		TEST(where_no_country_was_allowed_the_guard_keeps_still),
		TEST(a_block_behind_an_allowed_entry_is_told_to_have_no_effect),
		TEST(an_allowed_entry_that_equals_a_block_ends_its_effect),
		TEST(an_allowed_entry_over_blocked_ones_names_them),
		TEST(what_stands_already_needs_no_note),
		TEST(a_whole_address_as_ip_entry_is_told_to_catch_longer_ones),
		TEST(there_are_never_more_notes_than_somebody_reads),
		TEST(addresses_come_in_the_order_of_what_was_typed),
		TEST(an_address_named_twice_is_added_once_however_many_there_are),
		TEST(a_present_address_with_another_tag_keeps_it_and_that_is_told),
		TEST(overlaps_are_told),
		TEST(an_address_in_several_groups_is_removed_only_when_the_group_is_named),
		TEST(an_address_with_several_ports_is_removed_only_when_the_port_is_named),
		TEST(the_row_for_any_port_is_removed_by_its_port_zero),
		TEST(removing_a_network_leaves_what_lies_in_it_and_around_it),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
