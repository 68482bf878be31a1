/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/agent.h"

#include "policy/rule_parse.h"
#include "unit.h"

/* User agents of phones and servers, as they are seen. */
static const char *const real[] = { "friendly-scanner", "sipcli/v1.8", "exec.",
	"Mozilla/5.0 (X11; Linux) #1", "VoIP; v1 #2", "Linksys/SPA942-6.1.5(a)",
	"AVM FRITZ!Box Fon WLAN 7170 (UI) 29.04.76", "Z 3.3.25608 rv2.9.4",
	"Sip EXpress router (2.1.0-dev1 OpenIMSCore (x86_64/linux))", "3CXPhone 6.0",
	"X-Lite release 4.9.8 stamp 84253", "Yealink SIP-T46G 28.83.0.60 [en]",
	"sipcli, v1.8", "VoIP SIP, v2", "Cisco-CP7962G/9.1.1", "snom370/8.4.35 (a; b)",
	"Asterisk PBX 1.6.2+b", "C++ client (c++11)", "O'Neil's phone",
	"Grandstream GXP2170 1.0.11.3", "Yealink SIP-T46S 66.84.0.15", "snomD735/10.1",
	"Z 5.5.9 v2.10.18", "-sipvicious", "sipcli/", "Asterisk PBX 18",
	"FPBX-15.0.16(16.9.0)", "Linphone-iOS/4.6 (Anna\u2019s iPhone)",
	"LinphoneAndroid/5.0 (B\u00fcro \u2013 Max)", "Mozilla/5.0 (X11",
	"Cisco-SIPGateway/IOS-15.4", "PolycomVVX-VVX_410-UA/5.9.0.9373", "Telephone 1.6",
	"3CXPhone 1.", "UA-5000", "Agent 47", "Server-Proxy/2", "1.0", "-", "+",
	"Fanvil X4 2.12.1 (00:a8:59:aa:bb:cc)", "iPhone\u00a0de Marie", "MicroSIP/3.21.3",
	"ENSR3.0.66.44-IS50-RMRG118-RG6000-CPI1-CPO0.", "SIPPER for \"phoner\"",
	"Alcatel-Lucent OXE_2.3 #4", "T'", "AT&T", "a=b", "Phone 'x", NULL };

static const char *const expressions[] = { "^sip", "sip$", "sip.*", ".+scan", "a\\.b",
	"sip\\d", "sipcli|sipsak", "(?i)sip", "sip[a-z]", "sip[^a]", "(sip)+", "/sipcli/",
	"/sipcli/i", "~*sipcli", "$ua =~ \"sipcli\"", "*scanner*", "sip*", "%scan%",
	"\"sipcli\"", "'sipcli'", NULL };

static const char *const lines[] = { "sipcli # why", "sipcli\t# why", "sipcli #why",
	"sipcli ; why", "sipcli // why", "sipcli -- why", "sipcli,12", "sipcli, 12",
	"sipcli;12", "12 sipcli", "12,sipcli", "sipcli\t12", "sipcli\tscanner", NULL };

