/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change/bulk.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "enforce/enforce.h"
#include "policy/record.h"

/* Rows that are unpacked at a time. */
#define CHUNK 1000

struct reading {
	struct bulk_work *w;
	struct bulk_outcome *outcome;
	struct bad_rows *bad;
	size_t n_kept; /* for no file can name them */
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
	pack_add(&w->going, row, 0);
	*LIST_ADD(&w->ids) = row->id;
	weight_add_address(&w->removed, row);
	show(&outcome->first_removed, row);
}

/* A stored row that is wanted, with this tag or with another one. */
static void
meet_wanted(struct reading *r, const struct address *row, size_t at)
{
	struct bulk_work *w = r->w;
	struct bulk *bulk = w->bulk;

	/* An address that is stored twice is met twice: only the first counts. */
	if (pack_is_seen(&bulk->wanted, at))
		return;
	if (bulk->replaces_tags &&
		strcmp(pack_tag_of(&bulk->wanted, at), row->tag) != 0) {
		pack_add(&w->other, row, (uint32_t)w->other_ids.len);
		*LIST_ADD(&w->other_ids) = row->id;
		return;
	}
	pack_see(&bulk->wanted, at, true);
	r->outcome->present++;
}

/* An address that is stored only with another tag: one row is deleted, and inserted again
 * with the wanted tag. */
static void
change_tags(struct bulk_work *w, struct bulk_outcome *outcome)
{
	struct address row;

	pack_sort(&w->other);
	for (size_t i = 0; i < pack_count(&w->other); i++) {
		pack_get(&w->other, i, &row);
		if (pack_is_seen(&w->bulk->wanted, pack_find(&w->bulk->wanted, &row)))
			continue;
		row.id = w->other_ids.v[pack_line(&w->other, i)];
		outcome->retagged++;
		let_go(w, outcome, &row);
	}
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
		bad_rows_add_address(r->bad, row, &why);
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
	if (at == PACK_NONE && !bulk->is_whole)
		return true;
	if (at == PACK_NONE && !address_is_text(&address)) {
		r->n_kept++;
		return true;
	}
	r->outcome->removed++;
	let_go(r->w, r->outcome, &address);
	return true;
}

static void
clear_rows(struct pack *rows, struct bulk_ids *ids)
{
	pack_clear(rows);
	free(ids->v);
	*ids = (struct bulk_ids){ .v = NULL };
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
	bulk_work_clear(w);
	w->before = w->added = w->removed =
		(struct weight){ .rules.table = CAPACITY_SECFILTER,
			.addresses.table = CAPACITY_ADDRESS };
	forget_seen(&w->bulk->wanted);
	forget_seen(&w->bulk->gone);
	address_list_clear(&outcome->first_added);
	address_list_clear(&outcome->first_removed);
	*outcome = (struct bulk_outcome){ .is_there = true };
}

/* Count what was not met.  The weight matters only when there are nodes. */
static void
count_rest(struct bulk_work *w, struct bulk_outcome *outcome)
{
	const struct bulk *bulk = w->bulk;
	struct address address;

	for (size_t i = 0; i < pack_count(&bulk->wanted); i++) {
		if (pack_is_seen(&bulk->wanted, i))
			continue;
		if (w->is_weighed || outcome->added < BULK_SHOWN) {
			pack_get(&bulk->wanted, i, &address);
			weight_add_address(&w->added, &address);
			show(&outcome->first_added, &address);
		}
		outcome->added++;
	}
	w->n_new = outcome->added;
	/* A retagged row is both deleted and inserted. */
	outcome->added -= outcome->retagged;
	for (size_t i = 0; i < pack_count(&bulk->gone); i++) {
		pack_get(&bulk->gone, i, &address);
		outcome->absent += !pack_is_seen(&bulk->gone, i) &&
		                   pack_find(&bulk->wanted, &address) == PACK_NONE;
	}
}

bool
bulk_plan(struct bulk_work *w, struct db *db, struct plan *plan, struct bad_rows *bad,
	struct err *err)
{
	struct reading r = { w, &plan->bulk, bad, 0 };

	reset(w, &plan->bulk);
	if (!db_address_each(db, on_row, &r, err))
		return false;
	change_tags(w, &plan->bulk);
	clear_rows(&w->other, &w->other_ids);
	count_rest(w, &plan->bulk);
	if (r.n_kept > 0)
		PLAN_NOTE(plan, CHANGE_KEPT_TEXT, r.n_kept, "address");
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

/*
 * Rows that are inserted together.  While the server works on one chunk, a thread
 * prepares the next one.  That saves a tenth of the time of an import.
 */
struct chunk {
	const struct pack *wanted;
	size_t *next; /* entry of wanted */
	struct address *v;
	struct address_row *rows;
	struct str text; /* their records */
	size_t len;
};

static void *
fill(void *p)
{
	struct chunk *chunk = p;
	struct record_before before = { .is_there = false };
	size_t count = pack_count(chunk->wanted);

	chunk->len = chunk->text.len = 0;
	for (; *chunk->next < count && chunk->len < CHUNK; ++*chunk->next) {
		struct address *address = &chunk->v[chunk->len];
		if (pack_is_seen(chunk->wanted, *chunk->next))
			continue;
		pack_get(chunk->wanted, *chunk->next, address);
		chunk->rows[chunk->len++] = address_row(address);
		record_add_address(&chunk->text, &before, CHANGE_ADD, address);
	}
	return NULL;
}

static bool
insert(const struct chunk *chunk, struct db *db, const struct change_env *env,
	struct history *history, struct err *err)
{
	if (!db_address_add(db, chunk->rows, chunk->len, err))
		return false;
	fleet_step(&env->fleet, 0, chunk->len);
	return history_addresses(
		history, CHANGE_ADD, chunk->v, chunk->len, &chunk->text, err);
}

static bool
add_wanted(struct bulk_work *w, struct db *db, const struct change_env *env,
	struct history *history, struct err *err)
{
	struct chunk chunks[2];
	size_t next = 0, now = 0;
	bool ok = true;

	for (size_t i = 0; i < 2; i++)
		chunks[i] = (struct chunk){ .wanted = &w->bulk->wanted,
			.next = &next,
			.v = xcalloc(CHUNK, sizeof(struct address)),
			.rows = xcalloc(CHUNK, sizeof(struct address_row)) };
	for (fill(&chunks[now]); ok && chunks[now].len > 0; now = !now) {
		pthread_t thread;
		bool has_thread = pthread_create(&thread, NULL, fill, &chunks[!now]) == 0;
		ok = insert(&chunks[now], db, env, history, err);
		if (has_thread)
			pthread_join(thread, NULL);
		else
			fill(&chunks[!now]);
	}
	for (size_t i = 0; i < 2; i++) {
		free(chunks[i].v);
		free(chunks[i].rows);
		str_clear(&chunks[i].text);
	}
	return ok;
}

bool
bulk_store(struct bulk_work *w, struct db *db, const struct change_env *env,
	struct history *history, struct err *err)
{
	bool ok;

	fleet_begin(&env->fleet);
	fleet_step(&env->fleet, w->n_new, 0);
	ok = remove_going(w, db, history, err) && add_wanted(w, db, env, history, err);
	fleet_end(&env->fleet);
	return ok;
}

void
bulk_work_clear(struct bulk_work *w)
{
	clear_rows(&w->going, &w->ids);
	clear_rows(&w->other, &w->other_ids);
}
