/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists as their publishers write them.  tests/field.md names the sources.
 */
#include "expect.h"
#include "feed/seconds.h"

static void
dshield_names_networks_by_start_end_and_mask(void **state)
{
	(void)state;
	expect("#\n#   DShield.org Recommended Block List \n#\n"
	       "Start\tEnd\tNetmask\tAttacks\tName\tCountry\temail\n"
	       "77.72.82.0\t77.72.82.255\t24\t9424\tNETUP-AS ,\tRU\taospan@netup.ru\n"
	       "191.101.167.0\t191.101.167.255\t24\t6276\tDigital Energy,\tCL\tn@o.net\n",
		"5:77.72.82.0/24 6:191.101.167.0/24");
	/* Without the heading, and with blanks for tabs. */
	expect("77.72.82.0\t77.72.82.255\t24\t9424\tNETUP-AS ,\tRU\ta@b.ru\n",
		"1:77.72.82.0/24");
	expect("77.72.82.0 77.72.82.255 24 9424\n", "1:77.72.82.0/24");
	expect("77.72.82.0,77.72.82.255,24\n2001:db8::,2001:db8::ff,120\n",
		"1:77.72.82.0/24 2:2001:db8::/120");
	expect("Start,End,Netmask\n77.72.82.0,77.72.83.255,24\n",
		"2:!77.72.82.0 to 77.72.83.255 is not the network 77.72.82.0/24");
}

static void
two_addresses_side_by_side_are_never_half_a_network(void **state)
{
	(void)state;
	expect("start_ip,end_ip,country\n192.0.2.0,192.0.2.9,US\n192.0.2.16,192.0.2.16,"
	       "DE\n",
		"2:192.0.2.0-192.0.2.9 3:192.0.2.16");
	expect("[{\"start\":\"192.0.2.0\",\"end\":\"192.0.2.9\"}]",
		"1:192.0.2.0-192.0.2.9");
	expect("1.0.0.0\t1.0.0.255\t13335\tUS\tCLOUDFLARENET\n",
		"1:!1.0.0.0 and 1.0.0.255 are the ends of a network: write 1.0.0.0/24");
	expect("1.0.0.0\t1.0.3.9\t13335\tUS\n",
		"1:!it has two addresses, 1.0.0.0 and 1.0.3.9: a first line has to name "
		"the columns, such as start,end or ip,target");
	expect("192.0.2.0 192.0.2.255\n",
		"1:!192.0.2.0 and 192.0.2.255 are the ends of a network: write "
		"192.0.2.0/24");
	expect("192.0.2.5,192.0.2.6\n", "1:192.0.2.5 1:192.0.2.6");
	expect("ip,network\n192.0.2.5,192.0.2.0/24\n",
		"2:!two of its columns hold an address, '192.0.2.5' and '192.0.2.0/24': "
		"--column names the one that is meant");
	expect("value\n192.0.2.5,192.0.2.6\n", "2:192.0.2.5 2:192.0.2.6");
	expect("ip,why\n192.0.2.5 192.0.2.6,x\n",
		"2:!one of its cells holds two addresses");
	/* A heading that is not known does not tell which is meant. */
	expect("src_ip,port,dst_ip\n192.0.2.5,7,192.0.2.1\n192.0.2.6,7,\n",
		"1:src_ip 2:!it has two addresses, 192.0.2.5 and 192.0.2.1: a first line "
		"has to name the columns, such as start,end or ip,target 3:192.0.2.6");
	expect("src_ip,dst_ip\n192.0.2.5,192.0.2.1\n",
		"1:src_ip 2:!it has two addresses, 192.0.2.5 and 192.0.2.1: a first line "
		"has to name the columns, such as start,end or ip,target");
	expect("ip,start,end\n192.0.2.5,2026-01-01,2026-01-02\n", "2:192.0.2.5");
}

