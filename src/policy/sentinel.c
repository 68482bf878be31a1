/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/sentinel.h"

void
sentinel_rule(struct rule *rule)
{
	*rule = (struct rule){
		.kind = RULE_COUNTRY, .action = RULE_ALLOW, .value = SENTINEL_COUNTRY
	};
}

bool
rule_is_sentinel(const struct rule *rule)
{
	struct rule sentinel;

	sentinel_rule(&sentinel);
	return rule_same(rule, &sentinel);
}

bool
rules_have_sentinel(const struct rule_list *rules)
{
	for (size_t i = 0; i < rules->len; i++)
		if (rule_is_sentinel(&rules->v[i]))
			return true;
	return false;
}

size_t
rules_allowed_countries(const struct rule_list *rules)
{
	size_t n = 0;

	for (size_t i = 0; i < rules->len; i++)
		n += rules->v[i].kind == RULE_COUNTRY &&
		     rules->v[i].action == RULE_ALLOW && !rule_is_sentinel(&rules->v[i]);
	return n;
}
