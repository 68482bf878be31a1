/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/ban/rows.h"
#include "cmd/values.h"

/*
 * ban: addresses that the nodes refuse until their ban ends.
 */
/* --force removes an entry whose key is not an address too. */
static bool
parse_value(struct ban *ban, const struct app *app, const struct value *value,
	enum change_op op, struct err *err)
{
	char *text;
	bool ok;

	if (value->why != NULL)
		return err_set(err, ERR_USAGE, "%s", value->why);
	if (!cmd_check_kind(value->fields, "ip", err))
		return false;
	text = feed_address_text(value->fields);
	ok = op == CHANGE_REMOVE && app->force ? ban_parse_key(ban, text, err)
	                                       : ban_parse(ban, text, err);
	free(text);
	if (!ok || op != CHANGE_ADD || ban_check_source(ban, err))
		return ok;
	ban_clear(ban);
	return false;
}

static bool
fill(struct ban_set *set, struct app *app, const struct value_list *values,
	enum change_op op, const char *reason, struct err *err)
{
	struct value_faults faults = { .n = 0 };
	struct ban ban;

	for (size_t i = 0; i < values->len; i++)
		if (!parse_value(&ban, app, &values->v[i], op, err)) {
			if (!value_faults_add(&faults, app, &values->v[i], err))
				return false;
		} else if (op == CHANGE_ADD) {
			ban_enlist(set, &ban, reason);
		} else {
			ban_set_add(set, op, &ban);
		}
	ban_set_unique(set);
	return value_faults_check(&faults, values->len, err);
}

static bool
change(struct app *app, const struct args *args, enum change_op op, struct err *err)
{
	struct ban_set set = { .is_recorded = true };
	/* A wrong key may have any form. */
	bool is_key = op == CHANGE_REMOVE && app->force;
	struct feed_format addresses = feed_addresses;
	struct value_list values = { 0 };
	const char *reason;
	bool ok;

	addresses.purpose = op == CHANGE_ADD ? FEED_TO_BAN : FEED_TO_LOOK_UP;
	ok = app_conf(app, err) && ban_terms(&set, &reason, args, err) &&
	     cmd_values_all(&values, is_key ? &feed_texts : &addresses, args,
		     args->words.len, err) &&
	     fill(&set, app, &values, op, reason, err);

	if (ok) {
		set.table = app->settings.ban_table;
		ok = bans_change(app, "ban", &set, err);
	}
	ban_set_clear(&set);
	values_clear(&values);
	return ok;
}

static bool
add(struct app *app, const struct args *args, struct err *err)
{
	return change(app, args, CHANGE_ADD, err);
}

static bool
forget(struct app *app, const struct args *args, struct err *err)
{
	return change(app, args, CHANGE_REMOVE, err);
}

static bool
flush(struct app *app, const struct args *args, struct err *err)
{
	struct ban_set set = { 0 };
	size_t others;
	bool ok;

	(void)args;
	if (!app_nodes(app, err))
		return false;
	/* Records apply to all nodes: they are removed only when all nodes are told. */
	others = app->settings.nodes.len - app->nodes.len;
	set.is_recorded = others == 0;
	set.table = app->settings.ban_table;
	ok = bans_flush(app, "ban", &set, err);
	if (ok && others > 0 && !app->dry_run)
		app_talk(app,
			"what is recorded stays so for the %zu other node%s: shieldadm "
			"sync brings it back",
			others, others == 1 ? "" : "s");
	ban_set_clear(&set);
	return ok;
}

static bool
list(struct app *app, const struct args *args, struct err *err)
{
	(void)args;
	return app_conf(app, err) && bans_list(app, app->settings.ban_table, true, err);
}

static bool
import(struct app *app, const struct args *args, struct err *err)
{
	return app_conf(app, err) && ban_import(app, args, err);
}

static const struct cmd_arg ip_args[] = {
	{ .name = "ip",
		.help = "the address; - takes them from stdin, one a line",
		.optional = true,
		.many = true },
	{ 0 },
};
static const struct cmd_arg banned_args[] = {
	{ .name = "ip",
		.help = "the address; - takes them from stdin, one a line",
		.optional = true,
		.many = true,
		.kind = VALUE_BAN },
	{ 0 },
};
static const struct cmd_arg import_args[] = {
	{ .name = "file",
		.help = "a list of addresses, CSV, or JSON; - is stdin",
		.kind = VALUE_FILE },
	{ 0 },
};
static const struct cmd_opt values_opts[] = { VALUES_FILE_OPT, { 0 } };
static const struct cmd_opt list_opts[] = { BANS_LIMIT_OPT, { 0 } };

#define FOR_OPT                                                                        \
	{                                                                              \
		0, "for", "time", "90s, 15m, 2h, 7d (default: as the nodes' own bans)" \
	}
#define REASON_OPT                                                                      \
	{                                                                               \
		0, "reason", "text", "why, for whoever sees the ban; the nodes keep it" \
	}
static const struct cmd_opt add_opts[] = { FOR_OPT, REASON_OPT, VALUES_FILE_OPT, { 0 } };
static const struct cmd_opt import_opts[] = {
	FOR_OPT,
	REASON_OPT,
	{ 0, "expand", NULL, "ban each address of networks and ranges of up to 256" },
	{ 0, "column", "name", "the column of CSV that holds the addresses" },
	{ 0, "set", "name", "the set that is meant, where a firewall lists several" },
	{ 0 },
};

const struct command_group cmd_ban = {
	.name = "ban",
	.summary = "temporarily blocked addresses",
	.commands =
		(const struct command[]){
			{ .name = "add",
				.summary = "ban addresses on all nodes",
				.args = ip_args,
				.opts = add_opts,
				.examples =
					(const char *const[]){
						"ban add 203.0.113.9 --for 2h --reason "
						"'scans'",
						NULL },
				.run = add },
			{ .name = "remove",
				.summary = "lift the bans of addresses",
				.args = banned_args,
				.opts = values_opts,
				.examples =
					(const char *const[]){
						"ban remove 203.0.113.9", NULL },
				.run = forget },
			{ .name = "list",
				.summary =
					"show who is banned, where, for how long and why",
				.opts = list_opts,
				.examples = (const char *const[]){ "ban list",
					"ban list -o json", NULL },
				.run = list },
			{ .name = "test",
				.summary = "is it banned",
				.args = banned_args,
				.opts = values_opts,
				.examples = (const char *const[]){ "ban test 203.0.113.9",
					NULL },
				.run = ban_test },
			{ .name = "import",
				.summary = "ban all addresses of a list",
				.args = import_args,
				.opts = import_opts,
				.examples = (const char *const[]){ "ban import feed.csv "
								   "--for 1d",
					"ban import drop.json --expand", "ban import -",
					NULL },
				.run = import },
			{ .name = "flush",
				.summary = "lift all bans there are, those of pike too",
				.examples = (const char *const[]){ "ban flush",
					"ban flush --yes --node edge1", NULL },
				.run = flush },
			{ 0 } },
};
