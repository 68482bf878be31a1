/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * geo info: what the file tells about itself, and which nodes use it.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/xalloc.h"
#include "cmd/geo/geo.h"
#include "node/mapped.h"
#include "node/way.h"

#define DAY 86400
#define LANGUAGES_MAX 64

/* -- the file ------------------------------------------------------------- */

static long long
age_days(const struct geo_info *info)
{
	return ((long long)time(NULL) - info->built) / DAY;
}

/* "2026-06-01 20:32:58 UTC" */
static void
format_built(const struct geo_info *info, char text[64])
{
	time_t built = (time_t)info->built;
	struct tm tm;

	text[0] = '\0';
	if (gmtime_r(&built, &tm) != NULL)
		strftime(text, 64, "%F %T UTC", &tm);
}

static void
put_languages(struct out *out, const char *languages)
{
	char *copy = xstrdup(languages), *rest = copy;
	const char *list[LANGUAGES_MAX + 1] = { NULL };

	for (size_t i = 0; i < LANGUAGES_MAX; i++)
		list[i] = strtok_r(i == 0 ? copy : NULL, " ", &rest);
	out_texts(out, list);
	free(copy);
}

static void
put_fields(struct out *out, const struct geo_info *info)
{
	const char *list[GEO_FIELDS + 1] = { NULL };
	size_t n = 0;

	for (int field = 0; field < GEO_FIELDS; field++)
		if (info->has[field])
			list[n++] = geo_field_name((enum geo_field)field);
	out_texts(out, list);
}

static void
print_for_programs(struct out *out, const char *path, const struct geo_info *info)
{
	static const struct out_column columns[] = { { "path", OUT_ALL },
		{ "type", OUT_ALL }, { "description", OUT_ALL }, { "built", OUT_ALL },
		{ "age_days", OUT_ALL }, { "ip_version", OUT_ALL }, { "nodes", OUT_ALL },
		{ "record_size", OUT_ALL }, { "languages", OUT_ALL },
		{ "fields", OUT_ALL }, { "kamailio_reads", OUT_ALL }, { "size", OUT_ALL },
		{ 0 } };

	out_begin(out, "database", columns, true);
	out_text(out, path);
	out_text(out, info->type);
	out_text(out, info->description);
	out_int(out, info->built);
	out_int(out, age_days(info));
	out_int(out, info->ip_version);
	out_int(out, info->nodes);
	out_int(out, info->record_size);
	put_languages(out, info->languages);
	put_fields(out, info);
	out_bool(out, info->has_iso_code);
	out_int(out, info->size);
	out_end(out);
}

static void
put_line(struct out *out, const char *name, char *value)
{
	out_text(out, name);
	out_text(out, value);
	free(value);
}

static char *
describe_age(const struct geo_info *info)
{
	char built[64];
	long long days = age_days(info);

	format_built(info, built);
	if (days < 0)
		return xasprintf("%s, which is in the future", built);
	return xasprintf("%s, %lld day%s ago", built, days, days == 1 ? "" : "s");
}

static void
print_for_people(struct out *out, const char *path, const struct geo_info *info)
{
	static const struct out_column columns[] = { { "name", OUT_ALL },
		{ "value", OUT_ALL, OUT_WRAP }, { 0 } };

	out_begin(out, "database", columns, false);
	put_line(out, "file", xasprintf("%s, %lld bytes", path, info->size));
	put_line(out, "type", xstrdup(info->type));
	put_line(out, "description", xstrdup(info->description));
	put_line(out, "built", describe_age(info));
	put_line(out, "search tree",
		xasprintf("IPv%u, %u nodes, records of %u bits", info->ip_version,
			info->nodes, info->record_size));
	put_line(out, "languages", xstrdup(info->languages));
	out_text(out, "fields");
	put_fields(out, info);
	put_line(out, "for Kamailio",
		xstrdup(info->has_iso_code ? "yes, its geoip2 finds country.iso_code"
					   : "no, its geoip2 finds no country.iso_code"));
	out_end(out);
}

/* -- the nodes on this machine -------------------------------------------- */

struct looking {
	const struct fleet *fleet;
	const char *path;
	struct looked {
		bool is_local, ok;
		struct node_mapped mapped;
		struct err err;
	} * nodes;
};

static void
look_at_node(void *ctx, size_t i, struct node *node, const struct err *unopened)
{
	const struct looking *l = ctx;
	struct looked *looked = &l->nodes[i];
	struct node_facts facts = { 0 };

	looked->is_local = node_is_local(&l->fleet->nodes[i]);
	if (!looked->is_local)
		return;
	if (node == NULL)
		looked->err = *unopened;
	else
		looked->ok = node_processes(node, &facts, &looked->err);
	if (looked->ok)
		node_mapped(&facts, l->path, &looked->mapped);
	node_facts_clear(&facts);
}

static void
print_node(struct app *app, const char *name, const struct looked *looked)
{
	static const char *const words[] = {
		[MAPPED_UNSEEN] = "cannot be seen",
		[MAPPED_OLD] = "still uses the one that was replaced",
		[MAPPED_OTHER] = "uses another file",
		[MAPPED_CURRENT] = "uses it as it is now",
	};
	static const char *const states[] = {
		[MAPPED_UNSEEN] = "unseen",
		[MAPPED_OLD] = "replaced",
		[MAPPED_OTHER] = "other",
		[MAPPED_CURRENT] = "current",
	};
	enum mapped_state state = looked->mapped.state;

	out_text(app->out, name);
	if (state == MAPPED_OLD || state == MAPPED_OTHER)
		out_alarm(app->out, words[state]);
	else
		out_text(app->out, words[state]);
	out_text(app->out, states[state]);
	out_text(app->out, looked->mapped.path);
	out_text(app->out, looked->ok ? NULL : looked->err.text);
}

static void
print_nodes(struct app *app, const char *path)
{
	static const struct out_column columns[] = { { "name", OUT_ALL },
		{ "use", OUT_PEOPLE }, { "state", OUT_PROGRAMS },
		{ "path", OUT_ALL, OUT_WRAP }, { "error", OUT_ALL, OUT_WRAP }, { 0 } };
	struct fleet fleet;
	struct looking l = { .fleet = &fleet,
		.path = path,
		.nodes = xcalloc(app->nodes.len + 1, sizeof(*l.nodes)) };

	app_fleet(app, &fleet);
	fleet_each(&fleet, look_at_node, &l);
	out_begin(app->out, "nodes", columns, false);
	for (size_t i = 0; i < app->nodes.len; i++)
		if (l.nodes[i].is_local)
			print_node(app, app->nodes.v[i].name, &l.nodes[i]);
	out_end(app->out);
	for (size_t i = 0; i < app->nodes.len; i++)
		free(l.nodes[i].mapped.path);
	free(l.nodes);
}

bool
geo_show_info(struct app *app, const struct args *args, struct err *err)
{
	const char *path;
	struct geo *geo;

	(void)args;
	/* The file first: looking at it forks, and nodes are asked in threads. */
	if (!geo_path(app, &path, err) || !geo_open(&geo, path, err))
		return false;
	if (!app_nodes(app, err)) {
		geo_close(geo);
		return false;
	}
	out_object_begin(app->out);
	if (out_is_for_people(app->out))
		print_for_people(app->out, path, geo_info(geo));
	else
		print_for_programs(app->out, path, geo_info(geo));
	/* A second kind of line would break the table. */
	if (out_is_for_people(app->out) || out_format(app->out) == OUT_JSON)
		print_nodes(app, path);
	out_object_end(app->out);
	geo_close(geo);
	return true;
}
