/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/match.h"

#include <string.h>

#include "base/ascii.h"

bool
rule_catches(const char *entry, const char *value)
{
	return ascii_begins(value, entry);
}

bool
rule_catches_part(const char *entry, const char *value, size_t len)
{
	return strlen(entry) <= len && ascii_begins(value, entry);
}

static const struct rule *
match_in(const struct rule_list *rules, enum rule_kind kind, enum rule_action action,
	const char *value)
{
	for (size_t i = 0; i < rules->len; i++) {
		const struct rule *rule = &rules->v[i];
		if (rule->kind == kind && rule->action == action &&
			rule_catches(rule->value, value) &&
			(kind != RULE_DST || strlen(rule->value) == strlen(value)))
			return rule;
	}
	return NULL;
}

const struct rule *
rule_match(const struct rule_list *rules, enum rule_kind kind, const char *value)
{
	const struct rule *rule = match_in(rules, kind, RULE_ALLOW, value);

	return rule != NULL ? rule : match_in(rules, kind, RULE_BLOCK, value);
}

const struct address *
address_match(const struct address_list *addresses, int family,
	const unsigned char bytes[16], unsigned port)
{
	const struct address *host = NULL, *network = NULL;
	struct address from = { .form = ADDRESS_HOST,
		.family = family,
		.prefix = address_bits(family),
		.port = port };

	memcpy(from.bytes, bytes, sizeof(from.bytes));
	for (size_t i = 0; i < addresses->len; i++) {
		const struct address *a = &addresses->v[i];
		if (!address_contains(a, &from) || a->port > 65535 ||
			(a->port != 0 && port != 0 && a->port != port))
			continue;
		if (a->form == ADDRESS_HOST)
			host = a;
		else if (network == NULL || a->group < network->group)
			network = a;
	}
	return host != NULL ? host : network;
}
