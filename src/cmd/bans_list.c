/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ban list, auth list.
 */
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "cmd/bans_rows.h"
#include "geo/geo.h"

/* Lines of a terminal that are not for rows: the heading, a note, the next prompt. */
#define LINES_KEPT 3

/* Whether each node has told all that was asked. */
static bool
are_all_asked(const struct bans_rows *l)
{
	for (size_t i = 0; i < l->app->nodes.len; i++)
		if (!l->nodes[i].ok && !l->nodes[i].is_blind)
			return false;
	return true;
}

/* "all", "edge1; edge3", "none". */
static void
out_nodes(const struct bans_rows *l, const struct bans_row *row)
{
	struct app *app = l->app;
	size_t n = app->nodes.len, on = bans_row_nodes(l, row), at = 0;
	const char **names;

	if (out_is_for_people(app->out) && on == 0) {
		out_alarm(app->out, are_all_asked(l) ? "none" : "unknown");
		return;
	}
	if (out_is_for_people(app->out) && on == n) {
		out_text(app->out, "all");
		return;
	}
	names = xcalloc(n + 1, sizeof(*names));
	for (size_t i = 0; i < n; i++)
		if (bans_row_is_on(row, i))
			names[at++] = app->nodes.v[i].name;
	out_texts(app->out, names);
	free(names);
}

static void
out_country(struct out *out, const struct geo *geo, const struct ban *ban)
{
	char code[3];
	bool is_known = geo != NULL && ban->family != AF_UNSPEC &&
	                geo_country_of(geo, ban->family, ban->bytes, code);

	out_text(out, is_known && code[0] != '\0' ? code : NULL);
}

static void
print_ban(const struct bans_rows *l, const struct geo *geo, const struct bans_row *row)
{
	struct out *out = l->app->out;
	const struct ban *ban = &row->ban;
	bool has_reason = ban->reason != NULL && ban->reason[0] != '\0';

	out_text(out, ban->key);
	out_country(out, geo, ban);
	out_nodes(l, row);
	bans_out_left(l->app, row->left);
	out_text(out, has_reason ? ban->reason : bans_reason(row->value));
	out_text(out, ban->who);
	out_bool(out, row->is_recorded);
	if (row->is_recorded)
		out_int(out, ban->made);
	else
		out_text(out, NULL);
}

static void
print_auth(const struct bans_rows *l, const struct geo *geo, const struct bans_row *row)
{
	struct out *out = l->app->out;

	out_text(out, row->ban.key);
	out_country(out, geo, &row->ban);
	out_nodes(l, row);
	out_int(out, row->value != NULL ? strtoll(row->value, NULL, 10) : 0);
	bans_out_left(l->app, row->left);
}

/* Without a file countries are left out; NULL then. */
static struct geo *
open_geo(const struct bans_rows *l)
{
	const char *path = l->app->conf.geoip_database;
	struct geo *geo;
	struct err err;

	if (path == NULL || l->n_shown == 0)
		return NULL;
	if (geo_open(&geo, path, &err))
		return geo;
	app_talk(l->app, "countries are not told: %s", err.text);
	return NULL;
}

static void
print_rows(const struct bans_rows *l, bool has_records)
{
	static const struct out_column ban_columns[] = {
		{ "address", OUT_ALL },
		{ "country", OUT_ALL },
		{ "nodes", OUT_ALL },
		{ "left", OUT_ALL },
		{ "reason", OUT_ALL, OUT_WRAP },
		{ "who", OUT_ALL },
		{ "recorded", OUT_PROGRAMS },
		{ "made", OUT_PROGRAMS },
		{ 0 },
	};
	static const struct out_column auth_columns[] = {
		{ "address", OUT_ALL },
		{ "country", OUT_ALL },
		{ "nodes", OUT_ALL },
		{ "failed", OUT_ALL },
		{ "left", OUT_ALL },
		{ 0 },
	};

	struct geo *geo = open_geo(l);

	out_begin(l->app->out, NULL, has_records ? ban_columns : auth_columns, true);
	for (size_t i = 0; i < l->n_shown; i++) {
		const struct bans_row *row = &l->v[i];
		if (!row->is_recorded && bans_row_nodes(l, row) == 0)
			continue;
		if (has_records)
			print_ban(l, geo, row);
		else
			print_auth(l, geo, row);
	}
	out_end(l->app->out);
	geo_close(geo);
}

/* Recorded bans that stand nowhere, or not everywhere. */
static void
talk_of_missing(const struct bans_rows *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n_shown; i++)
		n += l->v[i].is_recorded &&
		     bans_row_nodes(l, &l->v[i]) < l->app->nodes.len;
	if (n > 0 && are_all_asked(l))
		app_talk(l->app,
			"%zu recorded ban%s not on every node: shieldadm sync brings "
			"%s there",
			n, n == 1 ? " is" : "s are", n == 1 ? "it" : "them");
}

static bool
tell_failures(const struct bans_rows *l, struct err *err)
{
	const struct app *app = l->app;
	bool ok = true;

	for (size_t i = 0; i < app->nodes.len; i++) {
		if (l->nodes[i].ok)
			continue;
		if (ok)
			ok = err_set(err, l->nodes[i].err.code, "%s: %s",
				app->nodes.v[i].name, l->nodes[i].err.text);
		else
			app_talk(app, "%s: %s", app->nodes.v[i].name,
				l->nodes[i].err.text);
	}
	return ok;
}

/* How many rows are shown when the user does not say: a screenful, or all where
 * there is no screen. */
static size_t
screen(const struct app *app)
{
	struct winsize size;

	if (!out_is_for_people(app->out) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 ||
		size.ws_row <= LINES_KEPT)
		return SIZE_MAX;
	return (size_t)size.ws_row - LINES_KEPT;
}

static bool
parse_limit(size_t *limit, const struct app *app, struct err *err)
{
	const char *text = args_opt(app->args, "limit");
	char *end;

	*limit = screen(app);
	if (text == NULL)
		return true;
	*limit = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0')
		return err_set(err, ERR_USAGE, "'%s' is no number of rows", text);
	if (*limit == 0)
		*limit = SIZE_MAX;
	return true;
}

static bool
show(struct bans_rows *rows, size_t limit, bool has_records, struct err *err)
{
	bans_rows_ask(rows, rows->len < limit ? rows->len : limit);
	print_rows(rows, has_records);
	if (rows->n_shown < rows->len)
		app_talk(rows->app, "%zu more (--limit 0 shows all)",
			rows->len - rows->n_shown);
	if (rows->len == 0 && are_all_asked(rows))
		app_talk(rows->app,
			has_records ? "nobody is banned" : "no failed login is counted");
	if (has_records)
		talk_of_missing(rows);
	return tell_failures(rows, err);
}

bool
bans_list(struct app *app, const char *table, bool has_records, struct err *err)
{
	struct bans_rows rows;
	size_t limit;
	bool ok;

	if (!parse_limit(&limit, app, err) || !app_nodes(app, err))
		return false;
	if (app->nodes.len == 0)
		return err_set(err, ERR_NODE,
			"no node is configured, and no socket of a Kamailio was found "
			"([node NAME] in the configuration)");
	bans_rows_gather(&rows, app, table, has_records);
	ok = show(&rows, limit, has_records, err);
	bans_rows_clear(&rows);
	return ok;
}
