/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/facts.h"

static void
ask_one(void *ctx, size_t i, struct node *node, const struct err *err)
{
	struct node_reports *reports = ctx;
	struct node_report *report = &reports->v[i];
	struct err ignored;

	report->is_gone = err != NULL || !node_facts(node, &report->facts, &ignored);
}

void
fleet_facts(const struct fleet *fleet, struct node_reports *reports)
{
	*reports = (struct node_reports){ .len = 0 };
	for (size_t i = 0; i < fleet->n_nodes; i++)
		node_reports_add(reports, fleet->nodes[i].name);
	fleet_each(fleet, ask_one, reports);
}
