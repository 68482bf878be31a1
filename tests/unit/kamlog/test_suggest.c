/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a log speaks for, and whom a suggestion must never touch.
 */
#include "kamlog/suggest.h"

#include "unit.h"

#include <sys/socket.h>

#include "base/quote.h"
#include "policy/match.h"

static struct tally tally;
static struct suggest_known known;
static struct suggestions list;

static int
begin(void **state)
{
	(void)state;
	tally_begin(&tally, 1795608000);
	known = (struct suggest_known){ 0 };
	list = (struct suggestions){ 0 };
	return 0;
}

static int
end(void **state)
{
	(void)state;
	tally_clear(&tally);
	rule_list_clear(&known.rules);
	address_list_clear(&known.addresses);
	address_list_clear(&known.own);
	phones_clear(&known.phones);
	free(list.v);
	return 0;
}

static void
add_line(const char *source, const char *verdict, const char *reason)
{
	char line[1024];
	int len = snprintf(line, sizeof(line),
		"Nov 25 11:59:58 h k[1]: INFO: <script>: [REQINIT]: INVITE from %s %s "
		"for call-id: a, %s",
		source, verdict, reason);

	tally_line(&tally, line, (size_t)len);
}

/* n requests of an agent; reason NULL: let through. */
static void
add(size_t n, const char *source, const char *agent, const char *reason)
{
	char text[512];

	snprintf(text, sizeof(text), "useragent '%s' is not blocklisted", agent);
	for (size_t i = 0; i < n; i++) {
		add_line(source, "allowed", "passed sql injection attack test");
		add_line(source, "allowed", text);
		if (reason != NULL)
			add_line(source, "blocked", reason);
		else
			add_line(source, "allowed", "method is allowed");
	}
}

static void
add_rule(enum rule_kind kind, enum rule_action action, const char *value)
{
	struct rule rule = { .kind = kind, .action = action };

	rule.value = kept_text("%s", value);
	rule_list_add(&known.rules, &rule);
}

static void
add_address(const char *ip, unsigned mask)
{
	struct address_row row = { .group = 1, .ip = ip, .mask = mask };
	struct address address;
	struct err err;

	assert_true(address_from_row(&address, &row, &err));
	address_list_add(&known.addresses, &address);
}

static void
look(size_t top)
{
	free(list.v);
	suggest(&list, &tally, &known, top);
}

/* "ua:sipcli ban:192.0.2.1", in their order. */
static void
assert_suggested(const char *want)
{
	static const char *const names[] = { "ua", "ban", "ip" };
	char got[2048] = "";

	phones_sort(&known.phones);
	look(10);
	for (size_t i = 0; i < list.len; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%s:%s",
			i > 0 ? " " : "", names[list.v[i].kind], list.v[i].value);
	if (strcmp(got, want) != 0)
		fail_msg("'%s', not '%s'", got, want);
}

static void
a_short_user_agent_is_no_rule(void **state)
{
	(void)state;
	add(6, "192.0.2.1", "sip", "source IP country 'CN' is not allowlisted");
	add(6, "192.0.2.1", "evil", "source IP country 'CN' is not allowlisted");
	add(6, "192.0.2.1", "\xc3\xa4\xc3\xa4\xc3\xa4",
		"source IP country 'CN' is not allowlisted");
	assert_suggested("");
	add(6, "192.0.2.1", "evil/", "source IP country 'CN' is not allowlisted");
	assert_suggested("ua:evil/");
}

