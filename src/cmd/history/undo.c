/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * undo: take back a change.
 */
#include "change/undo.h"

#include "cmd/ban/rows.h"
#include "cmd/history/history.h"

static void
print_conflicts(struct app *app, const struct undo *undo)
{
	static const struct out_column columns[] = {
		{ "change", OUT_ALL },
		{ "who", OUT_ALL },
		{ "command", OUT_ALL, OUT_WRAP },
		{ 0 },
	};

	out_object_begin(app->out);
	out_begin(app->out, "conflicts", columns, true);
	for (size_t i = 0; i < undo->conflicts.len; i++) {
		out_int(app->out, undo->conflicts.v[i].id);
		out_text(app->out, undo->conflicts.v[i].who);
		out_text(app->out, undo->conflicts.v[i].command);
	}
	out_end(app->out);
	out_object_end(app->out);
}

static bool
check(struct app *app, const struct undo *undo, struct err *err)
{
	struct err conflict;

	if (undo_check(undo, &conflict))
		return true;
	if (app->force) {
		app_talk(app,
			"%zu later change%s touched the same rows: what stands of change "
			"%lld still is taken back",
			undo->conflicts.len, undo->conflicts.len == 1 ? "" : "s",
			undo->id);
		return true;
	}
	print_conflicts(app, undo);
	*err = conflict;
	return false;
}

static bool
apply(struct app *app, struct undo *undo, struct change_env *env, struct err *err)
{
	struct change_report report;
	bool ok;

	app_talk(app, "%s change %lld of %s: %s",
		app->dry_run ? "this would take back" : "this takes back", undo->id,
		undo->who, undo->command);
	if (undo->n_over > 0)
		app_talk(app, "%zu of the bans it lifted would have ended by now",
			undo->n_over);
	ok = undo_apply(undo, env, &report, err);
	if (undo->is_of_bans)
		bans_print_report(app, "ban", &undo->bans, &report, ok);
	else
		cmd_print_report(app, &report, ok, err);
	change_report_clear(&report);
	return ok;
}

static bool
undo(struct app *app, const struct args *args, struct err *err)
{
	const char *word = args_word(args, 0);
	struct change_env env;
	struct undo undo = { 0 };
	long long id = 0;
	bool ok;

	if (app->session != NULL && app->session->begun.is_open)
		return err_set(err, ERR_USAGE,
			"undo cannot be part of a set: commit or abort the set "
			"first");
	if ((word != NULL && !history_parse_number(&id, word, err)) ||
		!app_change_env(app, &env, err))
		return false;
	cmd_let_ask(app, &env);
	ok = undo_read(&undo, &env, id, err) && check(app, &undo, err) &&
	     apply(app, &undo, &env, err);
	undo_clear(&undo);
	return ok;
}

static const struct cmd_arg undo_args[] = {
	{ .name = "change",
		.help = "its number in the history (default: the last one)",
		.optional = true,
		.kind = VALUE_CHANGE },
	{ 0 },
};

const struct command_group cmd_undo = {
	.name = "undo",
	.summary = "take back the last change, or the one that is named",
	.commands =
		(const struct command[]){
			{ .summary = "take back a change, by a new one that does the "
				     "opposite",
				.args = undo_args,
				.examples = (const char *const[]){ "undo", "undo 12",
					"undo 12 --dry-run", NULL },
				.run = undo },
			{ 0 } },
};
