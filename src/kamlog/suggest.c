/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamlog/suggest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/utf8.h"
#include "base/xalloc.h"
#include "kamlog/source.h"
#include "policy/ban_guard.h"
#include "policy/match.h"
#include "policy/rule_parse.h"

#define BIT(step) (1u << (step))

/* The checks that run after the check of bans. */
#define BEHIND_BANS                                                                     \
	(BIT(KAMLOG_FLOOD) | BIT(KAMLOG_LOGINS) | BIT(KAMLOG_SANE) | BIT(KAMLOG_HOPS) | \
		BIT(KAMLOG_CONTACT) | BIT(KAMLOG_METHOD) | BIT(KAMLOG_ENDPOINT) |       \
		BIT(KAMLOG_OWN))

#define NETWORK_BYTES 3
#define LOOPBACK 127 /* the bytes that its addresses share */

/* Never allowed as far as the log shows, and blocked often enough, by lines that nobody
 * forged. */
static bool
is_unwanted(const struct heavy_entry *e)
{
	return e->allowed == 0 && e->error == 0 && e->blocked >= SUGGEST_LEAST &&
	       !e->is_doubtful;
}

/* -- user agents -- */

/* The entry that blocks this user agent, cut to what the table can hold. */
static bool
agent_rule(const struct heavy_entry *e, struct rule *rule)
{
	char text[RULE_VALUE_MAX + 1];
	size_t len = 0;
	struct err err;

	while (len < e->len) {
		uint32_t c;
		size_t n = utf8_decode((const char *)e->key + len, e->len - len, &c);
		if (n == 0 || c == 0 || utf8_is_unsafe(c))
			return false;
		if (len + n > RULE_VALUE_MAX)
			break;
		memcpy(text + len, e->key + len, n);
		len += n;
	}
	text[len] = '\0';
	return utf8_length(text) >= RULE_UA_SURE &&
	       rule_parse(rule, RULE_UA, RULE_BLOCK, text, false, &err);
}

/* Whether the entry would block a user agent of the log that may have been allowed. */
static bool
catches_allowed(const struct heavy *agents, const char *entry)
{
	char text[TALLY_AGENT_MAX + 1];

	for (size_t i = 0; i < heavy_len(agents); i++) {
		const struct heavy_entry *e = heavy_get(agents, i);
		if (e->allowed == 0 && e->error == 0)
			continue;
		memcpy(text, e->key, e->len);
		text[e->len] = '\0';
		if (rule_catches(entry, text))
			return true;
	}
	return false;
}

static void
add(struct suggestions *list, enum suggest_kind kind, const char *value,
	const struct heavy_entry *e)
{
	struct suggestion *s = LIST_ADD(list);

	s->kind = kind;
	snprintf(s->value, sizeof(s->value), "%s", value);
	s->blocked = e->blocked;
	s->reasons = e->reasons;
	memcpy(s->country, e->country, sizeof(s->country));
}

static void
suggest_agents(struct suggestions *list, const struct heavy *agents,
	const struct suggest_known *known, size_t top)
{
	size_t n = SIZE_MAX, found = 0;
	const struct heavy_entry **all = heavy_top(agents, &n);
	struct rule_list chosen = { 0 };
	struct rule rule;

	/* What an entry would block is known only while no allowed user agent was
	 * forgotten. */
	for (size_t i = 0; i < n && found < top && !heavy_forgot_allowed(agents); i++) {
		const struct heavy_entry *e = all[i];
		if (!is_unwanted(e) || (e->reasons & BIT(KAMLOG_AGENT)) != 0 ||
			!agent_rule(e, &rule) ||
			rule_match(&known->rules, RULE_UA, rule.value) != NULL ||
			rule_match(&chosen, RULE_UA, rule.value) != NULL ||
			phones_use(&known->phones, rule.value) ||
			catches_allowed(agents, rule.value))
			continue;
		add(list, SUGGEST_AGENT, rule.value, e);
		rule_list_add(&chosen, &rule);
		found++;
	}
	rule_list_clear(&chosen);
	free(all);
}

/* -- addresses -- */

static void
append(struct address_list *list, const struct address_list *more)
{
	for (size_t i = 0; i < more->len; i++)
		address_list_add(list, &more->v[i]);
}

static void
make_guard(struct ban_guard *guard, const struct suggest_known *known)
{
	struct address_list stored = { 0 }, own = { 0 };

	append(&stored, &known->addresses);
	append(&own, &known->own);
	ban_guard_init(guard, &stored, &own);
}

/* Whether ban add would accept it without --force. */
static bool
can_be_banned(const struct ban_guard *guard, const char *text)
{
	struct ban ban;
	struct err err;
	bool can;

	if (!ban_parse(&ban, text, &err))
		return false;
	can = ban_check_source(&ban, &err) && ban_guard_check(guard, &ban, &err);
	ban_clear(&ban);
	return can;
}

static bool
is_known(const struct heavy_entry *e, const char *text, const struct suggest_known *known)
{
	return rule_match(&known->rules, RULE_IP, text) != NULL ||
	       phones_at(&known->phones, e->key, e->len, e->len);
}

