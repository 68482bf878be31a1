/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/ban/rows.h"
#include "cmd/values.h"

/*
 * auth: the failed logins that the nodes have counted.
 */
static bool
list(struct app *app, const struct args *args, struct err *err)
{
	(void)args;
	return app_conf(app, err) && bans_list(app, app->settings.auth_table, false, err);
}

/* A key can be any text: another route may count by user. */
static bool
fill(struct ban_set *set, const struct value_list *values, struct err *err)
{
	for (size_t i = 0; i < values->len; i++) {
		struct ban ban;
		if (!ban_parse_key(&ban, values->v[i].text, err))
			return values_blame(&values->v[i], err);
		ban_set_add(set, CHANGE_REMOVE, &ban);
	}
	ban_set_unique(set);
	return true;
}

static bool
reset(struct app *app, const struct args *args, struct err *err)
{
	struct ban_set set = { 0 };
	struct value_list values = { 0 };
	bool all = args_has(args, "all"), ok;

	if (all && (args->words.len > 0 || args_has(args, "file")))
		return err_set(err, ERR_USAGE, "--all, or addresses: not both");
	if (!app_conf(app, err))
		return false;
	set.table = app->settings.auth_table;
	if (all)
		ok = bans_flush(app, "auth", &set, err);
	else
		ok = cmd_values(&values, &feed_texts, args, args->words.len, err) &&
		     fill(&set, &values, err) && bans_change(app, "auth", &set, err);
	ban_set_clear(&set);
	values_clear(&values);
	return ok;
}

static const struct cmd_arg reset_args[] = {
	{ .name = "ip",
		.help = "the address; - takes them from stdin, one a line",
		.optional = true,
		.many = true,
		.kind = VALUE_AUTH },
	{ 0 },
};
static const struct cmd_opt reset_opts[] = {
	{ 0, "all", NULL, "of all addresses" },
	VALUES_FILE_OPT,
	{ 0 },
};
static const struct cmd_opt list_opts[] = { BANS_LIMIT_OPT, { 0 } };

const struct command_group cmd_auth = {
	.name = "auth",
	.summary = "failed logins that the nodes have counted",
	.commands =
		(const struct command[]){
			{ .name = "list",
				.summary = "show who has failed to log in, and how often",
				.opts = list_opts,
				.examples = (const char *const[]){ "auth list", NULL },
				.run = list },
			{ .name = "reset",
				.summary = "forget the failed logins of addresses",
				.args = reset_args,
				.opts = reset_opts,
				.examples = (const char *const[]){ "auth reset "
								   "203.0.113.9",
					"auth reset --all", NULL },
				.run = reset },
			{ 0 } },
};
