/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CHANGE_UNDO_H
#define SHIELDADM_CHANGE_UNDO_H

#include "change/change.h"
#include "db/history.h"

/*
 * Take back what the history has: a change set that does the opposite, through the same
 * door as any other.
 */

/* A later change that touched one of the same rows. */
struct undo_conflict {
	long long id, undoes; /* what that one takes back; 0: nothing */
	char *who, *command;
};

struct undo {
	long long id, made, confirm_by;
	char *who, *command;        /* of the change that is taken back */
	bool is_of_bans;            /* then it is bans that do the opposite, else set */
	struct pack added, removed; /* addresses that it added and removed */
	struct change_set set;
	struct ban_set bans;
	size_t n_over; /* bans to bring back that have ended meanwhile */
	struct {
		struct undo_conflict *v;
		size_t len, cap;
	} conflicts;
};

/*
 * Make the opposite of change id; 0 stands for the last one that takes back no other and
 * was not taken back itself.  ERR_ABSENT when there is none such, ERR_GUARD when it was
 * taken back already.  Later changes of the same rows are listed, but for those that were
 * taken back themselves.  Needs env->fleet.db.  The caller clears undo, also after an
 * error.
 */
bool undo_read(struct undo *undo, const struct change_env *env, long long id,
	struct err *err) MUST;

/* ERR_GUARD, which names them, when there are conflicts. */
bool undo_check(const struct undo *undo, struct err *err) MUST;

/* Do it: change_apply() or change_bans(), by which the report is filled in. */
bool undo_apply(struct undo *undo, const struct change_env *env,
	struct change_report *report, struct err *err) MUST;

/* Both for a change that nobody has confirmed: whatever guards would say, and whatever
 * stands of it still.  The caller clears report in any case. */
bool undo_unconfirmed(const struct change_env *env, long long id,
	struct change_report *report, struct err *err) MUST;

void undo_clear(struct undo *undo);

/* The changes that wait to be confirmed, those only whose time is over by then
 * (0: all).  The caller frees them. */
struct undo_pending {
	long long id, confirm_by;
	char *who, *command;
};
struct undo_pendings {
	struct undo_pending *v;
	size_t len, cap;
};
bool undo_pending(
	struct db *db, long long by, struct undo_pendings *list, struct err *err) MUST;
void undo_pendings_clear(struct undo_pendings *list);

/* Say that it stays.  ERR_ABSENT when it does not wait, or not any more.  Takes the lock.
 */
bool undo_confirm(const struct change_env *env, long long id, struct err *err) MUST;

#endif
