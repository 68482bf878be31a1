/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tools of firewalls print.  tests/field.md names the sources.
 */
#include "expect.h"

/* ipset 7.17 */
static void
ipset_saves_addresses_with_options(void **state)
{
	(void)state;
	expect("create b hash:net family inet hashsize 1024 maxelem 65536 timeout 600 "
	       "comment bucketsize 12 initval 0x30fb5000\n"
	       "add b 203.0.113.9 timeout 99 comment \"x y, 203.0.113.1\"\n"
	       "add b 10.0.0.0/8 timeout 0\n"
	       "add b 10.1.0.0/16 timeout 599 nomatch\n",
		"2:203.0.113.9 time=99 3:10.0.0.0/8 "
		"4:-the list lets it in: 'nomatch'");
	expect("create i6 hash:ip family inet6 hashsize 1024\nadd i6 2001:db8::1\n",
		"2:2001:db8::1");
	expect("create ip hash:ip,port family inet\nadd ip 203.0.113.7,udp:5060\n",
		"2:!'203.0.113.7,udp:5060' is more than an address");
	expect_to(FEED_TO_ALLOW, "add b 10.0.0.0/8\nadd b 10.1.0.0/16 nomatch\n",
		"1:10.0.0.0/8 2:!10.1.0.0/16 is an exception (nomatch) from a network of "
		"the set");
	expect_set("b",
		"Name: b\nType: hash:net\nRevision: 7\nHeader: family inet\n"
		"Size in memory: 636\nReferences: 0\nNumber of entries: 1\nMembers:\n"
		"203.0.113.9 timeout 99 comment \"x y\"\n\nName: c\nType: hash:ip\n",
		"9:203.0.113.9 time=99");
	/* Such words may begin a list of another form, too. */
	expect("Name: mine\n203.0.113.9\n", "1:Name: 2:203.0.113.9");
	expect("add these please\n203.0.113.9\n", "1:add 2:203.0.113.9");
	expect("add b 203.0.113.9\nnonsense here too\n",
		"1:203.0.113.9 2:!'nonsense' is not a line of ipset save");
}

/* nftables 1.0.6 */
static void
nft_lists_sets_as_json_and_as_text(void **state)
{
	(void)state;
	expect("{\"nftables\": [{\"metainfo\": {\"version\": \"1.0.6\", "
	       "\"release_name\": "
	       "\"Lester Gooch #5\", \"json_schema_version\": 1}}, {\"set\": "
	       "{\"family\": "
	       "\"inet\", \"name\": \"b\", \"table\": \"f\", \"type\": \"ipv4_addr\", "
	       "\"handle\": 1, \"flags\": [\"interval\", \"timeout\"], \"elem\": "
	       "[{\"prefix\": {\"addr\": \"10.0.0.0\", \"len\": 8}}, {\"range\": "
	       "[\"192.0.2.1\", \"192.0.2.9\"]}, \"203.0.113.5\", {\"elem\": {\"val\": "
	       "\"203.0.113.1\", \"timeout\": 3600, \"expires\": 3599, \"comment\": \"a, "
	       "b\"}}]}}, "
	       "{\"set\": {\"name\": \"q\", \"type\": \"inet_service\", \"elem\": "
	       "[22]}}, "
	       "{\"rule\": {\"expr\": [{\"match\": {\"right\": \"203.0.113.8\"}}]}}]}",
		"1:10.0.0.0/8 2:192.0.2.1-192.0.2.9 3:203.0.113.5 4:203.0.113.1 "
		"time=3599 "
		"5:!it holds an address, but is not a set of nftables: only sets are "
		"read");
	expect("{\"nftables\": [{\"set\": {\"name\": \"p\", \"type\": [\"ipv4_addr\", "
	       "\"inet_service\"], \"elem\": [{\"concat\": [\"203.0.113.7\", "
	       "5060]}]}}]}",
		"1:!an element of this set is more than an address");
	expect_set("b",
		"table inet f {\n\tset b {\n\t\ttype ipv4_addr\n\t\tflags "
		"interval,timeout\n\t\telements = { 10.0.0.0/8, 192.0.2.1-192.0.2.9,\n"
		"\t\t\t     203.0.113.1 timeout 1h expires 59m59s892ms comment \"a, b\" "
		"}\n\t}\n\n\tset c {\n\t\ttype ipv6_addr\n\t\telements = { 2001:db8::1 "
		"}\n\t}\n\n\tset q {\n\t\ttype inet_service\n\t\t"
		"elements = { 22, 80 }\n\t}\n\tchain i {\n\t\tip saddr 203.0.113.8 drop\n"
		"\t}\n}\n",
		"5:10.0.0.0/8 5:192.0.2.1-192.0.2.9 6:203.0.113.1 time=59m59s892ms "
		"11:-it is in the set 'inet f c' 19:!it holds an address, but is not a "
		"set of nftables: only sets are read");
	expect("set c {\n\ttype ipv6_addr\n\telements = { 2001:db8::1 }\n}\n",
		"3:2001:db8::1");
	expect("table inet f {\n\tcomment \"a { b\"\n\tset b {\n\t\ttypeof ip saddr\n"
	       "\t\tcomment \"x { y = z\"\n\t\telements = { 203.0.113.8 comment \"a, } "
	       "b\" "
	       "}\n\t}\n}\n",
		"6:203.0.113.8");
	expect("set p {\n\t\ttype ipv4_addr . inet_service\n\t\telements = { "
	       "203.0.113.7 . 5060 }\n\t}\n",
		"3:!'203.0.113.7' stands with more than an address");
	expect("add element inet f b { 203.0.113.1, 203.0.113.2 timeout 1h }\n",
		"1:203.0.113.1 1:203.0.113.2");
}

