/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change/change.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "change/bans.h"
#include "enforce/enforce.h"
#include "change/locked.h"
#include "change/impact.h"
#include "change/store.h"
#include "db/stored.h"

/* What is stored now, and the rows that no node should reload. */
struct tables {
	struct store_tables stored;
	struct err rule_danger, address_danger;
	struct ban_set bans;
};

/* What storing the change has not read already. */
static bool
read_tables(struct tables *t, const struct enforce_job *job, struct err *err)
{
	const struct fleet *fleet = job->fleet;
	struct store_tables *s = &t->stored;

	/* Not needed when no node is told. */
	if (fleet->n_nodes == 0 && !job->is_sync)
		return true;
	return (!job->rules || s->has_rules ||
		       stored_rules(fleet->db, &s->rules, &s->bad_rules, err)) &&
	       (!job->addresses || s->has_addresses ||
		       stored_addresses(
			       fleet->db, &s->addresses, &s->bad_addresses, err)) &&
	       (!job->has_bans || bans_read(fleet, &t->bans, err));
}

static void
clear_tables(struct tables *t)
{
	store_tables_clear(&t->stored);
	ban_set_clear(&t->bans);
}

/* Tell the job and the report what is stored. */
static void
tell_tables(struct tables *t, struct enforce_job *job, struct change_report *report)
{
	job->stored_rules = &t->stored.rules;
	job->stored_addresses = &t->stored.addresses;
	if (t->bans.len > 0)
		job->bans = &t->bans;
	if (!stored_check_reload(&t->stored.bad_rules, &t->rule_danger))
		job->no_rule_reload = t->rule_danger.text;
	if (!stored_check_reload(&t->stored.bad_addresses, &t->address_danger))
		job->no_address_reload = t->address_danger.text;
	report->n_bad_rows = t->stored.bad_rules.len + t->stored.bad_addresses.len;
	for (size_t i = 0; i < t->stored.rules.len; i++)
		report->stored[t->stored.rules.v[i].kind]++;
	report->stored_addresses = t->stored.addresses.len;
}

/* A node is not told to reload rows that would harm it. */
static bool
check_reload(const struct enforce_job *job, struct err *err)
{
	const char *danger = job->no_rule_reload != NULL ? job->no_rule_reload
	                                                 : job->no_address_reload;

	if (!job->is_reload || danger == NULL)
		return true;
	return err_set(err, ERR_GUARD, "%s", danger);
}

/* Bring the nodes to what the database holds now; job tells what this is about. */
static bool
read_and_enforce(struct tables *tables, struct enforce_job *job,
	struct change_report *report, struct err *err)
{
	bool ok = read_tables(tables, job, err);

	if (ok) {
		tell_tables(tables, job, report);
		ok = check_reload(job, err) && enforce(job, &report->nodes, err);
	} else if (!job->is_sync) {
		err_set(err, ERR_NOT_LIVE, "stored, but the nodes were not told: %s",
			err->text);
	}
	return ok;
}

static bool
any_absent(const struct change_report *report, struct err *err)
{
	size_t absent = plan_count(&report->plan, CHANGE_ABSENT);

	if (absent == 0)
		return false;
	err_set(err, ERR_ABSENT, "%zu of what was to be removed %s not there%s", absent,
		absent == 1 ? "is" : "are",
		report->plan.meant != NULL ? report->plan.meant : "");
	return true;
}

/* Store and enforce, with the lock held. */
static bool
do_change(const struct change_env *env, const struct change_set *set,
	struct history *history, struct change_report *report, struct err *err)
{
	struct rule_list added = { 0 }, removed = { 0 };
	struct tables tables = { .bans = { .len = 0 } };
	struct enforce_job job = {
		.fleet = &env->fleet,
		.force = env->force,
		.rules = set->rules.len > 0,
		.addresses = set->addresses.len > 0 || set->bulk != NULL,
		.added = &added,
		.removed = &removed,
	};
	bool ok = store_change(env, set, history, &report->plan, &tables.stored, err);

