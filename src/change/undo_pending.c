/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changes that go back when nobody confirms them.
 */
#include <stdlib.h>
#include <time.h>

#include "base/xalloc.h"
#include "change/locked.h"
#include "change/undo.h"

struct pending_search {
	long long by;
	struct undo_pendings *list;
};

static bool
on_pending(const struct history_row *row, void *ctx)
{
	const struct pending_search *s = ctx;

	if (s->by == 0 || row->confirm_by <= s->by)
		*LIST_ADD(s->list) = (struct undo_pending){ .id = row->id,
			.confirm_by = row->confirm_by,
			.who = xasprintf("%s@%s", row->login, row->host),
			.command = xstrdup(row->command) };
	return true;
}

bool
undo_pending(struct db *db, long long by, struct undo_pendings *list, struct err *err)
{
	struct pending_search s = { by, list };
	bool exists;

	*list = (struct undo_pendings){ 0 };
	if (!db_has_history(db, &exists, err))
		return false;
	return !exists || db_history_pending(db, on_pending, &s, err);
}

void
undo_pendings_clear(struct undo_pendings *list)
{
	for (size_t i = 0; i < list->len; i++) {
		free(list->v[i].who);
		free(list->v[i].command);
	}
	free(list->v);
	*list = (struct undo_pendings){ 0 };
}

static bool
on_row(const struct history_row *row, void *ctx)
{
	long long *confirm_by = ctx;

	*confirm_by = row->confirm_by;
	return true;
}

/* Within the transaction. */
static bool
confirm(struct db *db, void *ctx, struct err *err)
{
	const long long *id = ctx;
	long long confirm_by = -1;

	if (!db_history_find(db, *id, on_row, &confirm_by, err))
		return false;
	if (confirm_by < 0)
		return err_set(err, ERR_ABSENT,
			"there is no change %lld in the history (shieldadm history)",
			*id);
	if (confirm_by == 0)
		return err_set(err, ERR_ABSENT,
			"change %lld does not wait to be confirmed: it was, or it was "
			"taken back (shieldadm history)",
			*id);
	return db_history_confirm(db, *id, err);
}

bool
undo_confirm(const struct change_env *env, long long id, struct err *err)
{
	sigset_t old;
	bool ok;

	if (!locked_begin(env, &old, err))
		return false;
	ok = db_transaction(env->fleet.db, confirm, &id, err);
	locked_end(env, &old);
	return ok;
}
