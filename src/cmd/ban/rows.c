/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changes of hash tables, and what is printed of them.
 */
#include "cmd/ban/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/whoami.h"
#include "base/xalloc.h"
#include "cmd/ask_yes.h"
#include "cmd/nodes/nodes.h"
#include "node/htable.h"

/* More rows than these are counted for people, not shown. */
#define ROWS_MAX 20

static const struct out_column columns[] = {
	{ "result", OUT_PEOPLE },
	{ "kind", OUT_ALL },
	{ "address", OUT_ALL },
	{ "until", OUT_PROGRAMS },
	{ "left", OUT_ALL },
	{ "reason", OUT_ALL, OUT_WRAP },
	{ "result", OUT_PROGRAMS },
	{ "skipped", OUT_PROGRAMS },
	{ 0 },
};

bool
ban_terms(struct ban_set *set, const char **reason, const struct args *args,
	struct err *err)
{
	const char *duration = args_opt(args, "for");

	*reason = args_opt(args, "reason");
	return (duration == NULL || ban_parse_duration(&set->seconds, duration, err)) &&
	       (*reason == NULL || ban_check_reason(*reason, err));
}

void
ban_enlist(struct ban_set *set, struct ban *ban_take, const char *reason)
{
	ban_take->reason = xstrdup(reason != NULL ? reason : "");
	ban_take->who = xasprintf("%s@%s", whoami_login(), whoami_host());
	ban_set_add(set, CHANGE_ADD, ban_take);
}

const char *
bans_reason(const char *value)
{
	return value != NULL && strcmp(value, "1") == 0 ? "pike" : value;
}

void
bans_out_left(struct app *app, long long seconds)
{
	char text[BAN_DURATION_TEXT_MAX];

	if (seconds == HTABLE_NO_TIME) {
		out_text(app->out, NULL);
	} else if (out_is_for_people(app->out)) {
		ban_format_duration(seconds, text);
		out_text(app->out, text);
	} else {
		out_int(app->out, seconds);
	}
}

static const char *
result_name(const struct ban_change *change)
{
	return change->skipped != NULL ? "skipped" : change_result_name(change->result);
}

static const char *
result_for_people(const struct app *app, const char *name)
{
	if (app->dry_run && strcmp(name, "added") == 0)
		return "would be added";
	if (app->dry_run && strcmp(name, "removed") == 0)
		return "would be removed";
	if (strcmp(name, "failed") == 0)
		return app->dry_run ? "not known" : "not done";
	return name;
}

static void
print_change(struct app *app, const char *kind, const struct ban_change *change)
{
	bool is_ban = change->op == CHANGE_ADD && change->skipped == NULL &&
	              change->result != CHANGE_FAILED;
	const char *reason = change->ban.reason;

	out_text(app->out, result_for_people(app, result_name(change)));
	out_text(app->out, kind);
	out_text(app->out, change->ban.key);
	if (is_ban)
		out_int(app->out, change->ban.until);
	else
		out_text(app->out, NULL);
	bans_out_left(
		app, is_ban ? change->ban.until - (long long)time(NULL) : HTABLE_NO_TIME);
	out_text(app->out, is_ban && reason != NULL && reason[0] != '\0' ? reason : NULL);
	out_text(app->out, result_name(change));
	out_text(app->out, change->skipped);
}

static void
print_count(struct app *app, const char *kind, const char *result, size_t n)
{
	char text[64];

	snprintf(text, sizeof(text), "%zu addresses", n);
	out_text(app->out, result_for_people(app, result));
	out_text(app->out, kind);
	out_text(app->out, text);
	for (size_t i = 3; columns[i].name != NULL; i++)
		out_text(app->out, NULL);
}

/* Too many to read: a row for each result. */
static void
print_counts(struct app *app, const char *kind, const struct ban_set *set)
{
	static const char *const results[] = { "added", "present", "removed", "absent",
		"skipped", "failed" };

	for (size_t r = 0; r < sizeof(results) / sizeof(*results); r++) {
		size_t n = 0;
		for (size_t i = 0; i < set->len; i++)
			n += strcmp(result_name(&set->v[i]), results[r]) == 0;
		if (n > 0)
			print_count(app, kind, results[r], n);
	}
}

