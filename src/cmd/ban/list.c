/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ban list, auth list.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "cmd/ban/rows.h"
#include "fleet/bans.h"
#include "geo/geo.h"

/* What is shown. */
struct listing {
	struct app *app;
	struct fleet fleet;
	struct bans_rows rows;
	const struct geo *geo; /* NULL: countries are left out */
};

/* Lines of a terminal that are not for rows: the heading, a note, the next prompt. */
#define LINES_KEPT 3

/* Whether each node has told all that was asked. */
static bool
are_all_asked(const struct listing *l)
{
	for (size_t i = 0; i < l->app->nodes.len; i++)
		if (!l->rows.nodes[i].ok && !l->rows.nodes[i].is_blind)
			return false;
	return true;
}

/* "all", "edge1; edge3", "none". */
static void
out_nodes(const struct listing *l, const struct bans_entry *entry)
{
	struct app *app = l->app;
	size_t n = app->nodes.len, on = bans_entry_nodes(entry, n), at = 0;
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
		if (bans_entry_is_on(entry, i))
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

/* Whether a node has it as it is recorded, and not by pike or by hand. */
static bool
is_as_recorded(const struct bans_row *row, const struct bans_entry *entry)
{
	const char *reason = row->ban.reason;
	bool has_reason = reason != NULL && reason[0] != '\0';

	return row->is_recorded &&
	       (entry->value == NULL ||
		       strcmp(entry->value, has_reason ? reason : BAN_NO_REASON) == 0);
}

static void
print_ban(const struct listing *l, const struct bans_row *row,
	const struct bans_entry *entry)
{
	struct out *out = l->app->out;
	const struct ban *ban = &row->ban;
	const char *reason =
		entry->value != NULL ? bans_reason(entry->value) : ban->reason;

	out_text(out, ban->key);
	out_country(out, l->geo, ban);
	out_nodes(l, entry);
	bans_out_left(l->app, entry->left);
	out_text(out, reason != NULL && reason[0] != '\0' ? reason : NULL);
	out_text(out, is_as_recorded(row, entry) ? ban->who : NULL);
	out_bool(out, row->is_recorded);
	if (row->is_recorded)
		out_int(out, ban->made);
	else
		out_text(out, NULL);
}

static void
print_auth(const struct listing *l, const struct bans_row *row,
	const struct bans_entry *entry)
{
	struct out *out = l->app->out;

	out_text(out, row->ban.key);
	out_country(out, l->geo, &row->ban);
	out_nodes(l, entry);
	out_int(out, entry->value != NULL ? strtoll(entry->value, NULL, 10) : 0);
	bans_out_left(l->app, entry->left);
}

/* A line for each entry in which nodes differ, in the order of the nodes; one for what
 * is recorded, and stands on none. */
static void
print_row(const struct listing *l, const struct bans_row *row, bool has_records)
{
	void (*print)(const struct listing *l, const struct bans_row *row,
		const struct bans_entry *entry) = has_records ? print_ban : print_auth;
	const struct bans_entry *entry;

	if (bans_row_nodes(&l->rows, row) == 0 && row->is_recorded)
		print(l, row, &row->entries);
	for (size_t i = 0; i < l->app->nodes.len; i++) {
		entry = bans_entry_of(&row->entries, i);
		/* With its first node. */
		if (entry != NULL && bans_entry_nodes(entry, i) == 0)
			print(l, row, entry);
	}
}

/* Without a file countries are left out; NULL then. */
static struct geo *
open_geo(const struct listing *l)
{
	const char *path = l->fleet.geoip_path;
	struct geo *geo;
	struct err err;

	if (path == NULL || l->rows.n_shown == 0)
		return NULL;
	if (geo_open(&geo, path, &err))
		return geo;
	app_talk(l->app, "countries are not told: %s", err.text);
	return NULL;
}

static void
print_rows(struct listing *l, bool has_records)
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

	l->geo = geo;
	out_begin(l->app->out, NULL, has_records ? ban_columns : auth_columns, true);
	for (size_t i = 0; i < l->rows.n_shown; i++)
		print_row(l, &l->rows.v[i], has_records);
	out_end(l->app->out);
	geo_close(geo);
}

/* Recorded bans that stand nowhere, or not everywhere. */
static void
talk_of_missing(const struct listing *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->rows.n_shown; i++)
		n += l->rows.v[i].is_recorded &&
		     bans_row_nodes(&l->rows, &l->rows.v[i]) < l->app->nodes.len;
	if (n > 0 && are_all_asked(l))
		app_talk(l->app,
			"%zu recorded ban%s not on every node: shieldadm sync brings "
			"%s there",
			n, n == 1 ? " is" : "s are", n == 1 ? "it" : "them");
}

static bool
tell_failures(const struct listing *l, struct err *err)
{
	const struct app *app = l->app;
	bool ok = true;

	for (size_t i = 0; i < app->nodes.len; i++) {
		if (l->rows.nodes[i].ok)
			continue;
		if (ok)
			ok = err_set(err, l->rows.nodes[i].err.code, "%s: %s",
				app->nodes.v[i].name, l->rows.nodes[i].err.text);
		else
			app_talk(app, "%s: %s", app->nodes.v[i].name,
				l->rows.nodes[i].err.text);
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
		return err_set(err, ERR_USAGE, "'%s' is not a number of rows", text);
	if (*limit == 0)
		*limit = SIZE_MAX;
	return true;
}

static bool
show(struct listing *l, size_t limit, bool has_records, struct err *err)
{
	struct bans_rows *rows = &l->rows;

	bans_rows_ask(rows, rows->len < limit ? rows->len : limit);
	print_rows(l, has_records);
	if (rows->n_shown < rows->len)
		app_talk(l->app, "%zu more (--limit 0 shows all)",
			rows->len - rows->n_shown);
	if (rows->len == 0 && are_all_asked(l))
		app_talk(l->app,
			has_records ? "nobody is banned" : "no failed login is counted");
	if (has_records)
		talk_of_missing(l);
	return tell_failures(l, err);
}

bool
bans_list(struct app *app, const char *table, bool has_records, struct err *err)
{
	struct listing l = { .app = app };
	size_t limit;
	bool ok;

	if (!parse_limit(&limit, app, err) || !app_nodes(app, err))
		return false;
	if (app->nodes.len == 0)
		return err_set(err, ERR_NODE,
			"no node is configured, and no socket of a Kamailio was found "
			"([node NAME] in the configuration)");
	app_fleet(app, &l.fleet);
	bans_rows_gather(&l.rows, &l.fleet, table, has_records);
	ok = show(&l, limit, has_records, err);
	bans_rows_clear(&l.rows);
	return ok;
}
