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
	"Asterisk PBX 1.6.2+b", "C++ client (c++11)", "O'Neil's phone", NULL };

static const char *const expressions[] = { "^sip", "sip$", "sip.*", ".+scan", "a\\.b",
	"sip\\d", "sipcli|sipsak", "(?i)sip", "sip[a-z]", "sip[^a]", "(sip)+", "/sipcli/",
	"/sipcli/i", "~*sipcli", "$ua =~ \"sipcli\"", "*scanner*", "sip*", "%scan%",
	"\"sipcli\"", "'sipcli'", NULL };

static const char *const lines[] = { "sipcli # why", "sipcli\t# why", "sipcli #why",
	"sipcli ; why", "sipcli // why", "sipcli -- why", "sipcli,12", "sipcli, 12",
	"sipcli;12", "12 sipcli", "12,sipcli", NULL };

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
	};

	return cmocka_run_group_tests_name("agent", tests, NULL, NULL);
}