/* iptables 1.8.9 */
static void
iptables_bans_by_the_rules_that_drop_a_source(void **state)
{
	static const char list[] =
		"-P INPUT ACCEPT\n-N f2b\n"
		"-A INPUT -p tcp -m multiport --dports 22 -j f2b\n"
		"-A INPUT ! -s 10.0.0.0/8 -j DROP\n"
		"-A INPUT -m iprange --src-range 192.0.2.1-192.0.2.9 -j DROP\n"
		"-A f2b -s 203.0.113.9/32 -j REJECT --reject-with icmp-port-unreachable\n"
		"-A f2b -s 203.0.113.0/24 -m comment --comment \"no, x\" -j DROP\n"
		"-A f2b -s 198.51.100.7/32 -j ACCEPT\n"
		"-A f2b -s 203.0.113.8/32 -p udp -m udp --dport 5060 -j DROP\n"
		"-A f2b -s 203.0.113.8/32 -j LOG\n"
		"-A OUTPUT -d 203.0.113.7/32 -j DROP\n-A f2b -j RETURN\n";

	(void)state;
	expect(list, "4:-the rule is about all others (!) 5:192.0.2.1-192.0.2.9 "
		     "6:203.0.113.9 7:203.0.113.0/24 8:-the list lets it in: 'ACCEPT' "
		     "9:-the rule is about some requests of an address only "
		     "10:-the rule neither drops nor accepts "
		     "11:-the rule is not about a source");
	expect_to(FEED_TO_ALLOW,
		"-A INPUT -s 198.51.100.7/32 -j ACCEPT\n"
		"-A INPUT -s 203.0.113.9/32 -j DROP\n",
		"1:198.51.100.7 2:-the list bans it: 'DROP'");
	expect("# Generated by iptables-nft-save v1.8.9 (nf_tables)\n*filter\n"
	       ":INPUT ACCEPT [0:0]\n:f2b - [0:0]\n"
	       "[9:9] -A INPUT -j f2b\n[9:9] -A INPUT -j DENYIN\n"
	       "[12:960] -A f2b -s 203.0.113.9/32 -j DROP\n"
	       "[0:0] -A DENYIN -s 203.0.113.8/32 ! -i lo -j DROP\nCOMMIT\n# Completed\n",
		"7:203.0.113.9 8:203.0.113.8");
}

