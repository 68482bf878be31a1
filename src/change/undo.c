/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/xalloc.h"
#include "change/history.h"
#include "policy/record.h"
#include "policy/undone.h"

/* Every change from the last one down to the one that is meant. */
struct search {
	struct undo *undo;
	long long wanted; /* 0: the last that stands */
	bool is_found;
	long long by; /* what has taken it back */
	struct undone undone;
	struct {
		struct undo_conflict *v;
		size_t len, cap;
	} later;
};

static char *
who(const struct history_row *row)
{
	return xasprintf("%s@%s", row->login, row->host);
}

static void
keep(struct search *s, const struct history_row *row)
{
	struct undo *undo = s->undo;

	s->is_found = true;
	s->by = undone_by(&s->undone, row->id);
	undo->id = row->id;
	undo->made = row->made;
	undo->confirm_by = row->confirm_by;
	undo->who = who(row);
	undo->command = xstrdup(row->command);
	undo->is_of_bans = strcmp(row->kinds, "ban") == 0;
}

static bool
on_row(const struct history_row *row, void *ctx)
{
	struct search *s = ctx;
	bool is_meant = s->wanted != 0
	                        ? row->id == s->wanted
	                        : row->undoes == 0 && undone_by(&s->undone, row->id) == 0;

	if (is_meant) {
		keep(s, row);
		return false;
	}
	undone_see(&s->undone, row->id, row->undoes);
	if (undone_by(&s->undone, row->id) == 0)
		*LIST_ADD(&s->later) = (struct undo_conflict){ .id = row->id,
			.undoes = row->undoes,
			.who = who(row),
			.command = xstrdup(row->command) };
	return true;
}

static bool
find(struct search *s, const struct change_env *env, struct err *err)
{
	if (!db_history_each(
		    env->fleet.db, s->wanted > 0 ? s->wanted - 1 : 0, 0, on_row, s, err))
		return false;
	if (!s->is_found && s->wanted != 0)
		return err_set(err, ERR_ABSENT,
			"there is no change %lld in the history (shieldadm history)",
			s->wanted);
	if (!s->is_found)
		return err_set(err, ERR_ABSENT, "there is no change to take back");
	return s->by == 0 || err_set(err, ERR_GUARD,
				     "change %lld was taken back already, by change %lld "
				     "(shieldadm undo %lld restores it)",
				     s->undo->id, s->by, s->by);
}

/* -- the opposite -- */

static void
oppose_rule(struct undo *undo, const struct record *record)
{
	change_add_rule(&undo->set, record->op == CHANGE_ADD ? CHANGE_REMOVE : CHANGE_ADD,
		&record->rule);
	undo->set.rules.v[undo->set.rules.len - 1].is_exact = true;
}

/* More addresses than this are taken back as a bulk. */
#define ADDRESSES_MAX 1000

/* A pack does not keep that a row has "127.2.1.300" for 127.2.1.44. */
static void
restore_text(const struct undo *undo, struct address *address)
{
	for (size_t i = 0; i < undo->odd.len; i++)
		if (address_same(&undo->odd.v[i], address))
			address->stored = undo->odd.v[i].stored;
}

static void
oppose_addresses_one_by_one(struct undo *undo)
{
	struct address address;

	for (size_t i = 0; i < pack_count(&undo->added); i++) {
		pack_get(&undo->added, i, &address);
		change_add_address(&undo->set, CHANGE_REMOVE, &address);
		undo->set.addresses.v[undo->set.addresses.len - 1].has_port = true;
	}
	for (size_t i = 0; i < pack_count(&undo->removed); i++) {
		pack_get(&undo->removed, i, &address);
		restore_text(undo, &address);
		change_add_address(&undo->set, CHANGE_ADD, &address);
	}
}

