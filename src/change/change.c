/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change/change.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/parallel.h"
#include "base/xalloc.h"
#include "change/enforce.h"
#include "change/store.h"
#include "change/stored.h"

/* Another shieldadm holds the lock while it waits for its nodes. */
#define LOCK_PATIENCE_MS 60000
#define LOCK_SILENCE_MS 1000

struct fan_out {
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
	char text[ERR_TEXT_MAX];
	va_list ap;

	report->is_live = false;
	report->verdict = NODE_NOT_VERIFIED;
	if (report->error != NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	report->error = xstrdup(text);
}

static void
close_nodes(struct node **nodes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		node_close(nodes[i]);
	free(nodes);
}

/* Open for the whole of a change: a node that kept silent when it was asked for room
 * is not waited for again. */
static bool
open_nodes(const struct change_env *env, struct node ***nodes, struct err *err)
{
	*nodes = xcalloc(env->n_nodes, sizeof(**nodes));
	for (size_t i = 0; i < env->n_nodes; i++)
		if (!node_open(&(*nodes)[i], &env->nodes[i], err)) {
			close_nodes(*nodes, i);
			return false;
		}
	return true;
}

/* One node, in a thread of its own. */
static void
enforce_one(void *ctx, size_t i)
{
	const struct fan_out *f = ctx;
	struct node_report *report = &f->report->nodes.v[i];
	enum node_verdict rules = NODE_VERIFIED;
	struct node *node = f->nodes[i];

	report->is_live = true;
	report->verdict = NODE_VERIFIED;
	if (f->job->rules) {
		enforce_rules(node, f->job, report);
		rules = report->verdict;
	}
	/* Not another time-out for a node that has just failed to answer. */
	if (f->job->addresses && !report->is_gone) {
		enforce_addresses(node, f->job, report);
		if (report->verdict == NODE_VERIFIED)
			report->verdict = rules;
	}
	node_close(node);
	f->nodes[i] = NULL;
}

static bool
enforce(const struct change_env *env, struct node **nodes, const struct enforce_job *job,
	struct change_report *report, struct err *err)
{
	struct fan_out f = { .nodes = nodes, .job = job, .report = report };
	size_t behind = 0;

	for (size_t i = 0; i < env->n_nodes; i++)
		LIST_ADD(&report->nodes)->name = env->nodes[i].name;
	parallel_each(env->n_nodes, NODES_AT_ONCE, enforce_one, &f);
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

static bool
lock(const struct change_env *env, struct err *err)
{
	bool busy;

	if (!db_lock(env->db, LOCK_SILENCE_MS, &busy, err)) {
		if (!busy)
			return false;
		env->talk(env->talk_ctx,
			"waiting for another shieldadm to finish its change");
		return db_lock(env->db, LOCK_PATIENCE_MS, &busy, err);
	}
	return true;
}

/* Read what is stored now, and tell the job. */
static bool
read_stored(struct db *db, struct enforce_job *job, struct rule_list *rules,
	struct address_list *addresses, struct bad_rows *bad_rules,
	struct bad_rows *bad_addresses, struct err *err)
{
	job->stored_rules = rules;
	job->stored_addresses = addresses;
	return (!job->rules || stored_rules(db, rules, bad_rules, err)) &&
	       (!job->addresses || stored_addresses(db, addresses, bad_addresses, err));
}

/* Bring the nodes to what the database holds now; job tells what this is about. */
static bool
read_and_enforce(const struct change_env *env, struct node **nodes,
	struct enforce_job *job, struct change_report *report, struct err *err)
{
	struct rule_list rules = { 0 };
	struct address_list addresses = { 0 };
	struct bad_rows bad_rules = { 0 }, bad_addresses = { 0 };
	struct err rule_danger, address_danger;
	bool ok = read_stored(
		env->db, job, &rules, &addresses, &bad_rules, &bad_addresses, err);