static void
a_mask_in_a_column_of_any_usual_name_is_seen(void **state)
{
	static const char *const masks[] = { "24", "/24", "255.255.255.0", NULL };
	static const char *const names[] = { "cidr", "CIDR", "mask", "netmask",
		"net_mask", "subnet mask", "prefix", "prefix_len", "prefixlen", "subnet",
		"bits", "network", "length", NULL };
	static const char separators[] = ",;\t";

	(void)state;
	for (size_t i = 0; names[i] != NULL; i++)
		for (size_t j = 0; masks[j] != NULL; j++) {
			char text[128];
			for (size_t k = 0; separators[k] != '\0'; k++) {
				char mark = separators[k];
				snprintf(text, sizeof(text),
					"ip%c%s%cx\n192.0.2.0%c%s%c5\n", mark, names[i],
					mark, mark, masks[j], mark);
				expect(text, "2:192.0.2.0/24");
				snprintf(text, sizeof(text), "%s%cip\n%s%c192.0.2.0\n",
					names[i], mark, masks[j], mark);
				expect(text, "2:192.0.2.0/24");
			}
			snprintf(text, sizeof(text),
				"[{\"ip\":\"192.0.2.0\",\"%s\":\"%s\"}]", names[i],
				masks[j]);
			expect(text, "1:192.0.2.0/24");
			snprintf(text, sizeof(text),
				"{\"%s\":24,\"address\":\"192.0.2.0\"}", names[i]);
			expect(text, "1:192.0.2.0/24");
		}
	expect("192.0.2.0/255.255.255.0\n192.0.2.7/255.255.255.255\n"
	       "192.0.2.0/255.255.0.255\n",
		"1:192.0.2.0/24 2:192.0.2.7 3:192.0.2.0/255.255.0.255");
	expect("prefix,length\n192.0.2.0,24\n198.51.100.0/24,\n",
		"2:192.0.2.0/24 3:198.51.100.0/24");
	expect("{\"prefix\":\"192.0.2.0\",\"length\":24}", "1:192.0.2.0/24");
	expect("{\"prefix\":\"192.0.2.0/24\",\"asn\":1}", "1:192.0.2.0/24");
	expect("{\"ip\":\"192.0.2.5\",\"prefix\":\"192.0.2.0/24\"}",
		"1:!two of its members hold an address");
}

static void
an_address_and_a_number_are_a_network_only_where_that_is_said(void **state)
{
	static const char told[] =
		"1:!192.0.2.0 and 24 may be a network: a first line has to "
		"name the columns, such as ip,mask or ip,count";

	(void)state;
	expect("192.0.2.0;24\n", told);
	expect("192.0.2.0,24,x\n", told);
	expect("ip,count\n192.0.2.0,24\n", "2:192.0.2.0");
	/* IPsum has the number of lists that an address is on. */
	expect("192.0.2.0\t24\n192.0.2.1\t3\n", "1:192.0.2.0 2:192.0.2.1");
	expect("192.0.2.1,24\n192.0.2.0,9000\n192.0.2.0,3\n",
		"1:192.0.2.1 2:192.0.2.0 3:192.0.2.0");
}