/* A whitelist is a set like any other. */
static void
what_no_rule_tells_to_be_a_ban_is_refused(void **state)
{
#define NOTHING_TELLS \
	"!nothing in the list tells which sets are to be banned: --set chooses one of "
	static const char two[] = "add black 203.0.113.9\nadd white 198.51.100.7\n";
	static const char twins[] = "table ip a {\nset b {\ntype ipv4_addr\nelements = { "
				    "203.0.113.1 }\n}\n}\ntable ip6 a {\nset b {\ntype "
				    "ipv6_addr\nelements = { 2001:db8::1 }\n}\n}\n";

	(void)state;
	expect(two, NOTHING_TELLS "'black', 'white'");
	expect_set("black", two, "1:203.0.113.9 2:-it is in the set 'white'");
	expect_set("blacks", two,
		"!the list has no set 'blacks': it holds 'black', 'white'");
	expect_set("b", "203.0.113.9\n", "!the list holds no sets to choose from");
	/* The other set may be empty today, and this one no ban. */
	expect("create black hash:ip\ncreate white hash:ip\nadd white 198.51.100.7\n",
		NOTHING_TELLS "'black', 'white'");
	expect("create a hash:ip\nadd a 203.0.113.9\ncreate p bitmap:port range 0-9\n"
	       "add p 5\ncreate m hash:mac\nadd m 01:02:03:04:05:06\ncreate l list:set\n"
	       "add l a\n",
		"2:203.0.113.9");
	expect(twins, NOTHING_TELLS "'ip a b', 'ip6 a b'");
	expect_set("b", twins,
		"!the list has more than one set 'b': it holds 'ip a b', 'ip6 a b'");
	expect_set("ip6 a b", twins, "4:-it is in the set 'ip a b' 10:2001:db8::1");
	expect("add element inet f a { 203.0.113.1 }\nadd element inet f b { 203.0.113.2 "
	       "}\n",
		NOTHING_TELLS "'inet f a', 'inet f b'");
	expect("add element f a { 203.0.113.1 }\nadd rule f i ip saddr @a accept\n",
		"1:203.0.113.1 2:!it is not what nft list prints");
#undef NOTHING_TELLS
}

/* A table of nft with one set, b, and these rules in its chains. */
static void
expect_of_rules(enum feed_purpose purpose, const char *rules, const char *wanted)
{
	struct str text = { 0 };

	str_addf(&text,
		"table inet f {\nset b {\ntype ipv4_addr\nelements = { 203.0.113.9 "
		"}\n}\nchain i {\ntype filter hook input priority 0; policy accept;\n%s\n"
		"}\n}\n",
		rules);
	expect_to(purpose, str_get(&text), wanted);
	str_clear(&text);
}

static void
a_set_alone_is_meant_unless_its_rules_say_otherwise(void **state)
{
	static const char *const drop[] = { "", "ip saddr @b drop",
		"ip saddr @b counter packets 1 bytes 2 log prefix \"accept \" reject "
		"with "
		"icmp port-unreachable comment \"return\"",
		"tcp dport 22 ip saddr @b drop # handle 4",
		"ip saddr @b jump d\n}\nchain d {"
		"\ncounter packets 0 bytes 0 log\ndrop",
		NULL };
	static const char *const accept[] = { "ip saddr @b accept",
		"ip saddr @b udp dport 5060 accept", "ip saddr != @b drop",
		"ip saddr @b return", "ip saddr @b tcp dport 22 drop\nip saddr @b accept",
		"ip saddr @b goto d\n}\nchain d {\nudp dport 5060 accept\ndrop", NULL };
	static const char *const other[] = { "ip daddr @b drop", "ip saddr @b log",
		"ip saddr vmap @b", "ip saddr . udp dport @b drop", "add @b { ip saddr }",
		"ip saddr @b jump d\n}\nchain d {\nudp dport 5060 drop",
		"ip saddr != @b accept",
		"}\nchain o {\ntype filter hook output priority 0;\nip saddr @b drop",
		NULL };

	(void)state;
	for (size_t i = 0; drop[i] != NULL; i++)
		expect_of_rules(FEED_TO_BAN, drop[i], "4:203.0.113.9");
	for (size_t i = 1; drop[i] != NULL; i++)
		expect_of_rules(FEED_TO_ALLOW, drop[i],
			"!the rules of the list drop what is in its set 'inet f b'");
	for (size_t i = 0; accept[i] != NULL; i++)
		expect_of_rules(FEED_TO_BAN, accept[i],
			"!the rules of the list let in what is in its set 'inet f b'");
	expect_of_rules(FEED_TO_ALLOW, accept[0], "4:203.0.113.9");
	for (size_t i = 0; other[i] != NULL; i++)
		expect_of_rules(FEED_TO_BAN, other[i],
			"!nothing in the list tells which sets are to be banned: --set "
			"chooses one of 'inet f b'");
}

