/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_RULE_PARSE_H
#define SHIELDADM_POLICY_RULE_PARSE_H

#include "policy/rule.h"

/*
 * A new rule from what was typed.  ERR_USAGE for a value that is invalid or would never
 * match; ERR_GUARD, unless force is set, for one that matches more than it seems (a
 * prefix under three characters) or is probably a mistake (an unknown country, a space at
 * an end, a regular expression).
 */
bool rule_parse(struct rule *rule, enum rule_kind kind, enum rule_action action,
	const char *text, bool force, struct err *err) MUST;

/*
 * A value to look for or to remove, in the form in which it is stored.  It is not
 * checked: anything in the table must be removable.
 */
bool rule_parse_value(
	struct rule *rule, enum rule_kind kind, const char *text, struct err *err) MUST;

/* The user agents of scanners and flooders that "ua block --scanners" blocks. */
extern const char *const rule_scanners[];

#endif
