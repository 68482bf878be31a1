/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change/locked.h"

#include "base/interrupt.h"

/* Another shieldadm holds the lock while it waits for its nodes. */
#define LOCK_PATIENCE_MS 60000
#define LOCK_SILENCE_MS 1000

static bool
lock(const struct change_env *env, struct err *err)
{
	bool busy;

	/* Nothing is stored without a database, so there is nothing to hold. */
	if (env->fleet.db == NULL)
		return true;
	if (!db_lock(env->fleet.db, LOCK_SILENCE_MS, &busy, err)) {
		if (!busy)
			return false;
		fleet_say(&env->fleet,
			"waiting for another shieldadm to finish its change");
		return db_lock(env->fleet.db, LOCK_PATIENCE_MS, &busy, err);
	}
	return true;
}

static void
fill_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
}

/* From here on a signal waits. */
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
		fleet_say(&env->fleet, "interrupted: the change was finished first");
	pthread_sigmask(SIG_SETMASK, old, NULL);
}

bool
locked_begin(const struct change_env *env, sigset_t *old, struct err *err)
{
	if (!lock(env, err))
		return false;
	hold_signals(old);
	if (!interrupt_came())
		return true;
	locked_end(env, old);
	return err_set(err, ERR_GUARD, "interrupted: nothing was changed");
}

void
locked_end(const struct change_env *env, const sigset_t *old)
{
	if (env->fleet.db != NULL)
		db_unlock(env->fleet.db);
	release_signals(env, old);
}