static void
what_ban_add_refuses_is_not_suggested(void **state)
{
	struct address own = { .form = ADDRESS_HOST,
		.family = AF_INET,
		.prefix = 32,
		.bytes = { 192, 0, 2, 9 },
		.tag = "edge1" };
	struct address_row row = {
		.group = 1, .ip = "192.0.2.8", .mask = 32, .port = 5080
	};
	struct address stored;
	struct err err;

	(void)state;
	address_list_add(&known.own, &own);
	assert_true(address_from_row(&stored, &row, &err));
	address_list_add(&known.addresses, &stored);
	add(6, "127.0.0.1", "villain/1", "pike blocking");
	add(6, "::1", "villain/1", "pike blocking");
	add(6, "0.0.0.0", "villain/1", "pike blocking");
	add(6, "224.0.0.1", "villain/1", "pike blocking");
	add(6, "192.0.2.8", "villain/1", "pike blocking");
	add(6, "192.0.2.9", "villain/1", "pike blocking");
	assert_suggested("ua:villain/1");
	add(6, "192.0.2.10", "villain/1", "pike blocking");
	assert_suggested("ua:villain/1 ban:192.0.2.10");
}

static void
who_was_only_ever_blocked_is_suggested(void **state)
{
	(void)state;
	add(6, "192.0.2.1", "villain/1", "pike blocking");
	add(9, "192.0.2.2", "villain/2", "malformed SIP request");
	add(4, "192.0.2.3", "seldom", "pike blocking");
	add(9, "192.0.2.4", "good", "pike blocking");
	add(1, "192.0.2.4", "good", NULL);
	assert_suggested("ua:villain/2 ua:villain/1 ban:192.0.2.2 ban:192.0.2.1");
	assert_int_equal(list.v[0].blocked, 9);
	assert_int_equal(list.v[0].reasons, 1u << KAMLOG_SANE);
}

/* A ban stands behind the country and the user agent. */
static void
what_is_stopped_already_is_not(void **state)
{
	(void)state;
	for (int i = 0; i < 9; i++) {
		add_line("192.0.2.1", "blocked",
			"source IP country 'CN' is not allowlisted");
		add_line("192.0.2.2", "blocked", "useragent 'sipcli' is blocklisted");
		add_line("192.0.2.3", "blocked", "pike blocking");
	}
	add_line("192.0.2.3", "blocked", "request from blocked IP");
	assert_suggested("");
	add_line("192.0.2.3", "blocked", "pike blocking");
	assert_suggested("ban:192.0.2.3");
}

static void
what_is_stored_is_never_touched(void **state)
{
	(void)state;
	add(9, "192.0.2.1", "villain/1", "pike blocking");
	add(8, "198.51.100.7", "Friendly phone", "pike blocking");
	add(7, "2001:db8::7", "carrier", "too many hops");
	assert_suggested("ua:villain/1 ua:Friendly phone ua:carrier ban:192.0.2.1 "
			 "ban:198.51.100.7 ban:2001:db8::7");
	add_rule(RULE_UA, RULE_BLOCK, "VILLAIN");
	add_rule(RULE_UA, RULE_ALLOW, "friendly");
	add_rule(RULE_IP, RULE_ALLOW, "192.0.2.");
	add_address("198.51.100.0", 24);
	add_address("2001:db8::", 32);
	assert_suggested("ua:carrier");
}

static void
no_phone_is_ever_cut_off(void **state)
{
	(void)state;
	add(9, "192.0.2.1", "Phone", "pike blocking");
	add(9, "192.0.2.2", "Other", "pike blocking");
	add(9, "192.0.2.3", "Third", "pike blocking");
	add(9, "2001:db8::1", "Fourth", "pike blocking");
	add(9, "192.0.2.4", "Fifth", "pike blocking");
	add(9, "192.0.2.5", "Sixth", "pike blocking");
	phones_add(&known.phones, "sip:a@10.0.0.2", "sip:[::ffff:192.0.2.5]:5060", NULL);
	phones_add(&known.phones, "sip:a@192.0.2.1:5060;transport=udp", NULL,
		"phone/1.2 (model)");
	phones_add(&known.phones, "sip:a@phone.invalid:5060", "sip:192.0.2.2:1024", "");
	phones_add(&known.phones, "sip:a@10.0.0.1;alias=192.0.2.3~5060~1", NULL, NULL);
	phones_add(&known.phones, "sip:a@[2001:db8::1]:5060", NULL, "fourth");
	assert_suggested("ua:Fifth ua:Other ua:Sixth ua:Third ban:192.0.2.4");
}

