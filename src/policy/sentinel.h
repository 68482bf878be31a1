/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_SENTINEL_H
#define SHIELDADM_POLICY_SENTINEL_H

#include "policy/rule.h"

/*
 * The sentinel: the allowed country ZZ, which does not exist.  ISO 3166 leaves the code
 * to private use, and GeoIP never gives it to an address.
 *
 * It tells the route of "shieldadm config" whether the lists are complete.  secfilter
 * loads its rows in the order of the table's index (action, type, data).  So once ZZ is
 * loaded, all blocked entries, the allowed user agents and the allowed countries are
 * loaded too. ZZ lets nobody in.
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
