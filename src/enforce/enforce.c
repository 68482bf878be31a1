/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "enforce/enforce.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "base/xalloc.h"

struct fan_out {
	const struct change_env *env;
	struct node **nodes;
	const struct enforce_job *job;
	struct change_report *report;
};

void
report_note(struct node_report *report, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	*LIST_ADD(&report->notes) = xstrdup(text);
}

void
report_error(struct node_report *report, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX], *before = report->error;
	va_list ap;

	report->is_live = false;
	report->verdict = NODE_NOT_VERIFIED;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (before != NULL && strstr(before, text) != NULL)
		return;
	report->error =
		before == NULL ? xstrdup(text) : xasprintf("%s; %s", before, text);
	free(before);
}

void
enforce_progress(const struct change_env *env, size_t more, size_t done)
{
	if (env->progress != NULL)
		env->progress->add(more, done);
}

void
report_gone(struct node_report *report, const struct err *err)
{
	report_error(report, "%s", err->text);
	report->is_gone = true;
}

void
report_failure(struct node_report *report, const struct err *err)
{
	if (err->code == ERR_ABSENT)
		report_error(report, "%s", err->text);
	else
		report_gone(report, err);
}

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

/* One node, in a thread of its own. */
static void
enforce_one(void *ctx, size_t i)
{
	const struct fan_out *f = ctx;

	do_job(f->nodes[i], f->job, &f->report->nodes.v[i]);
	node_close(f->nodes[i]);
	f->nodes[i] = NULL;
	enforce_progress(f->env, 0, 1);
}

void
enforce_close(struct node **nodes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		node_close(nodes[i]);
	free(nodes);
}

bool
enforce_open(const struct change_env *env, struct node ***nodes, struct err *err)
{
	*nodes = xcalloc(env->n_nodes, sizeof(**nodes));
	for (size_t i = 0; i < env->n_nodes; i++)
		if (!node_open(&(*nodes)[i], &env->nodes[i], err)) {
			enforce_close(*nodes, i);
			return false;
		}
	return true;
}

static void
add_report(struct change_report *report, const char *name)
{
	struct node_report *node = LIST_ADD(&report->nodes);

	node->name = name;
	node->held_addresses = HELD_UNKNOWN;
	for (size_t k = 0; k < RULE_KINDS; k++)
		node->held[k] = HELD_UNKNOWN;
}

bool
enforce(const struct change_env *env, struct node **nodes, const struct enforce_job *job,
	struct change_report *report, struct err *err)
{
	struct fan_out f = { .env = env, .nodes = nodes, .job = job, .report = report };
	size_t behind = 0;

	for (size_t i = 0; i < env->n_nodes; i++)
		add_report(report, env->nodes[i].name);
	if (env->progress != NULL)
		env->progress->begin();
	enforce_progress(env, env->n_nodes, 0);
	parallel_each(env->n_nodes, NODES_AT_ONCE, enforce_one, &f);
	if (env->progress != NULL)
		env->progress->end();
	for (size_t i = 0; i < report->nodes.len; i++)
		behind += !report->nodes.v[i].is_live;
	if (env->n_nodes == 0)
		return err_set(err, job->is_sync ? ERR_NODE : ERR_NOT_LIVE,
			"no node is configured, and no socket of a Kamailio was found: "
			"nothing enforces what is stored ([node NAME] in the "
			"configuration)");
	if (behind > 0)
		return err_set(err, ERR_NOT_LIVE,
			"what is stored is not enforced by %zu of %zu node%s%s", behind,
			env->n_nodes, env->n_nodes == 1 ? "" : "s",
			job->dry_run ? "" : "; when mended: shieldadm sync");
	return true;
}
