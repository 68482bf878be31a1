/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The environments of looks and changes, made from what a command has.
 */
#include <time.h>

#include "base/xalloc.h"
#include "change/undo.h"
#include "db/history.h"
#include "print/progress.h"
#include "program/app.h"
#include "program/watch_start.h"

static void
talk(void *ctx, const char *text)
{
	app_talk(ctx, "%s", text);
}

/* The watcher takes it back.  Without a watcher the next change does. */
static void
will_go_back(void *ctx, long long id, long long confirm_by)
{
	struct app *app = ctx;
	struct err err;

	app_talk(app,
		"change %lld goes back in %u s unless confirmed: shieldadm confirm %lld",
		id, app->confirm_seconds, id);
	if (!watch_start(app->args, id, confirm_by, &err))
		app_talk(app, "%s: the next change after that takes it back", err.text);
}

static const char *
command_text(struct app *app)
{
	struct str text = { 0 };

	if (app->command == NULL) {
		args_text(app->args, &text);
		app->command = xstrndup(str_get(&text), HISTORY_COMMAND_MAX);
		str_clear(&text);
	}
	return app->command;
}

static bool
open_db_of(void *ctx, struct db **db, struct err *err)
{
	struct app *app = ctx;

	if (!app_db(app, false, err))
		return false;
	*db = app->db;
	return true;
}

void
app_fleet(struct app *app, struct fleet *fleet)
{
	static const struct fleet_progress progress = {
		.begin = progress_begin, .add = progress_add, .end = progress_end
	};

	*fleet = (struct fleet){ .nodes = app->nodes.v,
		.n_nodes = app->nodes.len,
		.ban_table = app->settings.ban_table,
		.geoip_path = app->settings.geoip_database,
		.open_db = open_db_of,
		.talk = talk,
		.ctx = app,
		.progress = &progress };
}

bool
app_look_env(struct app *app, struct fleet *fleet, struct err *err)
{
	if (!app_nodes(app, err) || !app_db(app, false, err))
		return false;
	app_fleet(app, fleet);
	fleet->db = app->db;
	return true;
}

bool
app_node_env(struct app *app, struct change_env *env, struct err *err)
{
	if (!app_nodes(app, err))
		return false;
	*env = (struct change_env){ .dry_run = app->dry_run,
		.force = app->force,
		.is_agreed = app->yes,
		.command = command_text(app),
		.message = app->message,
		.confirm_seconds = app->confirm_seconds,
		.will_go_back = will_go_back,
		.ctx = app };
	app_fleet(app, &env->fleet);
	return true;
}

/* The watcher comes first, for so long. */
#define GRACE_S 3

static void
take_back(struct app *app, const struct change_env *env, const struct undo_pending *late)
{
	struct change_report report;
	struct err err;

	if (undo_unconfirmed(env, late->id, &report, &err))
		app_talk(app,
			"nobody has confirmed change %lld (%s: %s): it is taken back",
			late->id, late->who, late->command);
	else
		app_talk(app, "nobody has confirmed change %lld (%s: %s): %s", late->id,
			late->who, late->command, err.text);
	change_report_clear(&report);
}

/* A change that cannot be taken back does not stop another one: the user is told. */
static void
catch_up(struct app *app, const struct change_env *env)
{
	struct undo_pendings late;
	struct err ignored;

	if (app->has_caught_up || app->dry_run)
		return;
	app->has_caught_up = true;
	if (undo_pending(env->fleet.db, (long long)time(NULL) - GRACE_S, &late, &ignored))
		for (size_t i = 0; i < late.len; i++)
			take_back(app, env, &late.v[i]);
	undo_pendings_clear(&late);
}

bool
app_plan_env(struct app *app, struct change_env *env, struct err *err)
{
	if (!app_node_env(app, env, err) || !app_db(app, false, err))
		return false;
	env->fleet.db = app->db;
	env->dry_run = true;
	return true;
}

bool
app_change_env(struct app *app, struct change_env *env, struct err *err)
{
	if (!app_plan_env(app, env, err))
		return false;
	env->dry_run = app->dry_run;
	catch_up(app, env);
	return true;
}
