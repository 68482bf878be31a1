/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The records of bans.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/xalloc.h"
#include "change/bans.h"

static bool
on_record(const struct ban_row *row, void *ctx)
{
	struct ban ban;
	struct err err;

	/* Not a key of ours: somebody else has written it. */
	if (!ban_parse(&ban, row->key, &err))
		return true;
	ban.until = row->until;
	ban.made = row->made;
	ban.reason = xstrdup(row->reason);
	ban.who = xstrdup(row->who);
	ban_set_add(ctx, CHANGE_ADD, &ban);
	return true;
}

bool
bans_read(const struct fleet *fleet, struct ban_set *set, struct err *err)
{
	bool exists;

	*set = (struct ban_set){ .table = fleet->ban_table, .is_recorded = true };
	if (!db_has_bans(fleet->db, &exists, err))
		return false;
	return !exists ||
	       db_ban_each(fleet->db, (long long)time(NULL), on_record, set, err);
}

/* One transaction. */
struct storing {
	struct ban_set *set;
	struct history *history;
	bool overrides;
	long long now;
	struct ban_change **by_key; /* the changes that may have records, sorted */
	size_t n;
	struct {
		struct outdated {
			struct ban_change *change;
			long long until; /* of the record */
			char *reason, *who;
		} * v;
		size_t len, cap;
	} outdated; /* the changes whose record is deleted */
};

static int
compare_keys(const void *a, const void *b)
{
	const struct ban_change *const *x = a, *const *y = b;

	return strcmp((*x)->ban.key, (*y)->ban.key);
}

/* Only addresses are recorded. */
static void
sort(struct storing *s)
{
	s->by_key = xcalloc(s->set->len, sizeof(*s->by_key));
	for (size_t i = 0; i < s->set->len; i++) {
		struct ban_change *change = &s->set->v[i];
		if (change->skipped == NULL && change->ban.family != AF_UNSPEC)
			s->by_key[s->n++] = change;
	}
	qsort(s->by_key, s->n, sizeof(*s->by_key), compare_keys);
}

/* A new ban that would end sooner than the recorded one changes nothing. */
static void
keep_record(struct ban *ban, const struct ban_row *row)
{
	ban->until = row->until;
	ban->made = row->made;
	free(ban->reason);
	free(ban->who);
	ban->reason = xstrdup(row->reason);
	ban->who = xstrdup(row->who);
}

static int
compare_with_key(const void *key, const void *element)
{
	const struct ban_change *const *change = element;

	return strcmp(key, (*change)->ban.key);
}

static bool
on_found(const struct ban_row *row, void *ctx)
{
	struct storing *s = ctx;
	struct ban_change **found =
		bsearch(row->key, s->by_key, s->n, sizeof(*s->by_key), compare_with_key);

	if (found == NULL)
		return true;
	if ((*found)->op == CHANGE_ADD && row->until >= (*found)->ban.until &&
		!s->overrides)
		keep_record(&(*found)->ban, row);
	else
		*LIST_ADD(&s->outdated) = (struct outdated){ .change = *found,
			.until = row->until,
			.reason = xstrdup(row->reason),
			.who = xstrdup(row->who) };
	return true;
}

static void
clear_outdated(struct storing *s)
{
	for (size_t i = 0; i < s->outdated.len; i++) {
		free(s->outdated.v[i].reason);
		free(s->outdated.v[i].who);
	}
	s->outdated.len = 0;
}

static bool
find_records(struct db *db, struct storing *s, struct err *err)
{
	const char **keys = xcalloc(s->n, sizeof(*keys));
	bool ok;

	clear_outdated(s);
	for (size_t i = 0; i < s->n; i++)
		keys[i] = s->by_key[i]->ban.key;
	ok = db_ban_find(db, keys, s->n, on_found, s, err);
	free(keys);
	return ok;
}

static bool
delete_outdated(struct db *db, struct storing *s, struct err *err)
{
	const char **keys = xcalloc(s->outdated.len, sizeof(*keys));
	bool ok;

	for (size_t i = 0; i < s->outdated.len; i++)
		keys[i] = s->outdated.v[i].change->ban.key;
	ok = db_ban_del(db, keys, s->outdated.len, err);
	free(keys);
	return ok;
}

/* A record that is kept was made before, and is already stored. */
static bool
is_new(const struct ban_change *change)
{
	return change->op == CHANGE_ADD && change->ban.made == 0;
}

