/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change/history.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/random.h"
#include "base/whoami.h"
#include "base/xalloc.h"
#include "policy/record.h"

/* Bytes of a part of the rows: far below the limit of one statement. */
#define PART_BYTES (256u << 10)

bool
history_init(struct history *h, const struct change_env *env, struct err *err)
{
	unsigned char random[HISTORY_TOKEN_LEN / 2];

	*h = (struct history){ .env = env };
	if (env->fleet.db == NULL)
		return true;
	if (!db_has_history(env->fleet.db, &h->is_kept, err))
		return false;
	if (!h->is_kept && env->confirm_seconds > 0)
		return err_set(err, ERR_GUARD,
			"nothing was changed, because it could not go back: "
			"there is no table 'shieldadm_change' in '%s' (shieldadm db init "
			"creates it)",
			db_name(env->fleet.db));
	if (!h->is_kept)
		fleet_say(&env->fleet,
			"not recorded, so it cannot be taken back by undo: there is no "
			"table 'shieldadm_change' (shieldadm db init creates it)");
	random_bytes(random, sizeof(random));
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(h->token + 2 * i, 3, "%02x", random[i]);
	return !h->is_kept || db_history_last(env->fleet.db, &h->first_seen, err);
}

static bool
on_same(const struct history_row *row, void *ctx)
{
	long long *id = ctx;

	*id = row->id;
	return true;
}

/* The user agreed to a plan: what is stored must not have changed since. */
static bool
check_version(struct history *h, struct err *err)
{
	if (!h->env->has_version || h->env->version == h->next_id - 1)
		return true;
	return err_set(err, ERR_GUARD,
		"what is stored has changed since the plan was made, so nothing was "
		"done: give the command again to see what it comes to now");
}

static void
reset(struct history *h)
{
	h->id = h->part = 0;
	h->added = h->removed = 0;
	memset(h->has_rules, 0, sizeof(h->has_rules));
	h->has_addresses = h->has_bans = false;
	str_clear(&h->body);
	h->before.is_there = false;
	history_clear_pending(h);
}

bool
history_begin(struct history *h, struct db *db, bool *was_stored, struct err *err)
{
	bool is_again = h->db != NULL;

	*was_stored = false;
	if (!h->is_kept)
		return true;
	h->db = db;
	reset(h);
	if (is_again && !db_history_find_token(db, h->token, on_same, &h->id, err))
		return false;
	*was_stored = h->id != 0;
	if (*was_stored)
		return true;
	if (!db_history_last(db, &h->next_id, err))
		return false;
	h->next_id++;
	return check_version(h, err) &&
	       (h->env->undoes == 0 || history_check_undone(h, err)) &&
	       history_read_pending(h, err);
}

/* The bytes of the first part: whole lines, at least one.  What is only a line longer
 * than a part is one, so that no part begins with a line that goes by the one before:
 * that of many parts at once is of bans, which have none such. */
static size_t
first_part(const char *body, size_t len)
{
	const char *end = NULL;

	assert(body != NULL);
	if (len < 2 * PART_BYTES)
		return len;
	end = memrchr(body, '\n', PART_BYTES);
	if (end == NULL)
		end = len > PART_BYTES ? strchr(body, '\n') : body + len - 1;
	return (size_t)(end - body) + 1;
}

static bool
write_parts(struct history *h, struct err *err)
{
	char *body = h->body.s;
	bool ok = true;

	if (body == NULL)
		return true;
	for (size_t done = 0, len; done < h->body.len && ok; done += len) {
		char *part = body + done, next;
		len = first_part(part, h->body.len - done);
		next = part[len];
		part[len] = '\0';
		ok = db_history_add_rows(h->db, h->next_id, h->part++, part, err);
		part[len] = next;
	}
	h->body.len = 0;
	h->before.is_there = false;
	return ok;
}

/* A row of a change that waits to be confirmed cannot be changed: the change could not be
 * taken back. */
static bool
check_pending(const struct history *h, uint64_t row, const char *text, struct err *err)
{
	for (size_t i = 0; i < h->pending.len; i++)
		if (touched_has(&h->pending.v[i].rows, row))
			return err_set(err, ERR_GUARD,
				"'%s' is part of change %lld, which waits to be "
				"confirmed: shieldadm confirm %lld keeps it, shieldadm "
				"undo %lld takes it back",
				text, h->pending.v[i].id, h->pending.v[i].id,
				h->pending.v[i].id);
	return true;
}

/* n rows were added to the body. */
static bool
count(struct history *h, enum change_op op, size_t n, struct err *err)
{
	*(op == CHANGE_ADD ? &h->added : &h->removed) += n;
	return h->is_reading || h->body.len < PART_BYTES || write_parts(h, err);
}