/* An address that got another tag is recorded twice, as - and as +. */
static bool
has_retagged(const struct undo *undo)
{
	struct address address;

	for (size_t i = 0; i < pack_count(&undo->removed); i++) {
		pack_get(&undo->removed, i, &address);
		if (pack_find(&undo->added, &address) != PACK_NONE)
			return true;
	}
	return false;
}

static void
oppose_addresses(struct undo *undo)
{
	size_t n;

	pack_sort(&undo->added);
	pack_sort(&undo->removed);
	n = pack_count(&undo->added) + pack_count(&undo->removed);
	if (n == 0)
		return;
	if (n <= ADDRESSES_MAX && !has_retagged(undo)) {
		oppose_addresses_one_by_one(undo);
		return;
	}
	undo->set.bulk = bulk_new();
	undo->set.bulk->replaces_tags = true;
	undo->set.bulk->wanted = undo->removed;
	undo->set.bulk->gone = undo->added;
	undo->added = undo->removed = (struct pack){ .v = NULL };
}

static struct ban_change *
find_ban(struct undo *undo, const char *key)
{
	for (size_t i = 0; i < undo->bans.len; i++)
		if (strcmp(undo->bans.v[i].ban.key, key) == 0)
			return &undo->bans.v[i];
	return NULL;
}

/* A ban that was replaced by a longer one is recorded as two rows, - and +.  Its opposite
 * is to add the old one. */
static bool
oppose_ban(struct undo *undo, const struct record *record, struct err *err)
{
	enum change_op op = record->op == CHANGE_ADD ? CHANGE_REMOVE : CHANGE_ADD;
	struct ban_change *there = find_ban(undo, record->key);
	struct ban ban;

	if (op == CHANGE_ADD && record->until <= (long long)time(NULL)) {
		undo->n_over++;
		return true;
	}
	if (there != NULL && op == CHANGE_REMOVE)
		return true;
	if (!ban_parse_key(&ban, record->key, err))
		return false;
	ban.until = record->until;
	ban.reason = xstrdup(record->reason);
	ban.who = xstrdup(record->who);
	ban_set_add(&undo->bans, op, &ban);
	return true;
}

struct opposing {
	struct undo *undo;
	struct err *err;
};

static bool
oppose(struct undo *undo, const struct record *record, struct err *err)
{
	switch (record->form) {
	case RECORD_RULE:
		oppose_rule(undo, record);
		break;
	case RECORD_ADDRESS:
		if (record->op == CHANGE_REMOVE && record->address.stored != NULL &&
			record->address.form != ADDRESS_NAME)
			address_list_add(&undo->odd, &record->address);
		pack_add(record->op == CHANGE_ADD ? &undo->added : &undo->removed,
			&record->address, 0);
		break;
	case RECORD_BAN:
		return oppose_ban(undo, record, err);
	}
	return true;
}

static bool
on_part(const char *body, void *ctx)
{
	struct opposing *o = ctx;
	char *text = xstrdup(body), *at = text;
	struct record record = { 0 };
	bool ok = true;

	while (ok && record_next(&record, &at, o->err))
		ok = oppose(o->undo, &record, o->err);
	free(text);
	return o->err->code == 0;
}

static bool
make_opposite(struct undo *undo, const struct change_env *env, struct err *err)
{
	struct err bad = { 0 };
	struct opposing o = { undo, &bad };

	undo->bans.table = env->fleet.ban_table;
	undo->bans.is_recorded = true;
	if (!db_history_rows(env->fleet.db, undo->id, on_part, &o, err))
		return false;
	oppose_addresses(undo);
	return bad.code == 0 ||
	       err_set(err, bad.code, "change %lld: %s", undo->id, bad.text);
}

/* -- conflicts -- */

static bool
touches(const struct touched *later, struct touched *own)
{
	for (size_t i = 0; i < later->len; i++)
		if (touched_has(own, later->v[i]))
			return true;
	return false;
}

