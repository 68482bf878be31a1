/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change/bulk.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "change/enforce.h"

/* Rows that are unpacked at a time. */
#define CHUNK 1000

struct reading {
	struct bulk_work *w;
	struct bulk_outcome *outcome;
	struct bad_rows *bad;
};

static void
show(struct address_list *list, const struct address *address)
{
	if (list->len < BULK_SHOWN)
		address_list_add(list, address);
}

static void
let_go(struct bulk_work *w, struct bulk_outcome *outcome, const struct address *row)
{
	pack_add(&w->going, row, (uint32_t)w->ids.len);
	*LIST_ADD(&w->ids) = row->id;
	weight_add_address(&w->removed, row);
	show(&outcome->first_removed, row);
}

/* A row that is wanted: as it is, or with another tag. */
static void
meet_wanted(struct reading *r, const struct address *row, size_t at)
{
	struct bulk *bulk = r->w->bulk;
	const char *tag = pack_tag_of(&bulk->wanted, at);

	/* One that stands twice is met twice: the first of them counts. */
	if (pack_is_seen(&bulk->wanted, at))
		return;
	if (!bulk->replaces_tags || strcmp(tag, row->tag) == 0) {
		pack_see(&bulk->wanted, at, true);
		r->outcome->present++;
		return;
	}
	r->outcome->retagged++;
	let_go(r->w, r->outcome, row);
}

static bool
on_row(const struct address_row *row, void *ctx)
{
	struct reading *r = ctx;
	struct bulk *bulk = r->w->bulk;
	struct address address;
	struct err why;
	size_t at;

	if (!address_from_row(&address, row, &why)) {
		bad_rows_add(r->bad, "address", row->id, &why);
		return true;
	}
	weight_add_address(&r->w->before, &address);
	at = pack_find(&bulk->wanted, &address);
	if (at != PACK_NONE) {
		meet_wanted(r, &address, at);
		return true;
	}
	at = pack_find(&bulk->gone, &address);
	if (at != PACK_NONE)
		pack_see(&bulk->gone, at, true);
	if (at != PACK_NONE || bulk->is_whole) {
		r->outcome->removed++;
		let_go(r->w, r->outcome, &address);
	}
	return true;
}

static void
clear_going(struct bulk_work *w)
{
	pack_clear(&w->going);
	free(w->ids.v);
	w->ids.v = NULL;
	w->ids.len = w->ids.cap = 0;
}

static void
forget_seen(struct pack *pack)
{
	for (size_t i = 0; i < pack_count(pack); i++)
		pack_see(pack, i, false);
}

static void
reset(struct bulk_work *w, struct bulk_outcome *outcome)
{
	clear_going(w);
	w->before = w->added = w->removed =
		(struct weight){ .rules.table = CAPACITY_SECFILTER,
			.addresses.table = CAPACITY_ADDRESS };
	forget_seen(&w->bulk->wanted);
	forget_seen(&w->bulk->gone);
	address_list_clear(&outcome->first_added);
	address_list_clear(&outcome->first_removed);
	*outcome = (struct bulk_outcome){ .is_there = true };
}

/* What was not met. */
static void
count_rest(struct bulk_work *w, struct bulk_outcome *outcome)
{
	const struct bulk *bulk = w->bulk;
	struct address address;

	for (size_t i = 0; i < pack_count(&bulk->wanted); i++) {
		if (pack_is_seen(&bulk->wanted, i))
			continue;
		pack_get(&bulk->wanted, i, &address);
		weight_add_address(&w->added, &address);
		show(&outcome->first_added, &address);
		outcome->added++;
	}
	/* A retagged row goes and comes. */
	outcome->added -= outcome->retagged;
	for (size_t i = 0; i < pack_count(&bulk->gone); i++) {
		pack_get(&bulk->gone, i, &address);
		outcome->absent += !pack_is_seen(&bulk->gone, i) &&
		                   pack_find(&bulk->wanted, &address) == PACK_NONE;
	}
	outcome->networks = w->before.networks + w->added.networks - w->removed.networks;
}

bool
bulk_plan(struct bulk_work *w, struct db *db, struct plan *plan, struct bad_rows *bad,
	struct err *err)
{
	struct reading r = { w, &plan->bulk, bad };

	reset(w, &plan->bulk);
	if (!db_address_each(db, on_row, &r, err))
		return false;
	count_rest(w, &plan->bulk);
	return true;
}

/* -- storing -- */

static bool
remove_going(struct bulk_work *w, struct db *db, struct history *history, struct err *err)
{
	struct address address;

	for (size_t i = 0; i < pack_count(&w->going); i++) {
		pack_get(&w->going, i, &address);
		if (!history_address(history, CHANGE_REMOVE, &address, err))
			return false;
	}
	return w->ids.len == 0 || db_address_del(db, w->ids.v, w->ids.len, err);
}

/* Rows that wait to be inserted together. */
struct chunk {
	struct address *v;
	struct address_row *rows;
	size_t len;
};

static bool
insert(struct chunk *chunk, struct db *db, const struct change_env *env, struct err *err)
{
	size_t n = chunk->len;

	for (size_t i = 0; i < n; i++)
		chunk->rows[i] = address_row(&chunk->v[i]);
	chunk->len = 0;
	if (n > 0 && !db_address_add(db, chunk->rows, n, err))
		return false;
	enforce_progress(env, 0, n);
	return true;
}

static bool
add_wanted(struct bulk_work *w, struct db *db, const struct change_env *env,
	struct history *history, struct err *err)
{
	const struct pack *wanted = &w->bulk->wanted;
	struct chunk chunk = { xcalloc(CHUNK, sizeof(*chunk.v)),
		xcalloc(CHUNK, sizeof(*chunk.rows)), 0 };
	bool ok = true;

	for (size_t i = 0; i < pack_count(wanted) && ok; i++) {
		if (pack_is_seen(wanted, i))
			continue;
		pack_get(wanted, i, &chunk.v[chunk.len]);
		ok = history_address(history, CHANGE_ADD, &chunk.v[chunk.len++], err) &&
		     (chunk.len < CHUNK || insert(&chunk, db, env, err));
	}
	ok = ok && insert(&chunk, db, env, err);
	free(chunk.v);
	free(chunk.rows);
	return ok;
}

bool
bulk_store(struct bulk_work *w, struct db *db, const struct change_env *env,
	struct history *history, struct err *err)
{
	bool ok;

	if (env->progress != NULL)
		env->progress->begin();
	enforce_progress(env, w->added.addresses.rows, 0);
	ok = remove_going(w, db, history, err) && add_wanted(w, db, env, history, err);
	if (env->progress != NULL)
		env->progress->end();
	return ok;
}

void
bulk_work_clear(struct bulk_work *w)
{
	clear_going(w);
}
