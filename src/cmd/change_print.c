/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "cmd/nodes/nodes.h"
#include "policy/country.h"

static const struct out_column rule_columns[] = {
	{ "result", OUT_PEOPLE },
	{ "kind", OUT_ALL },
	{ "action", OUT_ALL },
	{ "value", OUT_ALL },
	{ "result", OUT_PROGRAMS },
	{ 0 },
};

static const struct out_column country_columns[] = {
	{ "result", OUT_PEOPLE },
	{ "kind", OUT_ALL },
	{ "action", OUT_ALL },
	{ "value", OUT_ALL },
	{ "name", OUT_PEOPLE },
	{ "result", OUT_PROGRAMS },
	{ 0 },
};

static const struct out_column address_columns[] = {
	{ "result", OUT_PEOPLE },
	{ "kind", OUT_ALL },
	{ "group", OUT_ALL },
	{ "group_name", OUT_ALL },
	{ "address", OUT_ALL },
	{ "mask", OUT_ALL },
	{ "port", OUT_ALL },
	{ "tag", OUT_ALL },
	{ "result", OUT_PROGRAMS },
	{ 0 },
};

static const struct out_column both_columns[] = {
	{ "result", OUT_PEOPLE },
	{ "kind", OUT_ALL },
	{ "action", OUT_ALL },
	{ "value", OUT_ALL },
	{ "group", OUT_ALL },
	{ "group_name", OUT_ALL },
	{ "address", OUT_ALL },
	{ "mask", OUT_ALL },
	{ "port", OUT_ALL },
	{ "tag", OUT_ALL },
	{ "result", OUT_PROGRAMS },
	{ 0 },
};

bool
cmd_answer_no(struct err *err)
{
	return err_set(err, ERR_NO, "%s", "");
}

void
cmd_talk_bad_rows(const struct app *app, size_t n)
{
	if (n > 0)
		app_talk(app,
			"%zu row%s cannot be used, and would harm a node that reloads: "
			"shieldadm db check shows them",
			n, n == 1 ? "" : "s");
}

/* What a row comes to; in a dry run it has not come to it yet. */
static char *
result_text(const struct app *app, enum change_result result)
{
	static const char *const would[] = {
		[CHANGE_ADDED] = "would be added", [CHANGE_REMOVED] = "would be removed"
	};

	if (app->dry_run && (result == CHANGE_ADDED || result == CHANGE_REMOVED))
		return xstrdup(would[result]);
	return xstrdup(change_result_name(result));
}

static void
put_result(struct app *app, enum change_result result)
{
	char *text = result_text(app, result);

	out_text(app->out, text);
	free(text);
}

static void
print_rule(struct app *app, const struct rule_outcome *o, bool has_name)
{
	put_result(app, o->result);
	out_text(app->out, rule_kind_name(o->rule.kind));
	out_text(app->out, o->has_action ? rule_action_name(o->rule.action) : NULL);
	out_text(app->out, o->rule.value);
	if (has_name)
		out_text(app->out, country_name(o->rule.value));
	out_text(app->out, change_result_name(o->result));
}

/* group to tag */
static void
put_address(struct app *app, const struct address *a)
{
	if (a->group != 0)
		out_int(app->out, (long long)a->group);
	else
		out_text(app->out, NULL);
	out_text(app->out, settings_group_name(&app->settings, a->group));
	out_text(app->out, address_text(a));
	out_int(app->out, a->prefix);
	out_int(app->out, a->port);
	out_text(app->out, a->tag);
}

static void
print_address(struct app *app, const struct address_outcome *o)
{
	put_result(app, o->result);
	out_text(app->out, "addr");
	put_address(app, &o->address);
	out_text(app->out, change_result_name(o->result));
}

static void
print_rules(struct app *app, const struct plan *plan)
{
	bool has_name = plan->rules.len > 0 && plan->rules.v[0].rule.kind == RULE_COUNTRY;

	out_begin(app->out, "changes", has_name ? country_columns : rule_columns, false);
	for (size_t i = 0; i < plan->rules.len; i++)
		print_rule(app, &plan->rules.v[i], has_name);
	out_end(app->out);
}

static void
print_addresses(struct app *app, const struct plan *plan)
{
	out_begin(app->out, "changes", address_columns, false);
	for (size_t i = 0; i < plan->addresses.len; i++)
		print_address(app, &plan->addresses.v[i]);
	out_end(app->out);
}

