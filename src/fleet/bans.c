/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/bans.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/xalloc.h"
#include "node/htable.h"

/* Asked of a node at once. */
#define CHUNK 1000

size_t
bans_row_nodes(const struct bans_rows *l, const struct bans_row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < l->fleet->n_nodes; i++)
		n += bans_entry_of(&row->entries, i) != NULL;
	return n;
}

static int
compare_rows(const void *a, const void *b)
{
	return ban_compare(
		&((const struct bans_row *)a)->ban, &((const struct bans_row *)b)->ban);
}

static void
clear_row(struct bans_row *row)
{
	ban_clear(&row->ban);
	bans_entry_clear(&row->entries);
}

/* A row that takes ban over. */
static struct bans_row
new_row(const struct bans_rows *l, const struct ban *ban_take)
{
	struct bans_row row = { .ban = *ban_take };

	bans_entry_init(&row.entries, l->fleet->n_nodes);
	return row;
}

/* Put entries of the i-th node, which are in order, among the rows, which are too. */
static void
merge(struct bans_rows *l, struct bans_row *entries, size_t n, size_t node)
{
	size_t len = l->len, a = 0, b = 0;
	struct bans_row *merged = xcalloc(len + n, sizeof(*merged));
	size_t n_merged = 0;

	while (a < len || b < n) {
		int order = a == len ? 1
		            : b == n ? -1
		                     : compare_rows(&l->v[a], &entries[b]);
		struct bans_row *row = &merged[n_merged++];
		*row = order <= 0 ? l->v[a++] : entries[b];
		if (order == 0) {
			bans_entry_put(&row->entries, l->fleet->n_nodes, node,
				entries[b].entries.value);
			entries[b].entries.value = NULL;
			clear_row(&entries[b]);
		}
		b += order >= 0;
	}
	free(l->v);
	l->v = merged;
	l->len = l->cap = n_merged;
}

/* The values move into the rows. */
static void
add_entries(struct bans_rows *l, struct node_entry_list *list, size_t node)
{
	struct bans_row *entries = xcalloc(list->len, sizeof(*entries));
	size_t n = 0;
	struct ban ban;
	struct err err;

	for (size_t i = 0; i < list->len; i++) {
		/* As the node has it: another form of an address is another key. */
		if (!ban_parse_key(&ban, list->v[i].key, &err))
			ban = (struct ban){ .family = AF_UNSPEC };
		free(ban.key);
		ban.key = list->v[i].key;
		list->v[i].key = NULL;
		entries[n] = new_row(l, &ban);
		bans_entry_put(
			&entries[n++].entries, l->fleet->n_nodes, node, list->v[i].value);
		list->v[i].value = NULL;
	}
	qsort(entries, n, sizeof(*entries), compare_rows);
	pthread_mutex_lock(&l->lock);
	merge(l, entries, n, node);
	pthread_mutex_unlock(&l->lock);
	free(entries);
}

/* How large the dump of a table with so many entries is about. */
static size_t
dump_size(long long entries)
{
	size_t n = entries > 0 ? (size_t)entries : 0;

	return n * HTABLE_ENTRY_BYTES + (n < 4096 ? n : 4096) * HTABLE_SLOT_BYTES;
}

static bool
list_node(struct bans_rows *l, struct node *node, size_t i, struct err *err)
{
	struct node_entry_list list = { 0 };
	long long n;
	bool is_readable = true, ok;

	ok = node_htable_count(node, l->table, &n, err) &&
	     node_htable_list(node, l->table, dump_size(n), &list, &is_readable, err);
	l->nodes[i].is_blind = ok && !is_readable;
	if (l->nodes[i].is_blind)
		ok = err_set(err, ERR_NODE,
			"its table '%s' has %lld entries, more than its ways in carry, "
			"so "
			"only what is recorded can be shown of it: give it another way "
			"too, ctl: or http://",
			l->table, n);
	else if (ok)
		add_entries(l, &list, i);
	node_entry_list_clear(&list);
	return ok;
}

static void
list_one(void *ctx, size_t i, struct node *node, const struct err *err)
{
	struct bans_rows *l = ctx;
	struct listed *listed = &l->nodes[i];

	listed->ok = err == NULL && list_node(l, node, i, &listed->err);
	if (err != NULL)
		listed->err = *err;
}

