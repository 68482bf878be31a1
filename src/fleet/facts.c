/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What nodes tell of themselves, where no database says what they should hold.
 */
#include "base/parallel.h"
#include "base/xalloc.h"
#include "cmd/nodes/nodes.h"
#include "cmd/nodes/status.h"

struct asking {
	const struct app *app;
	struct change_report *report;
};

static void
ask_one(void *ctx, size_t i)
{
	const struct asking *a = ctx;
	struct node_report *report = &a->report->nodes.v[i];
	struct err ignored;
	struct node *node;

	report->is_gone = true;
	if (!node_open(&node, &a->app->nodes.v[i], &ignored))
		return;
	report->is_gone = !node_facts(node, &report->facts, &ignored);
	node_close(node);
}

bool
status_facts(struct app *app, struct change_report *report, struct err *err)
{
	struct asking a = { app, report };

	*report = (struct change_report){ .n_bad_rows = 0 };
	if (!app_nodes(app, err))
		return false;
	for (size_t i = 0; i < app->nodes.len; i++)
		*LIST_ADD(&report->nodes) =
			(struct node_report){ .name = app->nodes.v[i].name };
	parallel_each(app->nodes.len, NODES_AT_ONCE, ask_one, &a);
	return true;
}
