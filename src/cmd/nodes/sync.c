/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cmd/nodes/nodes.h"
#include "policy/rule_parse.h"

/*
 * sync and reload: make the nodes equal to the database. With --adopt, first store what
 * only the nodes hold.
 */
static void
print(struct app *app, const struct plan *adopted, const struct change_report *report)
{
	out_object_begin(app->out);
	if (adopted != NULL)
		cmd_print_changes(app, adopted);
	if (report != NULL)
		cmd_print_nodes(app, report, true);
	if (report != NULL && app->dry_run)
		cmd_print_differences(app, report);
	out_object_end(app->out);
	if (report != NULL)
		cmd_talk_bad_rows(app, report->n_bad_rows);
}

/* A sync cannot reach a node that did not answer. */
static const char *
advice(const struct change_report *report)
{
	for (size_t i = 0; i < report->nodes.len; i++)
		if (report->nodes.v[i].is_gone)
			return "when mended: shieldadm sync";
	return "to mend: shieldadm sync";
}

/* adopted is the change that has stored what only the nodes held, or NULL. */
static bool
sync_nodes(struct app *app, const struct plan *adopted, struct err *err)
{
	struct change_report report;
	struct change_env env;
	bool ok;

	if (!app_change_env(app, &env, err))
		return false;
	ok = change_sync(&env, &report, err);
	if (ok || report.nodes.len > 0)
		print(app, adopted, &report);
	if (!ok && app->dry_run && err->code == ERR_NOT_LIVE)
		err_set(err, err->code, "%s; %s", err->text, advice(&report));
	change_report_clear(&report);
	return ok;
}

static bool
has_rule(const struct change_set *set, const struct rule *rule)
{
	for (size_t i = 0; i < set->rules.len; i++)
		if (rule_same(&set->rules.v[i].rule, rule))
			return true;
	return false;
}

static bool
has_address(const struct change_set *set, const struct address *address)
{
	for (size_t i = 0; i < set->addresses.len; i++)
		if (address_same(&set->addresses.v[i].address, address))
			return true;
	return false;
}

/* Entries that need a second look before they are stored: they may have been typed in
 * haste. An entry that cannot be a row is left out only with --force. */
static bool
adopt_rule(struct change_set *set, const struct app *app, const char *node,
	const struct rule *live, struct err *err)
{
	struct rule rule;

	if (rule_parse(&rule, live->kind, live->action, live->value, app->force, err)) {
		if (!has_rule(set, &rule))
			change_add_rule(set, CHANGE_ADD, &rule);
		return true;
	}
	if (app->force) {
		app_talk(app, "%s: not adopted, and dropped by the sync: %s", node,
			err->text);
		return true;
	}
	if (err->code == ERR_USAGE)
		err_set(err, err->code, "%s; --force leaves it out, and sync drops it",
			err->text);
	return err_wrap(err, "%s", node);
}

static bool
adopt_node(struct change_set *set, const struct app *app, const struct node_report *node,
	struct err *err)
{
	const struct address_list *addresses = &node->addresses.extra;

	for (size_t i = 0; i < node->rules.extra.len; i++)
		if (!adopt_rule(set, app, node->name, &node->rules.extra.v[i], err))
			return false;
	for (size_t i = 0; i < addresses->len; i++)
		if (!has_address(set, &addresses->v[i]))
			change_add_address(set, CHANGE_ADD, &addresses->v[i]);
	return true;
}

static bool
shows_all(const struct node_report *node)
{
	for (size_t k = 0; k < RULE_KINDS; k++)
		if (node->held[k] == HELD_UNKNOWN)
			return false;
	return node->held_addresses != HELD_UNKNOWN;
}

/* A node that does not show its entries would lose them in the sync that follows. A node
 * that does not answer can be asked another time. */
static bool
check_shown(const struct app *app, const struct change_report *report, size_t *gone,
	struct err *err)
{
	*gone = 0;
	for (size_t i = 0; i < report->nodes.len; i++) {
		const struct node_report *node = &report->nodes.v[i];
		*gone += node->is_gone;
		if (node->is_gone)
			app_talk(app, "%s: what it holds is not adopted: %s", node->name,
				node->error);
		else if (!shows_all(node))
			return err_set(err, ERR_NODE,
				"%s does not show all of its entries, as its ways in do "
				"not carry them: nothing was adopted, and nothing "
				"dropped; name the other nodes by --node",
				node->name);
	}
	return true;
}

/* What only the nodes hold becomes an ordinary change. */
static bool
find_adoptable(struct change_set *set, struct app *app, size_t *gone, struct err *err)
{
	struct change_report report;
	struct change_env env;
	bool ok;

	if (!app_change_env(app, &env, err))
		return false;
	env.dry_run = true;
	ok = change_sync(&env, &report, err) || err->code == ERR_NOT_LIVE;
	ok = ok && check_shown(app, &report, gone, err);
	for (size_t i = 0; i < report.nodes.len && ok; i++)
		ok = adopt_node(set, app, &report.nodes.v[i], err);
	change_report_clear(&report);
	return ok;
}

/* Store them, then sync all nodes. A dry run does not store them, so it cannot show what
 * sync would do after that. */
static bool
store_adopted(struct app *app, const struct change_set *set, struct err *err)
{
	struct change_report stored = { 0 };
	struct change_env env;
	bool ok = true;

	if (!app_change_env(app, &env, err))
		return false;
	if (set->rules.len + set->addresses.len > 0)
		ok = change_apply(&env, set, &stored, err) || err->code == ERR_NOT_LIVE;
	if (ok && app->dry_run)
		print(app, &stored.plan, NULL);
	else if (ok)
		ok = sync_nodes(app, &stored.plan, err);
	change_report_clear(&stored);
	return ok;
}

static bool
adopt(struct app *app, struct err *err)
{
	struct change_set set = { 0 };
	size_t gone = 0;
	bool ok = find_adoptable(&set, app, &gone, err);

	if (ok && set.rules.len + set.addresses.len == 0)
		app_talk(app, "no node%s holds anything that is not stored",
			gone > 0 ? " that answers" : "");
	if (ok)
		ok = store_adopted(app, &set, err);
	change_set_clear(&set);
	if (ok && gone > 0)
		return err_set(err, ERR_NODE, "%zu node%s could not be asked", gone,
			gone == 1 ? "" : "s");
	return ok;
}

static bool
sync_command(struct app *app, const struct args *args, struct err *err)
{
	return args_has(args, "adopt") ? adopt(app, err) : sync_nodes(app, NULL, err);
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

	if (!app_change_env(app, &env, err))
		return false;
	ok = change_reload(&env, rules, addresses, &report, err);
	if (ok || report.nodes.len > 0)
		print(app, NULL, &report);
	change_report_clear(&report);
	return ok;
}

static const struct cmd_opt sync_opts[] = {
	{ 0, "adopt", NULL, "store what only the nodes hold, and drop nothing" },
	{ 0 },
};
static const char *const reload_words[] = { "rules", "addresses", NULL };
static const struct cmd_arg reload_args[] = {
	{ .name = "what",
		.help = "rules or addresses (default: both)",
		.optional = true,
		.kind = VALUE_ONE_OF,
		.words = reload_words },
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
