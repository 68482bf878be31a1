/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "program/completion.h"

#include "base/xalloc.h"
#include "program/app.h"

static void *
open_app(const struct args *args, unsigned timeout_ms, struct settings **settings)
{
	struct app *app = xcalloc(1, sizeof(*app));
	struct err ignored;

	if (!app_init(app, args, NULL, &ignored) || !app_conf(app, &ignored))
		return NULL;
	app->quiet = true;
	app->verbose = false;
	app->timeout_ms = timeout_ms;
	*settings = &app->settings;
	return app;
}

static struct db *
open_db(void *opened)
{
	struct app *app = opened;
	struct err ignored;

	return app_db(app, false, &ignored) ? app->db : NULL;
}

static bool
choose_nodes(void *opened, const struct node_config **nodes, size_t *n)
{
	struct app *app = opened;
	struct err ignored;

	if (!app_choose_nodes(app, &ignored))
		return false;
	*nodes = app->nodes.v;
	*n = app->nodes.len;
	return true;
}

void
completion_source(struct complete_source *source, const struct args *options)
{
	*source = (struct complete_source){
		.options = options, .open = open_app, .db = open_db, .nodes = choose_nodes
	};
}
