/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <time.h>

#include "base/xalloc.h"
#include "enforce/enforce.h"
#include "node/htable.h"

/*
 * The bans of one node: look, tell, look again.  This is done in chunks, so that a long
 * list takes no more memory than a short one.
 */
#define CHUNK 1000

/* Seconds between the two clocks' ticks, and between a look and what follows. */
#define SLACK_S 2

struct work {
	struct node *node;
	const struct enforce_job *job;
	struct node_report *report;
	size_t n_missing; /* in the end */
	char *missing;    /* one of them */

	/* The part that is worked on. */
	size_t n;
	size_t places[CHUNK]; /* in job->bans */
	const char *keys[CHUNK];
	struct node_entry entries[CHUNK];
};

/* The seconds that are left of a ban. */
static long long
bans_left(const struct ban *ban)
{
	return ban->until - (long long)time(NULL);
}

static const struct ban *
ban_at(const struct work *w, size_t i)
{
	return &w->job->bans->v[w->places[i]].ban;
}

static bool
fail(struct work *w, const struct err *err)
{
	report_failure(w->report, err);
	return false;
}

/* marks: of all bans; NULL: nobody wants them. */
static void
mark(const struct work *w, atomic_bool *marks, size_t i)
{
	if (marks != NULL)
		marks[w->places[i]] = true;
}

static void
touch(const struct work *w, size_t i)
{
	mark(w, w->job->is_touched, i);
}

static void
miss(struct work *w, size_t i)
{
	w->n_missing++;
	if (w->missing == NULL)
		w->missing = xstrdup(w->keys[i]);
	if (w->job->is_sync)
		*LIST_ADD(&w->report->bans_missing) = xstrdup(w->keys[i]);
}

/* See which bans of this part the node has. */
static bool
look(struct work *w)
{
	struct err err;
	bool ok = node_htable_get_each(
		w->node, w->job->bans->table, w->keys, w->n, w->entries, &err);

	for (size_t i = 0; i < w->n; i++)
		if (ok)
			mark(w, w->job->is_seen, i);
		else
			node_entry_clear(&w->entries[i]);
	return ok || fail(w, &err);
}

/* Whether the node has to be told.  A ban that ends later there stays, unless forced. */
static bool
needs_ban(const struct work *w, const struct node_entry *entry, long long left)
{
	bool overrides = w->job->force && !w->job->is_sync;

	if (entry->key == NULL)
		return true;
	if (entry->left == HTABLE_NO_TIME)
		return overrides;
	return entry->left + SLACK_S < left ||
	       (overrides && entry->left > left + SLACK_S);
}

/* Keep only the bans of this part that the node has to be told. */
static void
narrow(struct work *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		long long left = bans_left(ban_at(w, i));
		bool is_needed = left > 0 && needs_ban(w, &w->entries[i], left);
		node_entry_clear(&w->entries[i]);
		if (!is_needed)
			continue;
		w->places[n] = w->places[i];
		w->keys[n] = w->keys[i];
		touch(w, n++);
	}
	w->n = n;
}

/* The look afterwards shows what failed.  The reason is reported here. */
static void
put(struct work *w)
{
	struct node_put puts[CHUNK];
	struct err err;

	for (size_t i = 0; i < w->n; i++) {
		const struct ban *ban = ban_at(w, i);
		bool has_reason = ban->reason != NULL && ban->reason[0] != '\0';
		long long left = bans_left(ban);
		puts[i] = (struct node_put){ .key = ban->key,
			.value = has_reason ? ban->reason : BAN_NO_REASON,
			.seconds = left > 0 ? left : 1 };
	}
	if (node_htable_put_each(w->node, w->job->bans->table, puts, w->n, &err))
		w->report->n_added += w->n;
	else
		report_error(w->report, "%s", err.text);
}

static bool
add_part(struct work *w)
{
	if (!look(w))
		return false;
	narrow(w);
	if (w->job->dry_run) {
		for (size_t i = 0; i < w->n; i++)
			miss(w, i);
		w->report->n_added += w->n;
		return true;
	}
	if (w->n == 0)
		return true;
	put(w);
	if (!look(w))
		return false;
	for (size_t i = 0; i < w->n; i++) {
		/* A ban that ends this very second may be gone. */
		if (w->entries[i].key == NULL && bans_left(ban_at(w, i)) > 0)
			miss(w, i);
		node_entry_clear(&w->entries[i]);
	}
	return true;
}

static bool
lift(struct work *w)
{
	bool were_there[CHUNK];
	struct err err;

	if (!node_htable_del_each(
		    w->node, w->job->bans->table, w->keys, w->n, were_there, &err))
		return fail(w, &err);
	for (size_t i = 0; i < w->n; i++) {
		w->report->n_deleted += were_there[i];
		if (were_there[i])
			touch(w, i);
	}
	return true;
}

static bool
lift_part(struct work *w)
{
	bool is_dry = w->job->dry_run;
	size_t standing = 0;

	if ((!is_dry && !lift(w)) || !look(w))
		return false;
	for (size_t i = 0; i < w->n; i++) {
		if (w->entries[i].key == NULL)
			continue;
		standing++;
		touch(w, i);
		node_entry_clear(&w->entries[i]);
	}
	if (is_dry)
		w->report->n_deleted += standing;
	else if (standing > 0)
		report_error(w->report, "%zu of what was to go %s there again", standing,
			standing == 1 ? "is" : "are");
	return true;
}

/* Do part() for all changes with this op. */
static bool
in_parts(struct work *w, enum change_op op, bool (*part)(struct work *w))
{
	const struct ban_set *set = w->job->bans;
	bool ok = true;

	for (size_t i = 0; ok && i < set->len;) {
		for (w->n = 0; i < set->len && w->n < CHUNK; i++) {
			if (set->v[i].op != op || set->v[i].skipped != NULL)
				continue;
			w->places[w->n] = i;
			w->keys[w->n++] = set->v[i].ban.key;
		}
		if (w->n > 0) {
			size_t steps = w->n;
			ok = part(w);
			fleet_step(w->job->fleet, 0, steps);
		}
	}
	return ok;
}

static bool
flush(struct work *w)
{
	const char *table = w->job->bans->table;
	long long n;
	struct err err;

	if (!node_htable_count(w->node, table, &n, &err))
		return fail(w, &err);
	w->report->n_deleted += (size_t)n;
	return w->job->dry_run || node_htable_flush(w->node, table, &err) ||
	       fail(w, &err);
}

void
enforce_bans(struct node *node, const struct enforce_job *job, struct node_report *report)
{
	struct work *w = xcalloc(1, sizeof(*w));
	size_t steps = ban_set_steps(job->bans);

	w->node = node;
	w->job = job;
	w->report = report;
	fleet_step(job->fleet, steps, 0);
	if ((!job->bans->flush || flush(w)) && in_parts(w, CHANGE_REMOVE, lift_part) &&
		in_parts(w, CHANGE_ADD, add_part) && w->n_missing > 0 &&
		(job->is_sync || !job->dry_run))
		report_error(report, "it lacks %zu of %zu bans, such as %s", w->n_missing,
			steps, w->missing);
	free(w->missing);
	free(w);
}