/* An entry catches all that begins with it. */
static void
no_agent_that_was_let_in_begins_like_a_suggested_one(void **state)
{
	(void)state;
	add(9, "192.0.2.1", "Phone", "pike blocking");
	add(1, "192.0.2.9", "PHONE/2", NULL);
	assert_suggested("ban:192.0.2.1");
}

static void
one_entry_is_not_suggested_twice(void **state)
{
	(void)state;
	add(9, "192.0.2.1", "villain", "pike blocking");
	add(6, "192.0.2.1", "villain/2", "pike blocking");
	assert_suggested("ua:villain ban:192.0.2.1");
}

/* What Kamailio or a terminal could not take as it is. */
static void
agents_that_make_no_entry_are_left_out(void **state)
{
	static const char *const bad[] = { "", "ab", " x y", "bell\a", "esc\033[31m",
		"\xff\xfe bytes", "half \xe2\x82", "turn \xe2\x80\xae round" };
	char longest[201];

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		add(9, "192.0.2.1", bad[i], "pike blocking");
	assert_suggested("ban:192.0.2.1");
	/* A long one is cut to what the table holds, at the end of a character. */
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	memcpy(longest + 63, "\xc3\xa4", 2);
	add(9, "192.0.2.1", longest, "pike blocking");
	longest[63] = '\0';
	look(10);
	assert_int_equal(list.len, 2);
	assert_string_equal(list.v[0].value, longest);
}

static void
a_network_full_of_them_is_suggested(void **state)
{
	char source[32];

	(void)state;
	for (int i = 0; i < 8; i++) {
		snprintf(source, sizeof(source), "203.0.113.%d", i * 10);
		add(6, source, "scanner", "pike blocking");
	}
	look(1);
	assert_int_equal(list.len, 3);
	assert_int_equal(list.v[2].kind, SUGGEST_NETWORK);
	assert_string_equal(list.v[2].value, "203.0.113.");
	assert_int_equal(list.v[2].sources, 8);
	/* Not where a stored address, a phone or a rule lies in it ... */
	add_address("203.0.113.200", 32);
	look(1);
	assert_int_equal(list.len, 2);
	address_list_clear(&known.addresses);
	add_rule(RULE_IP, RULE_BLOCK, "203.0.113.1");
	look(1);
	assert_int_equal(list.len, 2);
	rule_list_clear(&known.rules);
	phones_add(&known.phones, "sip:a@203.0.113.99", NULL, NULL);
	phones_sort(&known.phones);
	look(1);
	assert_int_equal(list.len, 2);
	phones_clear(&known.phones);
	look(1);
	assert_int_equal(list.len, 3);
	/* ... nor where somebody of it was let in. */
	add(1, "203.0.113.250", "two", NULL);
	look(1);
	assert_int_equal(list.len, 2);
}

/* More agents than are told apart, some of them let in: whom an entry would catch is
 * not known any more. */
static void
what_is_forgotten_is_not_guessed(void **state)
{
	char agent[32];

	(void)state;
	add(9, "192.0.2.1", "villain", "pike blocking");
	for (unsigned i = 0; i < TALLY_AGENTS + 10; i++) {
		snprintf(agent, sizeof(agent), "agent %u", i);
		add(1, "192.0.2.9", agent, "pike blocking");
	}
	assert_false(heavy_forgot_allowed(tally.agents));
	assert_suggested("ua:villain ban:192.0.2.9 ban:192.0.2.1");
	for (unsigned i = 0; i < 2 * TALLY_AGENTS; i++) {
		snprintf(agent, sizeof(agent), "phone %u", i);
		add(1, "192.0.2.9", agent, NULL);
	}
	assert_true(heavy_forgot_allowed(tally.agents));
	assert_suggested("ban:192.0.2.1");
}