static void
print_changes(struct app *app, const char *kind, const struct ban_set *set)
{
	out_begin(app->out, "changes", columns, false);
	if (set->len > ROWS_MAX && out_is_for_people(app->out))
		print_counts(app, kind, set);
	else
		for (size_t i = 0; i < set->len; i++)
			print_change(app, kind, &set->v[i]);
	out_end(app->out);
}

/* With --force, an unreachable database does not prevent a ban. */
static bool
open_env(struct app *app, const struct ban_set *set, struct change_env *env,
	struct err *err)
{
	if (!app_node_env(app, env, err))
		return false;
	cmd_let_ask(app, env);
	if (!set->is_recorded)
		return true;
	if (app_db(app, false, err)) {
		env->fleet.db = app->db;
		return true;
	}
	if (!app->force)
		return err_set(err, err->code,
			"%s; --force does it on the nodes alone, unrecorded", err->text);
	app_talk(app, "%s: this is not recorded, nor does any guard look at it",
		err->text);
	return true;
}

/* A record is meant for all nodes: name those that were not told. */
static void
talk_of_others(const struct app *app, const struct ban_set *set)
{
	size_t others = app->settings.nodes.len - app->nodes.len;
	bool lifts = set->flush || (set->len > 0 && set->v[0].op == CHANGE_REMOVE);

	if (others == 0 || app->dry_run || !set->is_recorded)
		return;
	app_talk(app, "%zu other node%s not told%s", others,
		others == 1 ? " was" : "s were",
		lifts ? "; run this command there too" : "; run: shieldadm sync");
}

/* Bans are not part of a set of changes: refuse them while one is open. */
static bool
check_no_set(const struct app *app, struct err *err)
{
	if (app->session == NULL || !app->session->begun.is_open || app->dry_run)
		return true;
	return err_set(err, ERR_USAGE,
		"bans are not part of the set that is begun: commit or abort it first");
}

void
bans_print_report(struct app *app, const char *kind, const struct ban_set *set,
	const struct change_report *report, bool ok)
{
	const struct change_report none = { 0 };

	/* It failed before a node was asked: nothing was done. */
	if (!ok && report->nodes.len == 0) {
		cmd_print_refused(app, &report->impact);
		return;
	}
	out_object_begin(app->out);
	print_changes(app, kind, set);
	/* A dry run makes nothing live. */
	cmd_print_nodes(app, app->dry_run && !set->flush ? &none : report, set->flush);
	if (!report->impact.was_shown)
		cmd_print_impact(app, &report->impact);
	out_object_end(app->out);
	if (report->nodes.len > 0)
		talk_of_others(app, set);
}

bool
bans_change(struct app *app, const char *kind, struct ban_set *set, struct err *err)
{
	struct change_report report;
	struct change_env env;
	bool ok;

	if (!check_no_set(app, err) || !open_env(app, set, &env, err))
		return false;
	ok = change_bans(&env, set, &report, err);
	bans_print_report(app, kind, set, &report, ok);
	change_report_clear(&report);
	return ok;
}

/* Whether a terminal says yes. */
static bool
ask(struct app *app, const char *what, struct err *err)
{
	if (app->yes || app->dry_run)
		return true;
	if (!app_can_ask(app))
		return err_set(err, ERR_GUARD,
			"%s is not done without a terminal to ask on, unless with --yes",
			what);
	return cmd_ask_yes("%s, on %zu node%s?", what, app->nodes.len,
		       app->nodes.len == 1 ? "" : "s") ||
	       err_set(err, ERR_GUARD, "not confirmed: nothing was done");
}

bool
bans_flush(struct app *app, const char *kind, struct ban_set *set, struct err *err)
{
	char what[128];

	snprintf(what, sizeof(what), "lifting all entries of '%.64s'", set->table);
	set->flush = true;
	return app_nodes(app, err) && ask(app, what, err) &&
	       bans_change(app, kind, set, err);
}