static void
crowdsec_bans_what_is_of_scope_ip_or_range_and_of_type_ban(void **state)
{
	(void)state;
	/* cscli decisions list -o raw */
	expect("id,source,ip,reason,action,country,as,events_count,expiration,simulated,"
	       "alert_id\n"
	       "1,crowdsec,Ip:203.0.113.9,crowdsecurity/ssh-bf,ban,FR,\"12 X, Y\",6,"
	       "3h59m,false,1\n"
	       "2,cscli,Range:192.0.2.0/24,manual,ban,,,1,1h,false,2\n"
	       "3,cscli,Country:FR,manual,ban,,,1,1h,false,3\n"
	       "4,cscli,Ip:203.0.113.8,manual,captcha,,,1,1h,false,4\n"
	       "5,crowdsec,Ip:2001:db8::9,x,ban,,,1,1h,false,5\n"
	       "6,crowdsec,Ip:203.0.113.7,x,ban,,,1,1h,true,6\n",
		"2:203.0.113.9 time=3h59m 3:192.0.2.0/24 time=1h "
		"4:-its scope is 'Country', not Ip or Range "
		"5:-its type is 'captcha', not ban 6:2001:db8::9 time=1h "
		"7:-it is simulated");
	/* cscli decisions list -o json: alerts. */
	expect("[{\"id\":1,\"events\":[{\"meta\":[{\"key\":\"source_ip\",\"value\":"
	       "\"203.0.113.9\"}]}],\"source\":{\"ip\":\"203.0.113.9\",\"scope\":\"Ip\","
	       "\"value\":\"203.0.113.9\"},\"decisions\":[{\"duration\":\"3h59m40s\","
	       "\"id\":1,\"origin\":\"crowdsec\",\"scenario\":\"x\",\"scope\":\"Ip\","
	       "\"simulated\":false,\"type\":\"ban\",\"value\":\"203.0.113.9\"}]},"
	       "{\"id\":2,\"decisions\":null}]",
		"1:203.0.113.9 time=3h59m40s");
	expect("[]", "nothing");
	/* Its import. */
	expect("duration,scope,value\n24h,ip,1.2.3.4\n", "2:1.2.3.4 time=24h");
	expect("origin,scope,value,reason,type,duration\ncscli,ip,1.6.11.16,x,ban,1h\n"
	       "cscli,username,bob,x,ban,1h\ncscli,range,1.6.0.0/16,x,ban,1h\n",
		"2:1.6.11.16 time=1h 3:-its scope is 'username', not Ip or Range "
		"4:1.6.0.0/16 time=1h");
	/* The LAPI. */
	expect("[{\"duration\":\"3h\",\"id\":1,\"origin\":\"CAPI\",\"scenario\":\"x\","
	       "\"scope\":\"Ip\",\"type\":\"ban\",\"value\":\"203.0.113.9\"},"
	       "{\"duration\":\"3h\",\"scope\":\"AS\",\"type\":\"ban\",\"value\":\"12\"}"
	       "]",
		"1:203.0.113.9 time=3h 2:-its scope is 'AS', not Ip or Range");
	expect("null\n", "nothing");
	expect("{\"new\":[{\"duration\":\"3h\",\"scope\":\"Ip\",\"type\":\"ban\","
	       "\"value\":"
	       "\"203.0.113.9\"}],\"deleted\":[{\"duration\":\"-5m\",\"scope\":\"Ip\","
	       "\"type\":\"ban\",\"value\":\"203.0.113.8\"}]}",
		"1:203.0.113.9 time=3h 2:-it was deleted from the list");
	expect("{\"new\":null,\"deleted\":null}", "nothing");
	expect("{\"new\": [], \"deleted\": []}", "nothing");
}

static void
a_ban_is_not_let_in_and_what_is_let_in_is_not_banned(void **state)
{
	static const char list[] = "[{\"scope\":\"Ip\",\"type\":\"ban\",\"value\":"
				   "\"203.0.113.9\"},{\"ip\":\"203.0.113.8\",\"action\":"
				   "\"allow\"}]";

	(void)state;
	expect(list, "1:203.0.113.9 2:-the list lets it in: 'allow'");
	expect_to(FEED_TO_ALLOW, list, "1:-the list bans it: 'ban' 2:203.0.113.8");
	expect_to(FEED_TO_LOOK_UP, list, "1:203.0.113.9 2:203.0.113.8");
	/* In other lists a column 'type' means something else. */
	expect("ip,type\n203.0.113.9,IPv4\n", "2:203.0.113.9");
}

