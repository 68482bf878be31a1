/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "enforce/enforce.h"

struct fan_out {
	const struct enforce_job *job;
	struct node_reports *reports;
};

/* What is asked of one node. */
static void
do_job(struct node *node, const struct enforce_job *job, struct node_report *report)
{
	enum node_verdict rules = NODE_VERIFIED;
	struct err err;

	report->is_live = true;
	report->verdict = NODE_VERIFIED;
	if (job->has_facts && !node_facts(node, &report->facts, &err))
		report_gone(report, &err);
	/* Not another time-out for a node that has just failed to answer. */
	if (job->rules && !report->is_gone) {
		enforce_rules(node, job, report);
		rules = report->verdict;
	}
	if (job->addresses && !report->is_gone) {
		enforce_addresses(node, job, report);
		if (report->verdict == NODE_VERIFIED)
			report->verdict = rules;
	}
	if (job->bans != NULL && !report->is_gone)
		enforce_bans(node, job, report);
}

static void
enforce_one(void *ctx, size_t i, struct node *node, const struct err *err)
{
	const struct fan_out *f = ctx;

	if (err != NULL)
		report_gone(&f->reports->v[i], err);
	else
		do_job(node, f->job, &f->reports->v[i]);
	fleet_leave(f->job->fleet, i);
	fleet_step(f->job->fleet, 0, 1);
}

static bool
no_node(const struct enforce_job *job, struct err *err)
{
	return err_set(err, job->is_sync ? ERR_NODE : ERR_NOT_LIVE,
		"no node is configured, and no socket of a Kamailio was found: "
		"nothing enforces what is stored ([node NAME] in the configuration)");
}

bool
enforce(const struct enforce_job *job, struct node_reports *reports, struct err *err)
{
	const struct fleet *fleet = job->fleet;
	struct fan_out f = { .job = job, .reports = reports };
	size_t behind = 0;

	for (size_t i = 0; i < fleet->n_nodes; i++)
		node_reports_add(reports, fleet->nodes[i].name);
	fleet_begin(fleet);
	fleet_step(fleet, fleet->n_nodes, 0);
	fleet_each(fleet, enforce_one, &f);
	fleet_end(fleet);
	for (size_t i = 0; i < reports->len; i++)
		behind += !reports->v[i].is_live;
	if (fleet->n_nodes == 0)
		return no_node(job, err);
	if (behind > 0)
		return err_set(err, ERR_NOT_LIVE,
			"what is stored is not enforced by %zu of %zu node%s%s", behind,
			fleet->n_nodes, fleet->n_nodes == 1 ? "" : "s",
			job->dry_run ? "" : "; when mended: shieldadm sync");
	return true;
}