/* What was copied with something around it, and what is meant. */
static const char *const copies[][2] = {
	{ "User-Agent: friendly-scanner", "friendly-scanner" },
	{ "user-agent:friendly-scanner", "friendly-scanner" },
	{ "User-Agent : x1", "x1" },
	{ "Server: sipsak 0.9.6", "sipsak 0.9.6" },
	{ "ua=sipcli/", "sipcli/" },
	{ "ua: sipcli", "sipcli" },
	{ "useragent = sipcli", "sipcli" },
	{ "- sipvicious", "sipvicious" },
	{ "-\tsipvicious", "sipvicious" },
	{ "-- sipvicious", "sipvicious" },
	{ "* sip x", "sip x" },
	{ "+ sip x", "sip x" },
	{ "> sip x", "sip x" },
	{ "\u2022 sip x", "sip x" },
	{ "\u2013 sip x", "sip x" },
	{ "1. sipvicious", "sipvicious" },
	{ "12) sipvicious", "sipvicious" },
	{ "sipcli;", "sipcli" },
	{ "sipcli,", "sipcli" },
	{ "sipcli ,", "sipcli" },
	{ "sipcli...", "sipcli" },
	{ "sipcli\u2026", "sipcli" },
	{ "sipcli\\", "sipcli" },
	{ "sipcli\r", "sipcli" },
	{ "sipcli\\r", "sipcli" },
	{ "sipcli\t", "sipcli" },
	{ "sipcli\\n", "sipcli" },
	{ "\ufeffsipcli", "sipcli" },
	{ "\u00a0sipcli\u00a0", "sipcli" },
	{ "sipcli\u200b", "sipcli" },
	{ "\"sipcli\"", "sipcli" },
	{ "'sipcli'", "sipcli" },
	{ "`sipcli`", "sipcli" },
	{ "\"sipcli", "sipcli" },
	{ "sipcli\"", "sipcli" },
	{ "\u201csipcli\u201d", "sipcli" },
	{ "\u201esipcli\u201c", "sipcli" },
	{ "\u00absipcli\u00bb", "sipcli" },
	{ "\u00ab\u00a0sipcli\u00a0\u00bb", "sipcli" },
	{ "\u2018sipcli\u2019", "sipcli" },
	{ "\u300csipcli\u300d", "sipcli" },
	{ "\u201csipcli", "sipcli" },
	{ "- User-Agent: \u201csipcli\u201d,", "sipcli" },
	{ "\"User-Agent\": \"sipcli\",", "sipcli" },
	{ "- \"sipcli\" ;\r", "sipcli" },
	{ "User-Agent:", NULL },
	{ ";", NULL },
	{ "\"\"", NULL },
	{ "sip\u200bcli", NULL },
	{ "friendly\u2013scanner", NULL },
	{ "A&amp;B", NULL },
	{ "sip\\x09cli", NULL },
};

static void
what_was_copied_with_it_is_told_and_what_is_meant(void **state)
{
	char wanted[128];
	struct err err;

	(void)state;
	for (size_t i = 0; i < COUNT(copies); i++) {
		if (agent_check(copies[i][0], &err))
			fail_msg("%s", copies[i][0]);
		assert_error(&err, ERR_GUARD, "would never match");
		assert_error(&err, ERR_GUARD, "--force stores it all the same");
		if (copies[i][1] == NULL)
			continue;
		snprintf(
			wanted, sizeof(wanted), ": '%s' is probably meant", copies[i][1]);
		assert_error(&err, ERR_GUARD, wanted);
	}
}

static void
real_names_pass(void **state)
{
	struct err err = NO_ERR;

	(void)state;
	/* "[A-C]" is taken for a class: --force is the way. */
	for (size_t i = 0; real[i] != NULL; i++)
		if (!agent_check(real[i], &err) || !agent_check_line(real[i], &err))
			fail_msg("%s", err.text);
	for (size_t i = 0; rule_scanners[i] != NULL; i++)
		assert_true(agent_check(rule_scanners[i], &err));
	assert_false(agent_check("Ext[A-C]", &err));
}

static void
what_never_matches_is_told(void **state)
{
	struct err err;

	(void)state;
	for (size_t i = 0; expressions[i] != NULL; i++) {
		if (agent_check(expressions[i], &err))
			fail_msg("%s", expressions[i]);
		assert_error(&err, ERR_GUARD, "would never match");
	}
	for (size_t i = 0; lines[i] != NULL; i++) {
		if (agent_check_line(lines[i], &err))
			fail_msg("%s", lines[i]);
		assert_error(&err, ERR_GUARD, "would never match");
		/* A part of a text that is not a line may be such. */
		assert_true(agent_check(lines[i], &err));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_names_pass),
		cmocka_unit_test(what_never_matches_is_told),
		cmocka_unit_test(what_was_copied_with_it_is_told_and_what_is_meant),
	};

	return cmocka_run_group_tests_name("agent", tests, NULL, NULL);
}