static void
what_a_list_says_to_be_let_in_is_not_banned_whatever_it_calls_that(void **state)
{
	static const char allow[] = "1:-the list lets it in: 'allow' 2:203.0.113.9";

	(void)state;
	expect("203.0.113.8 allow\n203.0.113.9 deny\n", allow);
	expect("203.0.113.8,allow\n203.0.113.9,deny\n", allow);
	expect("[{\"ip\":\"203.0.113.8\",\"verdict\":\"allow\"},{\"ip\":\"203.0.113.9\","
	       "\"verdict\":\"deny\"}]",
		allow);
	expect("ip;what\n203.0.113.8;whitelist\n203.0.113.9;OK\n",
		"2:-the list lets it in: 'whitelist' 3:203.0.113.9");
	expect("203.0.113.8 OK\n203.0.113.9 REJECT\n203.0.113.7\tpermit\n",
		"1:-the list lets it in: 'OK' 2:203.0.113.9 3:-the list lets it in: "
		"'permit'");
	/* AbuseIPDB's check. */
	expect("{\"data\":{\"ipAddress\":\"203.0.113.8\",\"isWhitelisted\":true}}",
		"1:-it is on a whitelist");
	expect("{\"data\":{\"ipAddress\":\"203.0.113.8\",\"isWhitelisted\":null}}",
		"1:203.0.113.8");
	expect("ip,whitelisted\n203.0.113.8,true\n203.0.113.9,false\n",
		"2:-it is on a whitelist 3:203.0.113.9");
	/* cscli allowlists inspect -o json */
	expect("{\"allowlist_id\":\"x\",\"name\":\"y\",\"items\":[{\"value\":\"203.0.113."
	       "8\"}]}",
		"1:!it is an allowlist of CrowdSec's");
	expect_to(FEED_TO_ALLOW, "203.0.113.8 allow\n203.0.113.9 deny\n",
		"1:203.0.113.8 2:203.0.113.9");
	expect("203.0.113.0 mask 24\n",
		"1:!'203.0.113.0 mask 24' may be a network or a range: write it as "
		"203.0.113.0/24 or as first-last");
	expect("203.0.113.0 netmask /24\n",
		"1:!'203.0.113.0 netmask /24' may be a network or a range: write it as "
		"203.0.113.0/24 or as first-last");
}

static void
abuseipdb_and_spamhaus(void **state)
{
	(void)state;
	expect("{\"meta\":{\"generatedAt\":\"2020-09-24T19:54:11+00:00\"},\"data\":["
	       "{\"ipAddress\":\"5.188.10.179\",\"abuseConfidenceScore\":100,"
	       "\"lastReportedAt\":\"2020-09-24T19:17:02+00:00\"},"
	       "{\"ipAddress\":\"2001:db8::9\",\"abuseConfidenceScore\":100}]}",
		"1:5.188.10.179 2:2001:db8::9");
	expect("5.188.10.179\n185.222.209.14\n", "1:5.188.10.179 2:185.222.209.14");
	expect("{\"errors\":[{\"detail\":\"Daily rate limit\",\"status\":429}]}", "");
	expect("{\"cidr\":\"1.10.16.0/20\",\"sblid\":\"SBL256894\",\"rir\":\"apnic\"}\n"
	       "{\"cidr\":\"2a06:e480::/"
	       "29\",\"sblid\":\"SBL303641\",\"rir\":\"ripencc\"}\n"
	       "{\"type\":\"metadata\",\"timestamp\":1726000000,\"size\":2,\"records\":2,"
	       "\"copyright\":\"(c) 2024 The Spamhaus Project "
	       "SLU\",\"terms\":\"https://x\"}"
	       "\n",
		"1:1.10.16.0/20 2:2a06:e480::/29");
	/* The list of AS numbers is another one. */
	expect("{\"asn\":401696,\"rir\":\"arin\",\"cc\":\"HK\"}\n{\"asn\":1,\"rir\":"
	       "\"x\"}\n",
		"1:!none of its members is known to be a value: expected ip, address, "
		"cidr or value 2:!none of its members is known to be a value: expected "
		"ip, address, cidr or value");
	expect("1.10.16.0/20 ; SBL256894\n", "1:1.10.16.0/20");
}

static void
json_that_is_not_known_is_told(void **state)
{
	static const char unknown[] =
		"none of its members is known to be a value: expected "
		"ip, address, cidr or value";
	struct str wanted = { 0 };

	(void)state;
	str_addf(&wanted, "1:203.0.113.9 2:!%s", unknown);
	expect("[{\"ip\":\"203.0.113.9\"},{\"indicator\":\"203.0.113.8\"}]",
		str_get(&wanted));
	expect("{\"ip\":\"203.0.113.9\"}\n{\"indicator\":\"203.0.113.8\"}\n",
		str_get(&wanted));
	str_clear(&wanted);
	expect("{\"data\":[{\"ip\":\"203.0.113.9\"}],\"more\":[\"203.0.113.8\"]}",
		"1:203.0.113.9 2:!its member 'more' holds addresses, but is not known: "
		"expected data, decisions, new, ipaddress or another list of addresses");
	expect("{\"result\":{\"list\":[{\"ip\":\"203.0.113.9\"}]}}",
		"1:!its member 'result' holds addresses, but is not known: expected "
		"data, "
		"decisions, new, ipaddress or another list of addresses");
	expect("[{\"ip\":\"203.0.113.9\",\"network\":\"203.0.113.0/24\"}]",
		"1:!two of its members hold an address");
	expect("[{\"ip\":\"203.0.113.9\",\"value\":7}]", "1:203.0.113.9");
	str_addf(&wanted, "1:!%s", unknown);
	expect("{\"203.0.113.9\":{\"why\":\"x\"},\"203.0.113.8\":{}}", str_get(&wanted));
	str_clear(&wanted);
}

