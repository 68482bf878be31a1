/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CHANGE_UNDO_H
#define SHIELDADM_CHANGE_UNDO_H

#include "change/change.h"
#include "db/history.h"

/*
 * Take back a recorded change, by a change set that does the opposite.
 */

/* A later change that touched one of the same rows. */
struct undo_conflict {
	long long id, undoes; /* what that one takes back; 0: nothing */
	char *who, *command;
};

struct undo {
	long long id, made, confirm_by;
	char *who, *command;        /* of the change that is taken back */
	bool is_of_bans;            /* bans has the opposite; otherwise set has it */
	struct pack added, removed; /* addresses that it added and removed */
	struct address_list odd;    /* those of removed whose row had another text */
	struct change_set set;
	struct ban_set bans;
	size_t n_over; /* bans to bring back that have ended meanwhile */
	struct {
		struct undo_conflict *v;
		size_t len, cap;
	} conflicts;
};

/*
 * Make the opposite of change id.  0: of the last change that does not take back another
 * one and was not taken back itself.  ERR_ABSENT when there is not such a change,
 * ERR_GUARD when it was taken back already.  Later changes of the same rows are listed,
 * except those that were taken back.  Needs env->fleet.db.  The caller clears undo, also
 * after an error.
 */
bool undo_read(struct undo *undo, const struct change_env *env, long long id,
	struct err *err) MUST;

/* ERR_GUARD, naming the conflicts, when there are any. */
bool undo_check(const struct undo *undo, struct err *err) MUST;

/* Do it, by change_apply() or change_bans(), which fill in the report. */
bool undo_apply(struct undo *undo, const struct change_env *env,
	struct change_report *report, struct err *err) MUST;

/* Read and apply, for a change that nobody has confirmed: past all guards, and whatever
 * is left of it.  The caller clears report in any case. */
bool undo_unconfirmed(const struct change_env *env, long long id,
	struct change_report *report, struct err *err) MUST;

void undo_clear(struct undo *undo);

/* The changes that wait to be confirmed; by: only those whose time ends until then (0:
 * all).  The caller frees them. */
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

/* Confirm the change, so that it stays.  ERR_ABSENT when it does not wait to be
 * confirmed.  Takes the lock. */
bool undo_confirm(const struct change_env *env, long long id, struct err *err) MUST;

#endif
