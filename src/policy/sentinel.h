/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_SENTINEL_H
#define SHIELDADM_POLICY_SENTINEL_H

#include "policy/rule.h"

/*
 * The sentinel: the allowed country ZZ, which is none (ISO 3166 leaves the code to
 * everybody's own use, and GeoIP names it for no address).
 *
 * By it the route of "shieldadm config" tells "not in the list" from "the list is being
 * loaded": secfilter's rows come in the order of the table's index (action, type, data),
 * so where ZZ is among the allowed countries, all that is blocked, the allowed user
 * agents and the allowed countries are there too.  It lets nobody in.
 */
#define SENTINEL_COUNTRY "ZZ"

/* The rule itself. */
void sentinel_rule(struct rule *rule);

bool rule_is_sentinel(const struct rule *rule);

/* Whether it is among them. */
bool rules_have_sentinel(const struct rule_list *rules);

/* How many countries are allowed, but for the sentinel. */
size_t rules_allowed_countries(const struct rule_list *rules);

#endif