/* fail2ban 1.0.2: client/beautifier.py, and repr() of Server.banned(). */
static void
fail2ban_prints_python_and_a_tree(void **state)
{
	(void)state;
	expect("[{'sshd': ['203.0.113.9', '2001:db8::9']}, {'asterisk': []}]\n",
		"1:203.0.113.9 2:2001:db8::9");
	expect("[{'sshd': []}, {'asterisk': []}]\n", "nothing");
	expect("['203.0.113.9', '203.0.113.8']\n", "1:203.0.113.9 2:203.0.113.8");
	expect("Status for the jail: sshd\n|- Filter\n|  |- Currently failed:\t2\n"
	       "|  |- Total failed:\t12\n|  `- File list:\t/var/log/auth.log\n`- "
	       "Actions\n"
	       "   |- Currently banned:\t2\n   |- Total banned:\t3\n"
	       "   `- Banned IP list:\t203.0.113.9 203.0.113.8\n",
		"9:203.0.113.9 9:203.0.113.8");
	expect("203.0.113.9 \t2026-01-01 10:00:00 + 600 = 2026-01-01 10:10:00\n",
		"1:203.0.113.9");
}

static void
brackets_and_ranges_are_read(void **state)
{
	(void)state;
	expect("[2001:db8::1]\n[2001:db8::]/32\n[2001:db8::2]:5060\n",
		"1:2001:db8::1 2:2001:db8::/32 3:[2001:db8::2]:5060");
	expect("192.0.2.16 - 192.0.2.20\n192.0.2.16-20 # note\n",
		"1:192.0.2.16-192.0.2.20 2:192.0.2.16-20");
	/* IPv6 that begins as a chain does. */
	expect("::1 [x]\n", "1:::1");
}

static void
times_are_read_as_tools_write_them(void **state)
{
	static const struct {
		const char *text;
		long long seconds;
	} cases[] = {
		{ "99", 99 },
		{ "3h59m40.123s", 14380 },
		{ "59m59s924ms", 3599 },
		{ "1d2h", 93600 },
		{ "1w", 604800 },
		{ "-5m3s", 0 },
		{ "0s", 0 },
		{ "99999999999999999999h", 1000LL * 366 * 86400 },
		{ "", -1 },
		{ "-", -1 },
		{ "4 hours", -1 },
		{ "h", -1 },
		{ "2026-01-01", -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		long long seconds = -1;
		bool is_known = feed_seconds(cases[i].text, &seconds);
		assert_int_equal(is_known, cases[i].seconds >= 0);
		if (is_known)
			assert_int_equal(seconds, cases[i].seconds);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dshield_names_networks_by_start_end_and_mask),
		cmocka_unit_test(two_addresses_side_by_side_are_never_half_a_network),
		cmocka_unit_test(a_mask_in_a_column_of_any_usual_name_is_seen),
		cmocka_unit_test(
			an_address_and_a_number_are_a_network_only_where_that_is_said),
		cmocka_unit_test(
			crowdsec_bans_what_is_of_scope_ip_or_range_and_of_type_ban),
		cmocka_unit_test(a_ban_is_not_let_in_and_what_is_let_in_is_not_banned),
		cmocka_unit_test(
			what_a_list_says_to_be_let_in_is_not_banned_whatever_it_calls_that),
		cmocka_unit_test(abuseipdb_and_spamhaus),
		cmocka_unit_test(json_that_is_not_known_is_told),
		cmocka_unit_test(fail2ban_prints_python_and_a_tree),
		cmocka_unit_test(brackets_and_ranges_are_read),
		cmocka_unit_test(times_are_read_as_tools_write_them),
	};

	return cmocka_run_group_tests_name("feeds", tests, NULL, NULL);
}
