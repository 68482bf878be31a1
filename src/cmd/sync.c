/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cmd/nodes.h"
#include "policy/rule_parse.h"

/*
 * sync and reload: the nodes are brought to the database, and with --adopt what they
 * hold beyond it into the database first.
 */
static void
print(struct app *app, const struct change_report *report)
{
	out_object_begin(app->out);
	cmd_print_nodes(app, report, true);
	if (app->dry_run)
		cmd_print_differences(app, report);
	out_object_end(app->out);
	cmd_talk_bad_rows(app, report->n_bad_rows);
}

static bool
is_worth_printing(bool ok, const struct change_report *report)
{
	return ok || report->nodes.len > 0;
}

static bool
sync_nodes(struct app *app, struct err *err)
{
	struct change_report report;
	struct change_env env;
	bool ok;

	if (!app_change_env(app, &env, err))
		return false;
	ok = change_sync(&env, &report, err);
	if (is_worth_printing(ok, &report))
		print(app, &report);
	change_report_clear(&report);
	return ok;
}

/* What nobody should take over without a second look: it may have been typed in
 * haste, and is stored for good then. */
static bool
adopt_rule(struct change_set *set, const struct app *app, const struct rule *live,
	struct err *err)
{
	struct rule rule;

	if (!rule_parse(&rule, live->kind, live->action, live->value, app->force, err))
		return false;
	change_add_rule(set, CHANGE_ADD, &rule);
	return true;
}

static bool
adopt_node(struct change_set *set, const struct app *app, const struct node_report *node,
	struct err *err)
{
	for (size_t i = 0; i < node->rules.extra.len; i++)
		if (!adopt_rule(set, app, &node->rules.extra.v[i], err))
			return err_wrap(err, "%s", node->name);
	for (size_t i = 0; i < node->addresses.extra.len; i++)
		change_add_address(set, CHANGE_ADD, &node->addresses.extra.v[i]);
	return true;
}

/* A node that does not show its entries would lose them by the sync that follows. */
static bool
check_shown(const struct change_report *report, struct err *err)
{
	for (size_t i = 0; i < report->nodes.len; i++) {
		const struct node_report *node = &report->nodes.v[i];
		if (!node->is_gone && node->held[RULE_UA] == HELD_UNKNOWN)
			return err_set(err, ERR_NODE,
				"%s does not show its lists over any of its ways in, so "
				"nothing can be adopted from it: add a ctl: way, or "
				"leave "
				"it out with --node",
				node->name);
	}
	return true;
}

/* What the nodes hold and the database does not becomes a change like any other. */
static bool
find_adoptable(struct change_set *set, struct app *app, struct err *err)
{
	struct change_report report;
	struct change_env env;
	bool ok;

	if (!app_change_env(app, &env, err))
		return false;
	env.dry_run = true;
	ok = change_sync(&env, &report, err) || err->code == ERR_NOT_LIVE;
	ok = ok && check_shown(&report, err);
	for (size_t i = 0; i < report.nodes.len && ok; i++)
		ok = adopt_node(set, app, &report.nodes.v[i], err);
	change_report_clear(&report);
	return ok;
}

static bool
adopt(struct app *app, struct err *err)
{
	struct change_set set = { 0 };
	bool ok = find_adoptable(&set, app, err);

	if (ok && set.rules.len + set.addresses.len > 0)
		ok = cmd_change(app, &set, err);
	else if (ok)
		app_talk(app, "no node holds anything that is not stored");
	change_set_clear(&set);
	return ok;
}

static bool
sync_command(struct app *app, const struct args *args, struct err *err)
{
	if (!args_has(args, "adopt"))
		return sync_nodes(app, err);
	/* In a dry run nothing was stored, so what sync would do then cannot be seen. */
	return adopt(app, err) && (app->dry_run || sync_nodes(app, err));
}

static bool
reload(struct app *app, const struct args *args, struct err *err)
{
	const char *what = args_word(args, 0);
	bool rules = what == NULL || strcmp(what, "rules") == 0;
	bool addresses = what == NULL || strcmp(what, "addresses") == 0;
	struct change_report report;
	struct change_env env;
	bool ok;

	if (!rules && !addresses)
		return err_set(err, ERR_USAGE,
			"'%s' cannot be reloaded: rules and addresses can", what);
	if (!app_change_env(app, &env, err))
		return false;
	ok = change_reload(&env, rules, addresses, &report, err);
	if (is_worth_printing(ok, &report))
		print(app, &report);
	change_report_clear(&report);
	return ok;
}

static const struct cmd_opt sync_opts[] = {
	{ 0, "adopt", NULL, "store what only the nodes hold, and drop nothing" },
	{ 0 },
};
static const struct cmd_arg reload_args[] = {
	{ .name = "what",
		.help = "rules or addresses (default: both)",
		.optional = true },
	{ 0 },
};

const struct command_group cmd_sync = {
	.name = "sync",
	.summary = "bring the nodes to what the database holds",
	.commands =
		(const struct command[]){
			{ .summary = "add what is missing on the nodes; reload only "
				     "where something must go",
				.opts = sync_opts,
				.examples = (const char *const[]){ "sync",
					"sync --dry-run", "sync --adopt", NULL },
				.run = sync_command },
			{ 0 } },
};

const struct command_group cmd_reload = {
	.name = "reload",
	.summary = "make the nodes read the tables again",
	.commands =
		(const struct command[]){
			{ .summary = "make the nodes read the tables again, and look "
				     "that they did",
				.args = reload_args,
				.examples = (const char *const[]){ "reload",
					"reload addresses --node edge1", NULL },
				.run = reload },
			{ 0 } },
};
