/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change/bans.h"

#include <stdlib.h>
#include <time.h>

#include "base/xalloc.h"
#include "change/impact.h"
#include "change/locked.h"
#include "enforce/enforce.h"

static bool
any_absent(const struct ban_set *set, struct err *err)
{
	size_t absent = ban_set_count(set, CHANGE_ABSENT);

	if (absent == 0)
		return false;
	err_set(err, ERR_ABSENT, "%zu of what was to be removed %s not there", absent,
		absent == 1 ? "is" : "are");
	return true;
}

/* Only a node shows that a ban is absent: the bans of pike have no record. */
static enum change_result
result_of(
	const struct ban_change *change, bool is_recorded, bool is_touched, bool is_seen)
{
	bool is_add = change->op == CHANGE_ADD;

	if (change->is_stored || is_touched)
		return is_add ? CHANGE_ADDED : CHANGE_REMOVED;
	if (!is_seen && !(is_add && is_recorded))
		return CHANGE_FAILED;
	return is_add ? CHANGE_PRESENT : CHANGE_ABSENT;
}

/* Tell the result of each change, by its record and by the nodes. */
static void
tell_results(struct ban_set *set, const struct enforce_job *job)
{
	for (size_t i = 0; i < set->len; i++)
		set->v[i].result = result_of(&set->v[i], set->is_recorded,
			job->is_touched[i], job->is_seen[i]);
}

/* Whether a sync does the same: it brings back recorded bans, and lifts none. */
static bool
is_for_sync(const struct ban_set *set)
{
	for (size_t i = 0; i < set->len; i++)
		if (set->v[i].op == CHANGE_REMOVE)
			return false;
	return set->is_recorded && !set->flush;
}

static bool
explain_behind(const struct change_env *env, const struct change_report *report,
	const struct ban_set *set, struct err *err)
{
	size_t n = report->nodes.len, behind = 0;
	const char *plural = n == 1 ? "" : "s";

	for (size_t i = 0; i < n; i++)
		behind += !report->nodes.v[i].is_live;
	if (env->dry_run)
		return err_set(err, ERR_NODE, "%zu of %zu node%s cannot be asked", behind,
			n, plural);
	return err_set(err, set->is_recorded ? ERR_NOT_LIVE : ERR_NODE,
		"this is not done on %zu of %zu node%s; when mended: %s", behind, n,
		plural, is_for_sync(set) ? "shieldadm sync" : "give the command again");
}

/* Without a step no node is asked, and there is nothing to report of one. */
static bool
tell_nodes(const struct enforce_job *job, const struct change_env *env,
	struct change_report *report, struct err *err)
{
	const struct ban_set *set = job->bans;

	return (!set->flush && ban_set_steps(set) == 0) ||
	       enforce(job, &report->nodes, err) || explain_behind(env, report, set, err);
}

static bool
do_bans(const struct change_env *env, struct ban_set *set, struct change_report *report,
	struct err *err)
{
	struct enforce_job job = { .fleet = &env->fleet,
		.force = env->force,
		.bans = set,
		.dry_run = env->dry_run };
	struct history history = { 0 };
	bool ok;

	if (!bans_check(env, set, err) ||
		(set->is_recorded && !env->dry_run && !history_init(&history, env, err)))
		return false;
	if (!bans_store(env, set, &history, err)) {
		history_clear(&history);
		return false;
	}
	report->id = history.id;
	history_stored(&history);
	job.is_touched = xcalloc(set->len, sizeof(*job.is_touched));
	job.is_seen = xcalloc(set->len, sizeof(*job.is_seen));
	ok = tell_nodes(&job, env, report, err);
	tell_results(set, &job);
	history_tell(&history, report);
	history_clear(&history);
	free(job.is_touched);
	free(job.is_seen);
	return ok && !any_absent(set, err);
}

bool
change_bans(const struct change_env *env, struct ban_set *set,
	struct change_report *report, struct err *err)
{
	struct change_env agreed = *env;
	sigset_t old;
	bool ok = false;

	*report = (struct change_report){ 0 };
	env = &agreed;
	if (env->fleet.n_nodes == 0)
		return err_set(err, ERR_NODE,
			"no node is configured, and no socket of a Kamailio was found "
			"([node NAME] in the configuration)");
	if (!impact_check_bans(&agreed, set, report, err))
		return false;
	if (!fleet_open(&agreed.fleet, err)) {
		ok = false;
	} else if (env->dry_run) {
		ok = do_bans(env, set, report, err);
	} else if (locked_begin(env, &old, err)) {
		ok = do_bans(env, set, report, err);
		locked_end(env, &old);
	}
	fleet_close(&agreed.fleet);
	return ok;
}