static bool
add_new(struct db *db, struct storing *s, struct err *err)
{
	struct ban_row *rows = xcalloc(s->n, sizeof(*rows));
	size_t n = 0;
	bool ok;

	for (size_t i = 0; i < s->n; i++) {
		const struct ban *ban = &s->by_key[i]->ban;
		if (is_new(s->by_key[i]))
			rows[n++] = (struct ban_row){ .key = ban->key,
				.reason = ban->reason != NULL ? ban->reason : "",
				.who = ban->who != NULL ? ban->who : "",
				.until = ban->until,
				.made = s->now };
	}
	ok = db_ban_add(db, rows, n, err);
	free(rows);
	return ok;
}

/* Which records were written, or deleted. */
static void
mark(struct storing *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (is_new(s->by_key[i]))
			s->by_key[i]->is_stored = true;
	for (size_t i = 0; i < s->outdated.len; i++)
		if (s->outdated.v[i].change->op == CHANGE_REMOVE)
			s->outdated.v[i].change->is_stored = true;
}

struct flushing {
	struct history *history;
	struct err *err;
	bool ok;
};

static bool
on_flushed(const struct ban_row *row, void *ctx)
{
	struct flushing *f = ctx;

	f->ok = history_ban(f->history, CHANGE_REMOVE, row->key, row->until, row->reason,
		row->who, f->err);
	return f->ok;
}

/* All running bans are removed. */
static bool
record_flush(struct db *db, struct storing *s, struct err *err)
{
	struct err bad = { 0 };
	struct flushing f = { s->history, &bad, true };
	bool ok;

	s->history->is_reading = true;
	ok = db_ban_each(db, s->now, on_flushed, &f, err);
	s->history->is_reading = false;
	if (ok && !f.ok)
		*err = bad;
	return ok && f.ok;
}

static bool
record(struct storing *s, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; i < s->outdated.len && ok; i++) {
		const struct outdated *o = &s->outdated.v[i];
		ok = history_ban(s->history, CHANGE_REMOVE, o->change->ban.key, o->until,
			o->reason, o->who, err);
	}
	for (size_t i = 0; i < s->n && ok; i++) {
		const struct ban *ban = &s->by_key[i]->ban;
		if (is_new(s->by_key[i]))
			ok = history_ban(s->history, CHANGE_ADD, ban->key, ban->until,
				ban->reason != NULL ? ban->reason : "",
				ban->who != NULL ? ban->who : "", err);
	}
	return ok && history_end(s->history, err);
}

/* Within the transaction.  When the outcome of an attempt is not known, the next
 * attempt may find its rows: what was marked stays marked. */
static bool
work(struct db *db, void *ctx, struct err *err)
{
	struct storing *s = ctx;
	bool was_stored;

	if (!history_begin(s->history, db, &was_stored, err))
		return false;
	if (was_stored)
		return true;
	if (!db_ban_expire(db, s->now, err) ||
		(s->set->flush &&
			(!record_flush(db, s, err) || !db_ban_flush(db, err))) ||
		!find_records(db, s, err) || !record(s, err) ||
		!delete_outdated(db, s, err) || !add_new(db, s, err))
		return false;
	mark(s);
	return true;
}

static bool
store(const struct change_env *env, struct storing *s, struct err *err)
{
	if (!env->dry_run)
		return db_transaction(env->fleet.db, work, s, err);
	if (!find_records(env->fleet.db, s, err))
		return false;
	mark(s);
	return true;
}

bool
bans_store(const struct change_env *env, struct ban_set *set, struct history *history,
	struct err *err)
{
	struct storing s = { .set = set,
		.history = history,
		.overrides = env->force,
		.now = (long long)time(NULL) };
	bool exists = false, ok;

	if (!set->is_recorded)
		return true;
	if (env->fleet.db != NULL && !db_has_bans(env->fleet.db, &exists, err))
		return false;
	if (!exists) {
		set->is_recorded = false;
		if (env->fleet.db != NULL)
			fleet_say(&env->fleet,
				"there is no table 'shieldadm_ban': bans work without "
				"it, but do not outlive a restart of their node "
				"(shieldadm db init creates it)");
		return true;
	}
	sort(&s);
	ok = store(env, &s, err);
	free(s.by_key);
	clear_outdated(&s);
	free(s.outdated.v);
	return ok;
}
