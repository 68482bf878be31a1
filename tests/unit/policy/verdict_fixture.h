/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_TESTS_VERDICT_FIXTURE_H
#define SHIELDADM_TESTS_VERDICT_FIXTURE_H

/*
 * A request from 127.1.2.3, of the US, and a node to ask about it.
 */
#include "policy/verdict.h"

#include "unit.h"

#include <arpa/inet.h>

struct test {
	struct rule_list rules;
	struct address_list addresses;
	struct verdict_facts facts;
	struct verdict_request request;
	struct verdict verdict;
};

static inline int
setup(void **state)
{
	struct test *t = calloc(1, sizeof(*t));

	t->facts = (struct verdict_facts){ .route = { true, true, true, true },
		.rules = &t->rules,
		.addresses = &t->addresses,
		.has_country = KNOWN_YES,
		.country = "US",
		.has_logins = KNOWN_YES };
	t->request = (struct verdict_request){ .family = AF_INET,
		.bytes = { 127, 1, 2, 3 },
		.source = "127.1.2.3",
		.method = "REGISTER",
		.user_agent = "phone" };
	*state = t;
	return 0;
}

static inline int
teardown(void **state)
{
	struct test *t = *state;

	rule_list_clear(&t->rules);
	address_list_clear(&t->addresses);
	free(t);
	return 0;
}

static inline void
stands(struct test *t, enum rule_kind kind, enum rule_action action, const char *value)
{
	struct rule rule = { .id = 1, .kind = kind, .action = action };

	rule.value = intern(value);
	rule_list_add(&t->rules, &rule);
}

static inline void
lets_in(struct test *t, const char *ip, unsigned prefix, unsigned port)
{
	struct address a = { .id = 1,
		.form = prefix == 32 ? ADDRESS_HOST : ADDRESS_NETWORK,
		.prefix = prefix,
		.port = port,
		.group = 1 };

	assert_true(address_parse_ip(ip, &a.family, a.bytes));
	address_format_ip(a.family, a.bytes, a.ip);
	address_list_add(&t->addresses, &a);
}

/* The outcome, and the check that decides. */
static inline void
assert_outcome(struct test *t, enum verdict_answer outcome, enum verdict_check check)
{
	verdict_walk(&t->verdict, &t->request, &t->facts);
	if (t->verdict.outcome != outcome ||
		(outcome != VERDICT_PASSES && t->verdict.decided != check))
		fail_msg("wanted %s by %s, got %s by %s: %s",
			verdict_answer_name(outcome), verdict_check_name(check),
			verdict_answer_name(t->verdict.outcome),
			verdict_check_name(t->verdict.decided),
			t->verdict.steps[t->verdict.decided].why);
}

static inline void
assert_passes(struct test *t)
{
	assert_outcome(t, VERDICT_PASSES, VERDICT_SQLI);
}

static inline void
assert_dropped(struct test *t, enum verdict_check check)
{
	assert_outcome(t, VERDICT_DROPPED, check);
	assert_true(verdict_is_blocked(&t->verdict));
}

static inline void
assert_advice(struct test *t, const char *says)
{
	char *advice = verdict_advice(&t->verdict, &t->request, &t->facts);

	if (strstr(advice, says) == NULL)
		fail_msg("'%s' lacks '%s'", advice, says);
	free(advice);
}

#endif
