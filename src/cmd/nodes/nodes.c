/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/nodes/nodes.h"

#include <stdlib.h>

#include "base/said.h"
#include "base/str.h"
#include "base/xalloc.h"

/* How many rows of nodes fit on one screen with the other output. */
#define ROWS_MAX 20

enum node_state
node_state(const struct node_report *node)
{
	if (node->is_gone)
		return NODE_UNREACHABLE;
	if (!node->is_live)
		return NODE_DIFFERS;
	return node->verdict == NODE_VERIFIED ? NODE_OK : NODE_UNVERIFIED;
}

void
node_rows(
	struct node_rows *rows, const struct app *app, const struct change_report *report)
{
	bool for_people = out_is_for_people(app->out);
	bool are_many = for_people && report->nodes.len > ROWS_MAX;

	*rows = (struct node_rows){ 0 };
	for (size_t i = 0; i < report->nodes.len && !for_people; i++)
		*LIST_ADD(&rows->shown) = &report->nodes.v[i];
	for (int state = 0; state < NODE_STATES && for_people; state++) {
		bool is_wrong = state == NODE_UNREACHABLE || state == NODE_DIFFERS;
		for (size_t i = 0; i < report->nodes.len; i++) {
			const struct node_report *node = &report->nodes.v[i];
			if (node_state(node) != (enum node_state)state)
				continue;
			if (are_many && (!is_wrong || rows->shown.len >= ROWS_MAX))
				rows->n_counted[state]++;
			else
				*LIST_ADD(&rows->shown) = node;
		}
	}
}

void
node_rows_clear(struct node_rows *rows)
{
	free(rows->shown.v);
	*rows = (struct node_rows){ 0 };
}

char *
node_rows_more(size_t n)
{
	return xasprintf("%zu more", n);
}

void
node_out_verdict(struct app *app, const struct node_report *node)
{
	out_bool(app->out, node->is_live);
	if (node->verdict == NODE_CANNOT_TELL)
		out_text(app->out, NULL);
	else
		out_bool(app->out, node->verdict == NODE_VERIFIED);
	out_text(app->out, node->error);
}

static const struct out_column plain_columns[] = {
	{ "name", OUT_ALL },
	{ "state", OUT_PEOPLE, OUT_WRAP },
	{ "live", OUT_PROGRAMS },
	{ "verified", OUT_PROGRAMS },
	{ "error", OUT_PROGRAMS },
	{ 0 },
};

static const struct out_column step_columns[] = {
	{ "name", OUT_ALL },
	{ "state", OUT_PEOPLE, OUT_WRAP },
	{ "live", OUT_PROGRAMS },
	{ "verified", OUT_PROGRAMS },
	{ "error", OUT_PROGRAMS },
	{ "added", OUT_PROGRAMS },
	{ "deleted", OUT_PROGRAMS },
	{ "reloaded", OUT_PROGRAMS },
	{ 0 },
};

/* Differences that are listed entry by entry are not told twice. */
static void
add_state(struct str *text, const struct node_report *node, bool is_listed)
{
	if (!node->is_live && is_listed && !node->is_gone)
		str_addf(text, "differs");
	else if (!node->is_live)
		str_addf(text, "NOT LIVE: %s", node->error);
	else if (node->verdict == NODE_VERIFIED)
		str_addf(text, "live, verified");
	else
		str_addf(text, "live, as far as it tells: it shows neither its entries "
			       "nor how many there are");
}

/* "; rules reloaded; 3 added", in a dry run "; rules would be reloaded", or "". */
static void
add_steps(struct str *text, const struct node_report *node, bool is_dry)
{
	const char *would = is_dry ? "would be " : "";

	if (node->rules_reloaded)
		str_addf(text, "; rules %sreloaded", would);
	if (node->n_deleted > 0)
		str_addf(text, "; %zu %sdeleted", node->n_deleted, would);
	if (node->n_added > 0)
		str_addf(text, "; %zu %sadded", node->n_added, would);
	if (node->addresses_reloaded)
		str_addf(text, "; addresses %sreloaded", would);
}

static void
print_steps(struct app *app, const struct node_report *node)
{
	const char *reloaded[3] = { NULL };
	size_t n = 0;

	if (node->rules_reloaded)
		reloaded[n++] = "rules";
	if (node->addresses_reloaded)
		reloaded[n++] = "addresses";
	out_int(app->out, (long long)node->n_added);
	out_int(app->out, (long long)node->n_deleted);
	out_texts(app->out, reloaded);
}

static void
print_node(struct app *app, const struct node_report *node, bool has_steps)
{
	struct str state = { 0 };

	add_state(&state, node, has_steps && app->dry_run);
	if (has_steps)
		add_steps(&state, node, app->dry_run);
	out_text(app->out, node->name);
	if (node->is_live)
		out_text(app->out, str_get(&state));
	else
		out_alarm(app->out, str_get(&state));
	node_out_verdict(app, node);
	if (has_steps)
		print_steps(app, node);
	str_clear(&state);
}

/* The nodes that are only counted: a row for each state. */
static void
print_counted(struct app *app, const struct node_rows *rows, bool has_steps)
{
	static const char *const states[NODE_STATES] = {
		[NODE_UNREACHABLE] = "NOT LIVE: out of reach (-o plain shows all)",
		[NODE_DIFFERS] = "NOT LIVE: they differ (-o plain shows all)",
		[NODE_UNVERIFIED] = "live, as far as they tell",
		[NODE_OK] = "live, verified",
	};
	size_t n_columns = has_steps ? 8 : 5;

	for (size_t state = 0; state < NODE_STATES; state++) {
		char *name = node_rows_more(rows->n_counted[state]);
		if (rows->n_counted[state] > 0) {
			out_text(app->out, name);
			out_text(app->out, states[state]);
			for (size_t i = 2; i < n_columns; i++)
				out_text(app->out, NULL);
		}
		free(name);
	}
}

void
node_talk(const struct app *app, const struct said_list *said)
{
	for (size_t i = 0; i < said->len; i++) {
		char *line = said_line(&said->v[i]);
		app_talk(app, "%s", line);
		free(line);
	}
}

static void
talk_of_notes(const struct app *app, const struct change_report *report)
{
	struct said_list said = { 0 };

	for (size_t i = 0; i < report->nodes.len; i++)
		for (size_t j = 0; j < report->nodes.v[i].notes.len; j++)
			said_add(&said, report->nodes.v[i].name,
				report->nodes.v[i].notes.v[j]);
	node_talk(app, &said);
	said_clear(&said);
}

void
cmd_print_nodes(struct app *app, const struct change_report *report, bool has_steps)
{
	struct node_rows rows;

	node_rows(&rows, app, report);
	out_begin(app->out, "nodes", has_steps ? step_columns : plain_columns, false);
	for (size_t i = 0; i < rows.shown.len; i++)
		print_node(app, rows.shown.v[i], has_steps);
	print_counted(app, &rows, has_steps);
	out_end(app->out);
	node_rows_clear(&rows);
	talk_of_notes(app, report);
}