/* A source that comes when others were forgotten may have been let in before. */
static void
what_may_have_been_let_in_is_not_banned(void **state)
{
	char source[32];

	(void)state;
	add(9, "192.0.2.1", "villain", "pike blocking");
	for (unsigned i = 0; i < TALLY_SOURCES; i++) {
		snprintf(source, sizeof(source), "10.%u.%u.%u", i >> 16, i >> 8 & 255,
			i & 255);
		add_line(source, "blocked", "pike blocking");
	}
	assert_int_equal(heavy_floor(tally.sources), 1);
	add(9, "198.51.100.1", "villain", "pike blocking");
	assert_suggested("ua:villain ban:192.0.2.1");
}

/* Random logs: whatever is suggested is not in what must not be touched. */
static void
nothing_suggested_touches_what_is_known(void **state)
{
	(void)state;
	for (int round = 0; round < 200; round++) {
		char source[32], agent[32], contact[64];
		bool let_in[64] = { false };
		end(NULL);
		begin(NULL);
		for (int i = 0; i < 100; i++) {
			unsigned host = random_below(64);
			bool is_let_in = random_below(20) == 0;
			snprintf(source, sizeof(source), "192.0.2.%u", host);
			snprintf(agent, sizeof(agent), "agent%u", random_below(12));
			add(1 + random_below(8), source, agent,
				is_let_in ? NULL : "pike blocking");
			let_in[host] = let_in[host] || is_let_in;
		}
		for (int i = 0; i < 3; i++) {
			snprintf(contact, sizeof(contact), "sip:a@192.0.2.%u",
				random_below(64));
			phones_add(&known.phones, contact, NULL, "agent1");
		}
		add_address("192.0.2.16", 28);
		phones_sort(&known.phones);
		look(100);
		for (size_t i = 0; i < list.len; i++) {
			const struct suggestion *s = &list.v[i];
			unsigned char b[16] = { 0 };
			int family;
			assert_int_not_equal(s->kind, SUGGEST_NETWORK);
			if (s->kind == SUGGEST_AGENT) {
				assert_false(phones_use(&known.phones, s->value));
				continue;
			}
			assert_true(address_parse_ip(s->value, &family, b));
			assert_int_equal(family, AF_INET);
			assert_false(let_in[b[3]]);
			assert_false(phones_at(&known.phones, b, 4, 4));
			assert_null(address_match(&known.addresses, family, b, 0));
		}
	}
}

static void
words_for_a_shell_are_quoted(void **state)
{
	static const struct {
		const char *text, *want;
	} words[] = { { "sipcli/1.8", "sipcli/1.8" }, { "", "''" }, { "a b", "'a b'" },
		{ "it's", "'it'\\''s'" }, { "$(reboot)", "'$(reboot)'" },
		{ "`x`;&|<>", "'`x`;&|<>'" }, { "~", "'~'" }, { "a=b", "'a=b'" },
		{ "#", "'#'" }, { "!x", "'!x'" }, { "\xc3\xa4", "'\xc3\xa4'" },
		{ "a\nb", "'a\nb'" }, { "{a,b}", "'{a,b}'" }, { "*", "'*'" } };

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++) {
		struct str s = { 0 };
		quote_add(&s, words[i].text);
		assert_string_equal(str_get(&s), words[i].want);
		str_clear(&s);
	}
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(who_was_only_ever_blocked_is_suggested),
		TEST(a_short_user_agent_is_no_rule),
		TEST(what_ban_add_refuses_is_not_suggested),
		TEST(what_is_stopped_already_is_not),
		TEST(what_is_stored_is_never_touched),
		TEST(no_phone_is_ever_cut_off),
		TEST(no_agent_that_was_let_in_begins_like_a_suggested_one),
		TEST(one_entry_is_not_suggested_twice),
		TEST(agents_that_make_no_entry_are_left_out),
		TEST(a_network_full_of_them_is_suggested),
		TEST(what_is_forgotten_is_not_guessed),
		TEST(what_may_have_been_let_in_is_not_banned),
		TEST(nothing_suggested_touches_what_is_known),
		cmocka_unit_test(words_for_a_shell_are_quoted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