static void
chains_count_that_packets_from_outside_come_to(void **state)
{
	(void)state;
	expect("-P INPUT ACCEPT\n-A INPUT -j a\n-A a -g b\n-A b -s 203.0.113.1/32 -j "
	       "DROP\n"
	       "-A c -s 203.0.113.2/32 -j DROP\n-A FORWARD -s 203.0.113.3/32 -j DROP\n",
		"4:203.0.113.1 5:-no packet that comes in gets to its chain 'c' "
		"6:-no packet that comes in gets to its chain 'FORWARD'");
	/* A part of the rules, without those that jump there. */
	expect("-N c\n-A c -s 203.0.113.2/32 -j DROP\n", "2:203.0.113.2");
	/* A chain that drops all, one that may not, and one in a circle. */
	expect("-A INPUT -s 203.0.113.1/32 -j d\n-A INPUT -s 203.0.113.2/32 -j e\n"
	       "-A INPUT -s 203.0.113.3/32 -j f\n-A d -j LOG\n-A d -j DROP\n"
	       "-A e -p udp -j RETURN\n-A e -j DROP\n-A f -j f\n",
		"1:203.0.113.1 2:-the list lets it in: 'ACCEPT' "
		"3:-the rule neither drops nor accepts");
	/* Tables have chains of their own. */
	expect("*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -s 203.0.113.1/32 -j DROP\n"
	       "COMMIT\n*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -j x\n"
	       "-A x -s 203.0.113.2/32 -j DROP\nCOMMIT\n*filter\n:INPUT ACCEPT [0:0]\n"
	       "-A INPUT -j x\nCOMMIT\n",
		"3:203.0.113.1 8:-no packet that comes in gets to its chain 'x'");
}

/* Whatever a tool prints, and wherever it breaks off: it ends, and reads no byte beyond.
 */
static void
broken_output_of_tools_does_no_harm(void **state)
{
	static const char *const starts[] = { "add b ",
		"table f {\nset b {\ntype ipv4_addr\n", "-A f2b ",
		"Status for the jail: x\n", "[{'", "{\"nftables\":[", "{\"new\":[",
		"Name: b\nMembers:\n" };
	static const char *const words[] = { "203.0.113.9", "10.0.0.0/8", " ", "\n", "\"",
		"{", "}", ",", "elements = {", "timeout 5", "-s ", "-j DROP", "!", "'",
		"]", "[", ":", "Banned IP list:", "\"elem\":", "\"set\":", "nomatch",
		"comment ", "chain c {\n", "ip saddr ", "@b ", "vmap ", "accept",
		"set b {\n", "type ipv4_addr\n",
		"\"rule\":", "\"vmap\":", "\"accept\":null", "add b " };

	(void)state;
	for (unsigned round = 0; round < 20000; round++) {
		struct str text = { 0 }, got = { 0 };
		char *exact;
		str_addf(&text, "%s", starts[round % COUNT(starts)]);
		for (unsigned n = random_below(30); n > 0; n--)
			str_addf(&text, "%s", words[random_below(COUNT(words))]);
		exact = strdup(str_get(&text));
		read_list(FEED_TO_BAN, exact, &got);
		free(exact);
		str_clear(&text);
		str_clear(&got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ipset_saves_addresses_with_options),
		cmocka_unit_test(nft_lists_sets_as_json_and_as_text),
		cmocka_unit_test(iptables_bans_by_the_rules_that_drop_a_source),
		cmocka_unit_test(what_no_rule_tells_to_be_a_ban_is_refused),
		cmocka_unit_test(a_set_alone_is_meant_unless_its_rules_say_otherwise),
		cmocka_unit_test(chains_count_that_packets_from_outside_come_to),
		cmocka_unit_test(broken_output_of_tools_does_no_harm),
	};

	return cmocka_run_group_tests_name("firewalls", tests, NULL, NULL);
}
