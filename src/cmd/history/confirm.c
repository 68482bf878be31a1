/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * confirm: keep a change made with --confirm; and watch, which takes it back otherwise.
 */
#include <time.h>

#include "change/undo.h"
#include "cmd/history/history.h"
#include "program/watch.h"

/* The one that waits, when no number says which. */
static bool
choose(struct app *app, long long *id, struct err *err)
{
	struct undo_pendings list;
	bool ok = undo_pending(app->db, 0, &list, err);

	if (ok && list.len == 0)
		ok = err_set(err, ERR_ABSENT,
			"no change waits to be confirmed (shieldadm history)");
	if (ok && list.len > 1)
		ok = err_set(err, ERR_USAGE,
			"%zu changes wait to be confirmed: give the number of one "
			"(shieldadm history)",
			list.len);
	if (ok)
		*id = list.v[0].id;
	undo_pendings_clear(&list);
	return ok;
}

static bool
confirm(struct app *app, const struct args *args, struct err *err)
{
	const char *word = args_word(args, 0);
	struct change_env env;
	long long id = 0;

	if (word != NULL && !history_parse_number(&id, word, err))
		return false;
	/* Whoever confirms late, and is faster than what takes it back, is right still.
	 */
	app->has_caught_up = true;
	if (!app_change_env(app, &env, err) || (word == NULL && !choose(app, &id, err)))
		return false;
	if (app->dry_run) {
		app_talk(app, "change %lld would stay", id);
		return true;
	}
	if (!undo_confirm(&env, id, err))
		return false;
	app_talk(app, "change %lld stays", id);
	return true;
}

static bool
watch(struct app *app, const struct args *args, struct err *err)
{
	long long id, confirm_by;

	return history_parse_number(&id, args_word(args, 0), err) &&
	       history_parse_number(&confirm_by, args_word(args, 1), err) &&
	       watch_run(app, id, confirm_by, err);
}

static const struct cmd_arg confirm_args[] = {
	{ .name = "change",
		.help = "its number (default: the one that waits)",
		.optional = true,
		.kind = VALUE_CHANGE },
	{ 0 },
};

const struct command_group cmd_confirm = {
	.name = "confirm",
	.summary = "keep a change made with --confirm",
	.commands =
		(const struct command[]){
			{ .summary = "keep a change made with --confirm",
				.args = confirm_args,
				.examples = (const char *const[]){ "confirm",
					"confirm 12", NULL },
				.run = confirm },
			{ 0 } },
};

static const struct cmd_arg watch_args[] = {
	{ .name = "change", .help = "its number" },
	{ .name = "until", .help = "seconds since 1970" },
	{ 0 },
};

const struct command_group cmd_watch = {
	.name = WATCH_NOUN,
	.summary = "take a change back when its time is over",
	.hidden = true,
	.commands =
		(const struct command[]){
			{ .summary = "take a change back when its time is over",
				.args = watch_args,
				.run = watch },
			{ 0 } },
};