	if (ok) {
		report->id = history->id;
		history_stored(history);
		store_outcome(&report->plan, &added, &removed, job.kinds);
		ok = read_and_enforce(&tables, &job, report, err) &&
		     !any_absent(report, err);
		history_tell(history, report);
	}
	clear_tables(&tables);
	rule_list_clear(&added);
	rule_list_clear(&removed);
	return ok;
}

bool
change_apply(const struct change_env *env, const struct change_set *set,
	struct change_report *report, struct err *err)
{
	struct change_env agreed = *env;
	struct history history;
	sigset_t old;
	bool ok = false;

	*report = (struct change_report){ 0 };
	env = &agreed;
	if (!env->dry_run && !history_init(&history, env, err))
		return false;
	/* Before the lock, and while signals still interrupt: the user may have to be
	 * asked. */
	if (!impact_check(&agreed, set, report, err))
		return false;
	if (!fleet_open(&agreed.fleet, err)) {
		ok = false;
	} else if (env->dry_run) {
		ok = store_plan(env, set, &report->plan, err) && !any_absent(report, err);
	} else if (locked_begin(env, &old, err)) {
		ok = do_change(env, set, &history, report, err);
		locked_end(env, &old);
	}
	if (!env->dry_run)
		history_clear(&history);
	fleet_close(&agreed.fleet);
	return ok;
}

/* Bring the nodes to all that is stored. */
static bool
read_all_and_enforce(
	struct enforce_job *job, struct change_report *report, struct err *err)
{
	struct tables tables = { .bans = { .len = 0 } };
	bool ok = read_and_enforce(&tables, job, report, err);

	clear_tables(&tables);
	return ok;
}

/* Nothing is added or removed: what is stored is brought to the nodes. */
static void
begin_sync(struct enforce_job *job, struct change_report *report)
{
	static const struct rule_list none = { 0 };

	*report = (struct change_report){ 0 };
	job->added = job->removed = &none;
	job->is_sync = true;
}

static bool
bring(const struct change_env *env, struct enforce_job *job, struct change_report *report,
	struct err *err)
{
	sigset_t old;
	bool ok = false;

	begin_sync(job, report);
	job->fleet = &env->fleet;
	job->force = env->force;
	job->dry_run = env->dry_run;
	if (job->dry_run)
		return read_all_and_enforce(job, report, err);
	if (locked_begin(env, &old, err)) {
		ok = read_all_and_enforce(job, report, err);
		locked_end(env, &old);
	}
	return ok;
}

bool
change_sync(const struct change_env *env, struct change_report *report, struct err *err)
{
	struct enforce_job job = { .rules = true, .addresses = true, .has_bans = true };

	return bring(env, &job, report, err);
}

bool
change_look(const struct fleet *fleet, bool has_facts, struct change_report *report,
	struct err *err)
{
	struct enforce_job job = { .fleet = fleet,
		.rules = true,
		.addresses = true,
		.has_bans = true,
		.dry_run = true,
		.has_facts = has_facts };

	begin_sync(&job, report);
	return read_all_and_enforce(&job, report, err);
}

bool
change_reload(const struct change_env *env, bool rules, bool addresses,
	struct change_report *report, struct err *err)
{
	struct enforce_job job = {
		.rules = rules, .addresses = addresses, .is_reload = true
	};
	size_t failed = 0;

	if (!bring(env, &job, report, err))
		return false;
	for (size_t i = 0; i < report->nodes.len; i++)
		failed += report->nodes.v[i].reload_failed;
	if (failed > 0)
		return err_set(err, ERR_NODE,
			"the reload failed on %zu of %zu node%s, which hold%s all the "
			"same what is stored",
			failed, report->nodes.len, report->nodes.len == 1 ? "" : "s",
			failed == 1 ? "s" : "");
	return true;
}

void
change_report_clear(struct change_report *report)
{
	node_reports_clear(&report->nodes);
	plan_clear(&report->plan);
	impact_clear(&report->impact);
	*report = (struct change_report){ 0 };
}