/* Rules and addresses in one list: each has the columns of the other empty. */
static void
print_both(struct app *app, const struct plan *plan)
{
	out_begin(app->out, "changes", both_columns, false);
	for (size_t i = 0; i < plan->rules.len; i++) {
		const struct rule_outcome *o = &plan->rules.v[i];
		put_result(app, o->result);
		out_text(app->out, rule_kind_name(o->rule.kind));
		out_text(app->out,
			o->has_action ? rule_action_name(o->rule.action) : NULL);
		out_text(app->out, o->rule.value);
		for (size_t j = 0; j < 6; j++)
			out_text(app->out, NULL);
		out_text(app->out, change_result_name(o->result));
	}
	for (size_t i = 0; i < plan->addresses.len; i++) {
		const struct address_outcome *o = &plan->addresses.v[i];
		put_result(app, o->result);
		out_text(app->out, "addr");
		out_text(app->out, NULL);
		out_text(app->out, NULL);
		put_address(app, &o->address);
		out_text(app->out, change_result_name(o->result));
	}
	out_end(app->out);
}

/* So many rows of a bulk are shown to people. */
#define BULK_FOR_PEOPLE 20

static void
add_rows(struct plan *shown, const struct app *app, const struct address_list *rows,
	size_t n, enum change_result result)
{
	size_t most = out_is_for_people(app->out) ? BULK_FOR_PEOPLE : rows->len;

	for (size_t i = 0; i < rows->len && i < most; i++)
		*LIST_ADD(&shown->addresses) = (struct address_outcome){ .result = result,
			.address = rows->v[i] };
	if (n > most || n > rows->len)
		app_talk(app, "the first %zu of %zu that are %s are shown",
			most < rows->len ? most : rows->len, n,
			change_result_name(result));
}

/* The rules and the first rows of a bulk, then how many there are of each sort. */
static void
print_bulk(struct app *app, const struct plan *plan)
{
	static const struct out_column columns[] = { { "result", OUT_ALL },
		{ "rows", OUT_ALL }, { 0 } };
	const struct bulk_outcome *bulk = &plan->bulk;
	struct plan shown = { .rules = { .v = plan->rules.v, .len = plan->rules.len } };

	add_rows(&shown, app, &bulk->first_added, bulk->added + bulk->retagged,
		CHANGE_ADDED);
	add_rows(&shown, app, &bulk->first_removed, bulk->removed + bulk->retagged,
		CHANGE_REMOVED);
	cmd_print_changes(app, &shown);
	free(shown.addresses.v);
	out_begin(app->out, "counts", columns, true);
	for (int i = CHANGE_ADDED; i <= CHANGE_ABSENT; i++) {
		enum change_result result = (enum change_result)i;
		out_text(app->out, change_result_name(result));
		out_int(app->out, (long long)plan_count(plan, result));
	}
	out_end(app->out);
}

void
cmd_print_changes(struct app *app, const struct plan *plan)
{
	if (plan->bulk.is_there)
		print_bulk(app, plan);
	else if (plan->addresses.len == 0)
		print_rules(app, plan);
	else if (plan->rules.len == 0)
		print_addresses(app, plan);
	else
		print_both(app, plan);
}

/* Whether something was done, or at least worked out, that is worth a report. */
static bool
is_worth_printing(bool ok, const struct err *err)
{
	return ok || err->code == ERR_NOT_LIVE || err->code == ERR_ABSENT;
}

/* What is stored is meant for all nodes. */
static void
talk_of_others(const struct app *app)
{
	size_t others = app->settings.nodes.len - app->nodes.len;

	if (others > 0 && !app->dry_run)
		app_talk(app, "%zu other node%s not told; run: shieldadm sync", others,
			others == 1 ? " was" : "s were");
}

void
cmd_print_report(struct app *app, const struct change_report *report, bool ok,
	const struct err *err)
{
	if (!is_worth_printing(ok, err)) {
		cmd_print_refused(app, &report->impact);
		return;
	}
	for (size_t i = 0; i < report->plan.notes.len; i++)
		app_talk(app, "%s", report->plan.notes.v[i]);
	out_object_begin(app->out);
	cmd_print_changes(app, &report->plan);
	cmd_print_nodes(app, report, false);
	if (!report->impact.was_shown)
		cmd_print_impact(app, &report->impact);
	out_object_end(app->out);
	talk_of_others(app);
}

bool
cmd_apply(struct app *app, const struct change_set *set, struct err *err)
{
	struct change_report report;
	struct change_env env;
	bool ok;

	if (!app_change_env(app, &env, err))
		return false;
	cmd_let_ask(app, &env);
	ok = change_apply(&env, set, &report, err);
	cmd_print_report(app, &report, ok, err);
	change_report_clear(&report);
	return ok;
}

bool
cmd_change(struct app *app, const struct change_set *set, struct err *err)
{
	struct session *session = app->session;
	size_t n = set->rules.len + set->addresses.len;

	if (session == NULL || !session->begun.is_open || app->dry_run)
		return cmd_apply(app, set, err);
	if (!session_collect(session, set, err))
		return false;
	app_talk(app, "%zu change%s queued, %zu in total; run commit to store them", n,
		n == 1 ? "" : "s", session_pending(session));
	return true;
}
