/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the lists of a node with the route of "shieldadm config" are whole.
 */
#include "doctor/patient.h"
#include "node/route.h"
#include "policy/sentinel.h"

/* False when the node does not show its list. */
static bool
lacks_sentinel(struct node *node)
{
	struct rule_list rules = { 0 };
	struct err ignored;
	bool is_read, lacks;

	lacks = node_rule_list(node, RULE_COUNTRY, 0, &rules, &is_read, &ignored) &&
	        is_read && !rules_have_sentinel(&rules);
	rule_list_clear(&rules);
	return lacks;
}

void
doctor_route(struct patient *p, struct node *node)
{
	struct err ignored;
	bool has_seen;

	if (!p->route.is_hardened)
		return;
	if (!lacks_sentinel(node)) {
		findings_add(
			&p->list, FINDING_OK, "route", "it is that of shieldadm config");
	} else if (node_has_seen_sentinel(node, &has_seen, &ignored) && has_seen) {
		findings_add(&p->list, FINDING_WRONG, "route",
			"its lists are lost, since a reload has failed: strangers are "
			"dropped");
		findings_mend(&p->list, "shieldadm sync");
	} else {
		findings_add(&p->list, FINDING_WARNING, "route",
			"the sentinel is not in its lists: while they are read again, "
			"good requests are dropped and blocked ones let in");
		findings_mend(&p->list, "shieldadm config sentinel");
	}
}