static bool
find_conflicts(struct search *s, const struct change_env *env, struct err *err)
{
	struct touched own = { 0 };
	bool ok = s->later.len == 0 ||
	          history_touched(env->fleet.db, s->undo->id, &own, err);

	for (size_t i = s->later.len; ok && i-- > 0;) {
		struct touched rows = { 0 };
		/* A change that was taken back left nothing, and neither did the change
		 * that took it back. */
		if (s->later.v[i].undoes > s->undo->id)
			continue;
		ok = history_touched(env->fleet.db, s->later.v[i].id, &rows, err);
		if (ok && touches(&rows, &own)) {
			*LIST_ADD(&s->undo->conflicts) = s->later.v[i];
			s->later.v[i].who = s->later.v[i].command = NULL;
		}
		touched_clear(&rows);
	}
	touched_clear(&own);
	return ok;
}

static void
clear_conflicts(struct undo_conflict *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(v[i].who);
		free(v[i].command);
	}
	free(v);
}

bool
undo_read(struct undo *undo, const struct change_env *env, long long id, struct err *err)
{
	struct search s = { .undo = undo, .wanted = id };
	bool exists, ok;

	*undo = (struct undo){ 0 };
	if (!db_has_history(env->fleet.db, &exists, err))
		return false;
	if (!exists)
		return err_set(err, ERR_ABSENT,
			"there is no history in '%s': shieldadm db init creates it, and "
			"what is changed from then on can be taken back",
			db_name(env->fleet.db));
	ok = find(&s, env, err) && make_opposite(undo, env, err) &&
	     find_conflicts(&s, env, err);
	undone_clear(&s.undone);
	clear_conflicts(s.later.v, s.later.len);
	return ok;
}

bool
undo_check(const struct undo *undo, struct err *err)
{
	const struct undo_conflict *first = undo->conflicts.v;

	if (undo->conflicts.len == 0)
		return true;
	return err_set(err, ERR_GUARD,
		"change %lld is not taken back: the same rows were changed by change "
		"%lld (%s: %s)%s since; take %s back first, or --force takes back what "
		"stands still",
		undo->id, first->id, first->who, first->command,
		undo->conflicts.len > 1 ? " and others" : "",
		undo->conflicts.len > 1 ? "those" : "that");
}

bool
undo_apply(struct undo *undo, const struct change_env *env, struct change_report *report,
	struct err *err)
{
	struct change_env undoing = *env;

	undoing.undoes = undo->id;
	if (!undo->is_of_bans)
		return change_apply(&undoing, &undo->set, report, err);
	*report = (struct change_report){ 0 };
	if (undo->bans.len == 0)
		return err_set(err, ERR_ABSENT,
			"the bans that change %lld lifted would have ended by now",
			undo->id);
	/* The earlier bans may be shorter: they are wanted nevertheless. */
	undoing.force = true;
	return change_bans(&undoing, &undo->bans, report, err);
}

bool
undo_unconfirmed(const struct change_env *env, long long id, struct change_report *report,
	struct err *err)
{
	struct change_env agreed = *env;
	char command[32];
	struct undo undo;
	bool ok;

	*report = (struct change_report){ 0 };
	agreed.is_agreed = agreed.force = true;
	agreed.confirm_seconds = 0;
	/* Whatever command finds the time over: it is this that is done. */
	snprintf(command, sizeof(command), "undo %lld", id);
	agreed.command = command;
	agreed.message = "not confirmed in time";
	agreed.has_version = false;
	ok = undo_read(&undo, env, id, err) && undo_apply(&undo, &agreed, report, err);
	undo_clear(&undo);
	return ok;
}

void
undo_clear(struct undo *undo)
{
	free(undo->who);
	free(undo->command);
	pack_clear(&undo->added);
	pack_clear(&undo->removed);
	address_list_clear(&undo->odd);
	change_set_clear(&undo->set);
	ban_set_clear(&undo->bans);
	clear_conflicts(undo->conflicts.v, undo->conflicts.len);
	*undo = (struct undo){ 0 };
}