	job->force = env->force;
	job->scheme = db_scheme(env->db);
	if (ok) {
		if (!stored_check_reload(&bad_rules, &rule_danger))
			job->no_rule_reload = rule_danger.text;
		if (!stored_check_reload(&bad_addresses, &address_danger))
			job->no_address_reload = address_danger.text;
		report->n_bad_rows = bad_rules.len + bad_addresses.len;
		ok = enforce(env, nodes, job, report, err);
	} else if (!job->is_sync) {
		err_set(err, ERR_NOT_LIVE, "stored, but the nodes were not told: %s",
			err->text);
	}
	rule_list_clear(&rules);
	address_list_clear(&addresses);
	bad_rows_clear(&bad_rules);
	bad_rows_clear(&bad_addresses);
	return ok;
}

static void
fill_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
}

/* From here on a signal waits: a change is stored and enforced, or neither. */
static void
hold_signals(sigset_t *old)
{
	sigset_t set;

	fill_signals(&set);
	pthread_sigmask(SIG_BLOCK, &set, old);
}

static void
release_signals(const struct change_env *env, const sigset_t *old)
{
	const struct timespec now = { 0 };
	bool was_interrupted = false;
	sigset_t set;

	fill_signals(&set);
	while (sigtimedwait(&set, NULL, &now) > 0)
		was_interrupted = true;
	if (was_interrupted)
		env->talk(env->talk_ctx, "interrupted: the change was finished first");
	pthread_sigmask(SIG_SETMASK, old, NULL);
}

static bool
any_absent(const struct change_report *report, struct err *err)
{
	size_t absent = plan_count(&report->plan, CHANGE_ABSENT);

	if (absent == 0)
		return false;
	err_set(err, ERR_ABSENT, "%zu of what was to be removed %s not there", absent,
		absent == 1 ? "is" : "are");
	return true;
}

/* Store and enforce, with the lock held. */
static bool
do_change(const struct change_env *env, struct node **nodes, const struct change_set *set,
	struct change_report *report, struct err *err)
{
	struct rule_list added = { 0 }, removed = { 0 };
	struct enforce_job job = {
		.rules = set->rules.len > 0,
		.addresses = set->addresses.len > 0,
		.added = &added,
		.removed = &removed,
	};
	bool ok = store_change(env, nodes, set, &report->plan, err);

	if (ok) {
		store_outcome(&report->plan, &added, &removed, job.kinds);
		ok = read_and_enforce(env, nodes, &job, report, err) &&
		     !any_absent(report, err);
	}
	rule_list_clear(&added);
	rule_list_clear(&removed);
	return ok;
}

/* Look at the nodes, or bring them there. */
static bool
do_sync(const struct change_env *env, struct node **nodes, struct change_report *report,
	struct err *err)
{
	struct rule_list none = { 0 };
	struct enforce_job job = { .rules = true,
		.addresses = true,
		.added = &none,
		.removed = &none,
		.is_sync = true,
		.dry_run = env->dry_run };

	return read_and_enforce(env, nodes, &job, report, err);
}

/* The same from end to end: nobody else changes the database meanwhile, and no signal
 * comes between. */
static bool
do_locked(const struct change_env *env, struct node **nodes, const struct change_set *set,
	struct change_report *report, struct err *err)
{
	sigset_t old;
	bool ok;

	if (!lock(env, err))
		return false;
	hold_signals(&old);
	ok = set != NULL ? do_change(env, nodes, set, report, err)
	                 : do_sync(env, nodes, report, err);
	db_unlock(env->db);
	release_signals(env, &old);
	return ok;
}

bool
change_apply(const struct change_env *env, const struct change_set *set,
	struct change_report *report, struct err *err)
{
	struct node **nodes;
	bool ok;

	*report = (struct change_report){ 0 };
	if (!open_nodes(env, &nodes, err))
		return false;
	if (env->dry_run)
		ok = store_plan(env, nodes, set, &report->plan, err) &&
		     !any_absent(report, err);
	else
		ok = do_locked(env, nodes, set, report, err);
	close_nodes(nodes, env->n_nodes);
	return ok;
}

bool
change_sync(const struct change_env *env, struct change_report *report, struct err *err)
{
	struct node **nodes;
	bool ok;

	*report = (struct change_report){ 0 };
	if (!open_nodes(env, &nodes, err))
		return false;
	ok = env->dry_run ? do_sync(env, nodes, report, err)
	                  : do_locked(env, nodes, NULL, report, err);
	close_nodes(nodes, env->n_nodes);
	return ok;
}

void
change_report_clear(struct change_report *report)
{
	for (size_t i = 0; i < report->nodes.len; i++) {
		struct node_report *node = &report->nodes.v[i];
		for (size_t j = 0; j < node->notes.len; j++)
			free(node->notes.v[j]);
		free(node->notes.v);
		free(node->error);
	}
	free(report->nodes.v);
	plan_clear(&report->plan);
	*report = (struct change_report){ 0 };
}
