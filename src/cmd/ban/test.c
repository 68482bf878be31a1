/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ban test: the nodes are asked, and nothing else.
 */
#include <stdlib.h>

#include "base/xalloc.h"
#include "cmd/ban/rows.h"
#include "cmd/values.h"
#include "node/htable.h"

/* The same question to all nodes. */
struct testing {
	struct fleet fleet;
	const char **keys;
	size_t n;
	struct tested {
		struct node_entry *entries;
		bool ok;
		struct err err;
	} * nodes;
};

static void
test_one(void *ctx, size_t i, struct node *node, const struct err *err)
{
	const struct testing *t = ctx;
	struct tested *tested = &t->nodes[i];

	tested->ok = err == NULL && node_htable_get_each(node, t->fleet.ban_table,
					    t->keys, t->n, tested->entries, &tested->err);
	if (err != NULL)
		tested->err = *err;
}

static void
print_tested(struct app *app, const char *key, const char *node,
	const struct node_entry *entry)
{
	bool is_banned = entry->key != NULL;

	out_text(app->out, key);
	out_text(app->out, node);
	out_bool(app->out, is_banned);
	if (is_banned)
		out_alarm(app->out, "banned");
	else
		out_text(app->out, "not banned");
	bans_out_left(app, is_banned ? entry->left : HTABLE_NO_TIME);
	out_text(app->out, is_banned ? bans_reason(entry->value) : NULL);
}

/* False unless every node answered that none is banned. */
static bool
print_test(struct app *app, const struct testing *t, struct err *err)
{
	static const struct out_column columns[] = {
		{ "address", OUT_ALL },
		{ "node", OUT_ALL },
		{ "banned", OUT_PROGRAMS },
		{ "verdict", OUT_PEOPLE },
		{ "left", OUT_ALL },
		{ "reason", OUT_ALL, OUT_WRAP },
		{ 0 },
	};
	bool any = false;

	out_begin(app->out, NULL, columns, true);
	for (size_t k = 0; k < t->n; k++)
		for (size_t i = 0; i < app->nodes.len; i++) {
			if (!t->nodes[i].ok)
				continue;
			any = any || t->nodes[i].entries[k].key != NULL;
			print_tested(app, t->keys[k], app->nodes.v[i].name,
				&t->nodes[i].entries[k]);
		}
	out_end(app->out);
	for (size_t i = 0; i < app->nodes.len; i++)
		if (!t->nodes[i].ok)
			return err_set(err, ERR_NODE, "%s: %s", app->nodes.v[i].name,
				t->nodes[i].err.text);
	return !any || cmd_answer_no(err);
}

static bool
ask_nodes(struct app *app, const struct ban_set *set, struct err *err)
{
	struct testing t = { .n = set->len };
	bool ok;

	t.keys = xcalloc(set->len, sizeof(*t.keys));
	t.nodes = xcalloc(app->nodes.len, sizeof(*t.nodes));
	for (size_t k = 0; k < set->len; k++)
		t.keys[k] = set->v[k].ban.key;
	for (size_t i = 0; i < app->nodes.len; i++)
		t.nodes[i].entries = xcalloc(set->len, sizeof(*t.nodes[i].entries));
	app_fleet(app, &t.fleet);
	fleet_each(&t.fleet, test_one, &t);
	ok = print_test(app, &t, err);
	for (size_t i = 0; i < app->nodes.len; i++) {
		for (size_t k = 0; k < set->len; k++)
			node_entry_clear(&t.nodes[i].entries[k]);
		free(t.nodes[i].entries);
	}
	free(t.nodes);
	free(t.keys);
	return ok;
}

static bool
fill(struct ban_set *set, const struct value_list *values, struct err *err)
{
	for (size_t i = 0; i < values->len; i++) {
		struct ban ban;
		if (!ban_parse(&ban, values->v[i].text, err))
			return values_blame(&values->v[i], err);
		ban_set_add(set, CHANGE_REMOVE, &ban);
	}
	ban_set_unique(set);
	return true;
}

bool
ban_test(struct app *app, const struct args *args, struct err *err)
{
	struct ban_set set = { 0 };
	struct value_list values = { 0 };
	bool ok = cmd_values(&values, &feed_addresses, args, args->words.len, err) &&
	          fill(&set, &values, err) && app_nodes(app, err);

	if (ok && app->nodes.len == 0)
		ok = err_set(err, ERR_NODE,
			"no node is configured, and no socket of a Kamailio was found "
			"([node NAME] in the configuration)");
	ok = ok && ask_nodes(app, &set, err);
	ban_set_clear(&set);
	values_clear(&values);
	return ok;
}
