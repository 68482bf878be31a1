/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * geo reload: the nodes open a GeoIP file that was replaced.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "cmd/geo/geo.h"
#include "node/geoip.h"
#include "node/way.h"

struct reloading {
	struct app *app;
	const char *path;
	struct reloaded {
		bool ok;
		struct err err;
	} * nodes;
};

static void
reload_one(void *ctx, size_t i, struct node *node, const struct err *unopened)
{
	const struct reloading *r = ctx;
	struct reloaded *reloaded = &r->nodes[i];

	if (node == NULL)
		reloaded->err = *unopened;
	else if (r->app->dry_run)
		reloaded->ok = node_geoip_can_reload(node, &reloaded->err);
	else
		reloaded->ok = node_geoip_reload(node, r->path, &reloaded->err);
}

static bool
any_is_local(const struct app *app)
{
	for (size_t i = 0; i < app->nodes.len; i++)
		if (node_is_local(&app->nodes.v[i]))
			return true;
	return false;
}

/* A node that opens a bad file loses the good one, and a node that starts with it does
 * not come up. The file of a node elsewhere cannot be checked. */
static bool
check_file(const struct app *app, const char *path, struct err *err)
{
	struct geo *geo;
	bool ok;

	if (!any_is_local(app))
		return true;
	if (!geo_open(&geo, path, err))
		return err_wrap(err, "no node is told to open it");
	ok = geo_info(geo)->has_iso_code || app->force ||
	     err_set(err, ERR_GUARD,
		     "'%s' is a %s: it has no country.iso_code, which Kamailio's geoip2 "
		     "reads, so nobody's country would be known (--force tells the "
		     "nodes of 6.0 and later to open it all the same)",
		     path, geo_info(geo)->type);
	geo_close(geo);
	return ok;
}

static void
print_one(struct app *app, const char *name, const struct reloaded *reloaded)
{
	char *state;

	out_text(app->out, name);
	if (reloaded->ok) {
		out_text(app->out, app->dry_run ? "would open it again"
						: "opens it again at its next request");
	} else {
		state = xasprintf("NOT RELOADED: %s", reloaded->err.text);
		out_alarm(app->out, state);
		free(state);
	}
	out_bool(app->out, reloaded->ok && !app->dry_run);
	out_text(app->out, reloaded->ok ? NULL : reloaded->err.text);
}

static bool
print(const struct reloading *r, struct err *err)
{
	static const struct out_column columns[] = {
		{ "name", OUT_ALL },
		{ "state", OUT_PEOPLE, OUT_WRAP },
		{ "reloaded", OUT_PROGRAMS },
		{ "error", OUT_PROGRAMS },
		{ 0 },
	};
	struct app *app = r->app;
	size_t n = app->nodes.len, failed = 0, guarded = 0;

	out_begin(app->out, NULL, columns, false);
	for (size_t i = 0; i < n; i++) {
		print_one(app, app->nodes.v[i].name, &r->nodes[i]);
		failed += !r->nodes[i].ok;
		guarded += !r->nodes[i].ok && r->nodes[i].err.code == ERR_GUARD;
	}
	out_end(app->out);
	if (failed == 0)
		return true;
	return err_set(err, guarded == failed ? ERR_GUARD : ERR_NODE,
		"%zu of %zu node%s %s not been told to open the GeoIP file again", failed,
		n, n == 1 ? "" : "s", failed == 1 ? "has" : "have");
}

/* A node has another working directory. */
static bool
make_absolute(char **absolute, const char *path, struct err *err)
{
	char *folder;

	if (path[0] == '/') {
		*absolute = xstrdup(path);
		return true;
	}
	folder = getcwd(NULL, 0);
	if (folder == NULL)
		return err_set(
			err, ERR_SYSTEM, "this folder is gone: write '%s' from /", path);
	*absolute = xasprintf("%s/%s", folder, path);
	free(folder);
	return true;
}

static bool
reload(struct app *app, const char *path, struct err *err)
{
	struct reloading r = { .app = app, .path = path };
	struct fleet fleet;
	bool ok;

	if (!app_nodes(app, err))
		return false;
	if (app->nodes.len == 0)
		return err_set(err, ERR_NODE,
			"no node is configured, and no socket of a Kamailio was found "
			"([node NAME] in the configuration)");
	if (!check_file(app, path, err))
		return false;
	r.nodes = xcalloc(app->nodes.len, sizeof(*r.nodes));
	app_fleet(app, &fleet);
	fleet_each(&fleet, reload_one, &r);
	ok = print(&r, err);
	free(r.nodes);
	return ok;
}

bool
geo_reload(struct app *app, const struct args *args, struct err *err)
{
	const char *path;
	char *absolute = NULL;
	bool ok;

	(void)args;
	if (!geo_path(app, &path, err) || !make_absolute(&absolute, path, err))
		return false;
	ok = reload(app, absolute, err);
	free(absolute);
	return ok;
}
