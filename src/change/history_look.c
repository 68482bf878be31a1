/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The other changes that matter to this one.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "change/history.h"
#include "policy/record.h"
#include "policy/undone.h"

static bool
on_pending(const struct history_row *row, void *ctx)
{
	struct history *h = ctx;

	if (row->id != h->env->undoes)
		*LIST_ADD(&h->pending) = (struct history_pending){ .id = row->id,
			.confirm_by = row->confirm_by };
	return true;
}

struct reading {
	struct touched *rows;
	struct err *err;
};

static bool
on_part(const char *body, void *ctx)
{
	struct reading *reading = ctx;
	char *text = xstrdup(body), *at = text;
	struct record record = { 0 };

	while (record_next(&record, &at, reading->err))
		touched_add(reading->rows, touch_record(&record));
	free(text);
	return reading->err->code == 0;
}

bool
history_touched(struct db *db, long long id, struct touched *rows, struct err *err)
{
	struct err bad = { 0 };
	struct reading reading = { rows, &bad };

	if (!db_history_rows(db, id, on_part, &reading, err))
		return false;
	return bad.code == 0 || err_set(err, bad.code, "change %lld: %s", id, bad.text);
}

bool
history_read_pending(struct history *h, struct err *err)
{
	if (!db_history_pending(h->db, on_pending, h, err))
		return false;
	for (size_t i = 0; i < h->pending.len; i++)
		if (!history_touched(
			    h->db, h->pending.v[i].id, &h->pending.v[i].rows, err))
			return false;
	return true;
}

void
history_clear_pending(struct history *h)
{
	for (size_t i = 0; i < h->pending.len; i++)
		touched_clear(&h->pending.v[i].rows);
	free(h->pending.v);
	h->pending.v = NULL;
	h->pending.len = h->pending.cap = 0;
}

static bool
on_later(const struct history_row *row, void *ctx)
{
	undone_see(ctx, row->id, row->undoes);
	return true;
}

/* Somebody else may have been faster. */
bool
history_check_undone(const struct history *h, struct err *err)
{
	long long id = h->env->undoes, by;
	struct undone undone = { 0 };
	bool ok = db_history_each(h->db, id, 0, on_later, &undone, err);

	by = undone_by(&undone, id);
	undone_clear(&undone);
	return ok && (by == 0 || err_set(err, ERR_GUARD,
					 "change %lld was taken back already, by change "
					 "%lld (shieldadm undo %lld restores it)",
					 id, by, by));
}

/* So many changes of others are named. */
#define MEANWHILE_MAX 3

static bool
on_meanwhile(const struct history_row *row, void *ctx)
{
	const struct history *h = ctx;

	if (row->id >= h->next_id)
		return true;
	fleet_say(&h->env->fleet, "stored meanwhile: change %lld by %s@%s: %s", row->id,
		row->login, row->host, row->command);
	return true;
}

static void
say_meanwhile(const struct history *h)
{
	long long others = h->next_id - 1 - h->first_seen;
	struct err ignored;

	if (!h->is_kept || others <= 0)
		return;
	/* One more, because our own change is among them. */
	if (db_history_each(h->env->fleet.db, h->first_seen, MEANWHILE_MAX + 1,
		    on_meanwhile, (void *)(uintptr_t)h, &ignored) &&
		others > MEANWHILE_MAX) {
		fleet_say(&h->env->fleet,
			"%lld more were stored meanwhile: shieldadm history",
			others - MEANWHILE_MAX);
	}
}

void
history_stored(const struct history *h)
{
	if (h->id != 0 && h->confirm_by != 0)
		h->env->will_go_back(h->env->ctx, h->id, h->confirm_by);
	say_meanwhile(h);
}