/* A dump may still show an entry that has ended: Kamailio removes them every 20 s. */
static void
take_entry(
	struct bans_rows *l, struct bans_row *row, size_t node, struct node_entry *entry)
{
	pthread_mutex_lock(&l->lock);
	if (entry->key == NULL) {
		bans_entry_lift(&row->entries, node);
	} else {
		bans_entry_tell(&row->entries, l->fleet->n_nodes, node, entry->value,
			entry->left);
		entry->value = NULL;
	}
	pthread_mutex_unlock(&l->lock);
	node_entry_clear(entry);
}

static bool
ask_left(struct bans_rows *l, struct node *node, size_t i, struct bans_row **rows,
	size_t n, struct err *err)
{
	const char *keys[CHUNK] = { NULL };
	struct node_entry entries[CHUNK];

	for (size_t k = 0; k < n; k++)
		keys[k] = rows[k]->ban.key;
	if (!node_htable_get_each(node, l->table, keys, n, entries, err)) {
		for (size_t k = 0; k < n; k++)
			node_entry_clear(&entries[k]);
		return false;
	}
	for (size_t k = 0; k < n; k++)
		take_entry(l, rows[k], i, &entries[k]);
	return true;
}

/* A node whose table could not be read may have any recorded ban. */
static bool
is_asked(struct bans_rows *l, const struct bans_row *row, size_t node)
{
	bool is_on;

	if (l->nodes[node].is_blind)
		return row->is_recorded;
	pthread_mutex_lock(&l->lock);
	is_on = bans_entry_of(&row->entries, node) != NULL;
	pthread_mutex_unlock(&l->lock);
	return is_on;
}

static bool
ask_node(struct bans_rows *l, struct node *node, size_t i, struct err *err)
{
	struct bans_row *rows[CHUNK];
	size_t n = 0;

	for (size_t r = 0; r < l->n_shown; r++) {
		if (is_asked(l, &l->v[r], i))
			rows[n++] = &l->v[r];
		if (n == CHUNK) {
			if (!ask_left(l, node, i, rows, n, err))
				return false;
			n = 0;
		}
	}
	return n == 0 || ask_left(l, node, i, rows, n, err);
}

static void
ask_one(void *ctx, size_t i, struct node *node, const struct err *unopened)
{
	struct bans_rows *l = ctx;
	struct listed *listed = &l->nodes[i];
	struct err err;

	if ((!listed->ok && !listed->is_blind) || unopened != NULL)
		return;
	if (!ask_node(l, node, i, &err)) {
		listed->ok = listed->is_blind = false;
		listed->err = err;
	}
}

static bool
on_record(const struct ban_row *record, void *ctx)
{
	struct bans_rows *l = ctx;
	struct bans_row *row;
	struct ban ban;
	struct err err;

	if (!ban_parse(&ban, record->key, &err))
		return true;
	ban.until = record->until;
	ban.made = record->made;
	ban.reason = xstrdup(record->reason);
	ban.who = xstrdup(record->who);
	row = LIST_ADD(l);
	*row = new_row(l, &ban);
	row->is_recorded = true;
	row->entries.left = record->until - (long long)time(NULL);
	return true;
}

/* Without a database only the nodes tell. */
static void
read_records(struct bans_rows *l)
{
	struct db *db;
	bool exists;
	struct err err;

	if (!fleet_db(l->fleet, &db, &err) || !db_has_bans(db, &exists, &err) ||
		(exists && !db_ban_each(db, (long long)time(NULL), on_record, l, &err)))
		fleet_say(l->fleet, "who has banned whom is not known: %s", err.text);
	if (l->len > 0)
		qsort(l->v, l->len, sizeof(*l->v), compare_rows);
}

void
bans_rows_gather(struct bans_rows *rows, const struct fleet *fleet, const char *table,
	bool has_records)
{
	*rows = (struct bans_rows){ .fleet = fleet, .table = table };
	rows->nodes = xcalloc(fleet->n_nodes, sizeof(*rows->nodes));
	pthread_mutex_init(&rows->lock, NULL);
	if (has_records)
		read_records(rows);
	fleet_each(fleet, list_one, rows);
}

void
bans_rows_ask(struct bans_rows *rows, size_t n_shown)
{
	rows->n_shown = n_shown;
	fleet_each(rows->fleet, ask_one, rows);
}

void
bans_rows_clear(struct bans_rows *rows)
{
	for (size_t i = 0; i < rows->len; i++)
		clear_row(&rows->v[i]);
	free(rows->v);
	free(rows->nodes);
	pthread_mutex_destroy(&rows->lock);
}