/* A banned source does not need another ban. */
static bool
is_to_ban(const struct heavy_entry *e)
{
	return is_unwanted(e) && (e->reasons & BEHIND_BANS) != 0 &&
	       e->last != KAMLOG_BANNED;
}

static void
suggest_bans(struct suggestions *list, const struct heavy *sources,
	const struct suggest_known *known, size_t top)
{
	size_t n = SIZE_MAX, found = 0;
	const struct heavy_entry **all = heavy_top(sources, &n);
	char text[ADDRESS_TEXT_MAX + 1];
	struct ban_guard guard;

	make_guard(&guard, known);
	for (size_t i = 0; i < n && found < top; i++) {
		source_format(all[i]->key, all[i]->len, text);
		if (is_to_ban(all[i]) && !is_known(all[i], text, known) &&
			can_be_banned(&guard, text)) {
			add(list, SUGGEST_BAN, text, all[i]);
			found++;
		}
	}
	ban_guard_clear(&guard);
	free(all);
}

/* -- networks -- */

static int
compare_sources(const void *a, const void *b)
{
	const struct heavy_entry *x = *(const struct heavy_entry *const *)a;
	const struct heavy_entry *y = *(const struct heavy_entry *const *)b;

	return x->len != y->len ? x->len - y->len : memcmp(x->key, y->key, x->len);
}

/* Whether a stored address is in the network, or the network in it. */
static bool
touches_address(const struct address_list *addresses, const unsigned char *key)
{
	struct address network = {
		.form = ADDRESS_NETWORK, .family = AF_INET, .prefix = NETWORK_BYTES * 8
	};

	memcpy(network.bytes, key, NETWORK_BYTES);
	for (size_t i = 0; i < addresses->len; i++)
		if (addresses->v[i].form != ADDRESS_NAME &&
			(address_contains(&addresses->v[i], &network) ||
				address_contains(&network, &addresses->v[i])))
			return true;
	return false;
}

/* Whether a stored entry begins like the network, or blocks all of it. */
static bool
touches_rule(const struct rule_list *rules, const char *value)
{
	for (size_t i = 0; i < rules->len; i++)
		if (rules->v[i].kind == RULE_IP &&
			(rule_catches(rules->v[i].value, value) ||
				rule_catches(value, rules->v[i].value)))
			return true;
	return false;
}

/* Consider the n sources of one network. */
static void
look_at_network(struct suggestions *list, const struct heavy_entry **all, size_t n,
	const struct suggest_known *known)
{
	struct suggestion sum = { .kind = SUGGEST_NETWORK };
	const unsigned char *key = all[0]->key;

	if (key[0] == LOOPBACK)
		return;
	for (size_t i = 0; i < n; i++) {
		if (all[i]->allowed > 0 || all[i]->error > 0)
			return;
		sum.sources += is_to_ban(all[i]);
		sum.blocked += all[i]->blocked;
		sum.reasons |= all[i]->reasons;
	}
	snprintf(sum.value, sizeof(sum.value), "%u.%u.%u.", key[0], key[1], key[2]);
	memcpy(sum.country, all[0]->country, sizeof(sum.country));
	if (sum.sources >= SUGGEST_CROWD && !touches_rule(&known->rules, sum.value) &&
		!touches_address(&known->addresses, key) &&
		!touches_address(&known->own, key) &&
		!phones_at(&known->phones, key, NETWORK_BYTES, 4))
		*LIST_ADD(list) = sum;
}

static int
compare_suggestions(const void *a, const void *b)
{
	const struct suggestion *x = a, *y = b;

	if (x->blocked != y->blocked)
		return x->blocked < y->blocked ? 1 : -1;
	return strcmp(x->value, y->value);
}

static void
suggest_networks(struct suggestions *list, const struct heavy *sources,
	const struct suggest_known *known, size_t top)
{
	size_t n = SIZE_MAX, first = list->len, end;
	const struct heavy_entry **all = heavy_top(sources, &n);

	qsort(all, n, sizeof(*all), compare_sources);
	for (size_t i = 0; i < n && all[i]->len == 4; i = end) {
		for (end = i + 1; end < n && all[end]->len == 4 &&
				  memcmp(all[i]->key, all[end]->key, NETWORK_BYTES) == 0;
			end++)
			;
		if (!heavy_forgot_allowed(sources))
			look_at_network(list, all + i, end - i, known);
	}
	free(all);
	if (list->len == first)
		return;
	qsort(list->v + first, list->len - first, sizeof(*list->v), compare_suggestions);
	if (list->len - first > top)
		list->len = first + top;
}

void
suggest(struct suggestions *list, const struct tally *tally,
	const struct suggest_known *known, size_t top)
{
	*list = (struct suggestions){ 0 };
	suggest_agents(list, tally->agents, known, top);
	suggest_bans(list, tally->sources, known, top);
	suggest_networks(list, tally->sources, known, top);
}