bool
history_rule(
	struct history *h, enum change_op op, const struct rule *rule, struct err *err)
{
	if (!h->is_kept)
		return true;
	h->has_rules[rule->kind] = true;
	h->before.is_there = false;
	record_add_rule(&h->body, op, rule);
	return check_pending(h, touch_rule(rule), rule->value, err) &&
	       count(h, op, 1, err);
}

bool
history_address(struct history *h, enum change_op op, const struct address *address,
	struct err *err)
{
	if (!h->is_kept)
		return true;
	h->has_addresses = true;
	record_add_address(&h->body, &h->before, op, address);
	return (h->pending.len == 0 || check_pending(h, touch_address(address),
					       address_text(address), err)) &&
	       count(h, op, 1, err);
}

bool
history_addresses(struct history *h, enum change_op op, const struct address *v, size_t n,
	const struct str *text, struct err *err)
{
	if (!h->is_kept || n == 0)
		return true;
	for (size_t i = 0; i < n && h->pending.len > 0; i++)
		if (!check_pending(h, touch_address(&v[i]), address_text(&v[i]), err))
			return false;
	h->has_addresses = true;
	h->before.is_there = false;
	str_add(&h->body, str_get(text), text->len);
	return count(h, op, n, err);
}

bool
history_ban(struct history *h, enum change_op op, const char *key, long long until,
	const char *reason, const char *who, struct err *err)
{
	if (!h->is_kept)
		return true;
	h->has_bans = true;
	h->before.is_there = false;
	record_add_ban(&h->body, op, key, until, reason, who);
	return check_pending(h, touch_ban(key), key, err) && count(h, op, 1, err);
}

/* "ua,addr" */
static void
list_kinds(const struct history *h, struct str *kinds)
{
	for (int kind = 0; kind < RULE_KINDS; kind++)
		if (h->has_rules[kind])
			str_addf(kinds, "%s%s", kinds->len > 0 ? "," : "",
				rule_kind_name((enum rule_kind)kind));
	if (h->has_addresses)
		str_addf(kinds, "%saddr", kinds->len > 0 ? "," : "");
	if (h->has_bans)
		str_addf(kinds, "%sban", kinds->len > 0 ? "," : "");
}

static bool
write_line(struct history *h, const char *kinds, struct err *err)
{
	const struct change_env *env = h->env;
	long long now = (long long)time(NULL);
	struct history_row row = {
		.id = h->next_id,
		.made = now,
		.token = h->token,
		.login = whoami_login(),
		.host = whoami_host(),
		.command = env->command != NULL ? env->command : "",
		.message = env->message != NULL ? env->message : "",
		.kinds = kinds,
		.added = (long long)h->added,
		.removed = (long long)h->removed,
		.undoes = env->undoes,
		.confirm_by = env->confirm_seconds > 0 ? now + env->confirm_seconds : 0,
	};

	h->confirm_by = row.confirm_by;
	return db_history_add(h->db, &row, err);
}

bool
history_end(struct history *h, struct err *err)
{
	struct str kinds = { 0 };
	bool ok;

	if (!h->is_kept || h->added + h->removed == 0)
		return true;
	list_kinds(h, &kinds);
	ok = write_parts(h, err) && write_line(h, str_get(&kinds), err) &&
	     (h->env->undoes == 0 || db_history_confirm(h->db, h->env->undoes, err));
	str_clear(&kinds);
	if (ok)
		h->id = h->next_id;
	return ok;
}

/* "edge1: live; edge2: NOT LIVE: connection refused" */
static void
list_outcome(const struct change_report *report, struct str *text)
{
	for (size_t i = 0; i < report->nodes.len; i++) {
		const struct node_report *node = &report->nodes.v[i];
		str_addf(text, "%s%s: %s", i > 0 ? "\n" : "", node->name,
			node->is_live ? "live" : "NOT LIVE: ");
		if (!node->is_live)
			str_addf(text, "%s", node->error != NULL ? node->error : "?");
	}
}

void
history_tell(const struct history *h, const struct change_report *report)
{
	struct str text = { 0 };
	struct err err;

	if (h->id == 0 || report->nodes.len == 0)
		return;
	list_outcome(report, &text);
	if (!db_history_tell(h->env->fleet.db, h->id, str_get(&text), &err))
		fleet_say(&h->env->fleet,
			"what became of it on the nodes is not in the history: %s",
			err.text);
	str_clear(&text);
}

void
history_clear(struct history *h)
{
	str_clear(&h->body);
	history_clear_pending(h);
}
