/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/cmd.h"

/*
 * status and sync: the nodes against the database.
 */
static bool
compare(struct app *app, bool dry_run, struct err *err)
{
	struct change_report report;
	struct change_env env;
	bool ok;

	if (!app_change_env(app, &env, err))
		return false;
	env.dry_run = dry_run;
	ok = change_sync(&env, &report, err);
	if (ok || err->code == ERR_NOT_LIVE) {
		out_object_begin(app->out);
		cmd_print_nodes(app, &report);
		out_object_end(app->out);
		cmd_talk_bad_rows(app, report.n_bad_rows);
	}
	change_report_clear(&report);
	return ok;
}

static bool
status(struct app *app, const struct args *args, struct err *err)
{
	(void)args;
	if (compare(app, true, err))
		return true;
	/* That a node differs is the answer, not a failure. */
	if (err->code == ERR_NOT_LIVE && app->nodes.len > 0)
		err_set(err, ERR_NO, "%s; to mend: shieldadm sync", err->text);
	return false;
}

static bool
sync_nodes(struct app *app, const struct args *args, struct err *err)
{
	(void)args;
	return compare(app, app->dry_run, err);
}

const struct command_group cmd_status = {
	.name = "status",
	.summary = "compare what the nodes hold with the database",
	.commands =
		(const struct command[]){
			{ .summary = "compare what the nodes hold with the database",
				.examples = (const char *const[]){ "status",
					"status --node edge1 -o json", NULL },
				.run = status },
			{ 0 } },
};

const struct command_group cmd_sync = {
	.name = "sync",
	.summary = "bring the nodes to what the database holds",
	.commands =
		(const struct command[]){
			{ .summary = "add what is missing on the nodes; reload only "
				     "where something must go",
				.examples = (const char *const[]){ "sync",
					"sync --dry-run", NULL },
				.run = sync_nodes },
			{ 0 } },
};
