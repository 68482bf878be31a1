/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/nodes/nodes.h"

/* How many differences of one node and one sort people see. */
#define SHOWN_MAX 20

static const struct out_column columns[] = {
	{ "node", OUT_ALL },
	{ "difference", OUT_ALL },
	{ "kind", OUT_ALL },
	{ "action", OUT_ALL },
	{ "value", OUT_ALL },
	{ "group", OUT_ALL },
	{ "group_name", OUT_PROGRAMS },
	{ "address", OUT_PROGRAMS },
	{ "mask", OUT_PROGRAMS },
	{ "port", OUT_PROGRAMS },
	{ "tag", OUT_ALL },
	{ 0 },
};

static void
print_rule(struct app *app, const char *node, const char *difference,
	const struct rule *rule)
{
	out_text(app->out, node);
	out_text(app->out, difference);
	out_text(app->out, rule_kind_name(rule->kind));
	out_text(app->out, rule_action_name(rule->action));
	out_text(app->out, rule->value);
	for (size_t i = 5; columns[i].name != NULL; i++)
		out_text(app->out, NULL);
}

/* People get an address in one word, as they would type it. */
static void
print_address(struct app *app, const char *node, const char *difference,
	const struct address *a)
{
	const char *group = settings_group_name(&app->settings, a->group);
	char text[ADDRESS_FORMAT_MAX];

	address_format(a, text);
	out_text(app->out, node);
	out_text(app->out, difference);
	out_text(app->out, "addr");
	out_text(app->out, NULL);
	out_text(app->out, out_is_for_people(app->out) ? text : NULL);
	if (out_is_for_people(app->out) && group != NULL)
		out_text(app->out, group);
	else
		out_int(app->out, (long long)a->group);
	out_text(app->out, group);
	out_text(app->out, address_text(a));
	out_int(app->out, a->prefix);
	out_int(app->out, a->port);
	out_text(app->out, a->tag);
}

/* How many of n are shown. */
static size_t
shown(struct app *app, const char *node, const char *difference, size_t n)
{
	if (n <= SHOWN_MAX || !out_is_for_people(app->out))
		return n;
	app_talk(app, "%s: %zu more are %s (-o plain shows all)", node, n - SHOWN_MAX,
		difference);
	return SHOWN_MAX;
}

static void
print_rules(struct app *app, const char *node, const char *difference,
	const struct rule_list *rules)
{
	size_t n = shown(app, node, difference, rules->len);

	for (size_t i = 0; i < n; i++)
		print_rule(app, node, difference, &rules->v[i]);
}

static void
print_addresses(struct app *app, const char *node, const char *difference,
	const struct address_list *addresses)
{
	size_t n = shown(app, node, difference, addresses->len);

	for (size_t i = 0; i < n; i++)
		print_address(app, node, difference, &addresses->v[i]);
}

/* Recorded bans that are missing on a node. */
static void
print_bans(struct app *app, const struct node_report *node)
{
	size_t n = shown(app, node->name, "missing", node->bans_missing.len);
	bool for_people = out_is_for_people(app->out);

	for (size_t i = 0; i < n; i++) {
		const char *key = node->bans_missing.v[i];
		out_text(app->out, node->name);
		out_text(app->out, "missing");
		out_text(app->out, "ban");
		out_text(app->out, NULL);
		out_text(app->out, for_people ? key : NULL);
		out_text(app->out, NULL);
		out_text(app->out, NULL);
		out_text(app->out, for_people ? NULL : key);
		for (size_t c = 8; columns[c].name != NULL; c++)
			out_text(app->out, NULL);
	}
}

void
cmd_print_differences(struct app *app, const struct change_report *report)
{
	struct node_rows rows;

	node_rows(&rows, app, report);
	out_begin(app->out, "differences", columns, true);
	for (size_t i = 0; i < rows.shown.len; i++) {
		const struct node_report *node = rows.shown.v[i];
		print_rules(app, node->name, "missing", &node->rules.missing);
		print_rules(app, node->name, "extra", &node->rules.extra);
		print_rules(app, node->name, "doubled", &node->rules.doubled);
		print_addresses(app, node->name, "missing", &node->addresses.missing);
		print_addresses(app, node->name, "extra", &node->addresses.extra);
		print_addresses(app, node->name, "doubled", &node->addresses.doubled);
		print_bans(app, node);
	}
	out_end(app->out);
	node_rows_clear(&rows);
}
