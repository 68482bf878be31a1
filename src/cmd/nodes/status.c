/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/terminal.h"
#include "change/undo.h"
#include "cmd/nodes/nodes.h"
#include "cmd/nodes/status.h"
#include "fleet/facts.h"
#include "print/pager.h"

/*
 * status: how the nodes are, and whether they hold what is stored.
 */
#define WATCH_DEFAULT_S 2
#define WATCH_MAX_S 86400

/* The command that makes the nodes equal to the database. */
static const char *
mend(const struct change_report *report)
{
	for (size_t i = 0; i < report->nodes.len; i++)
		if (report->nodes.v[i].rules.extra.len +
				report->nodes.v[i].addresses.extra.len >
			0)
			return "shieldadm sync, which drops what is extra, or sync "
			       "--adopt, "
			       "which stores it";
	return "shieldadm sync";
}

/* A node that differs is an answer, not a failure. */
static bool
answer(const struct change_report *report, struct err *err)
{
	size_t n = report->nodes.len, gone = 0, differ = 0;

	for (size_t i = 0; i < n; i++) {
		gone += node_state(&report->nodes.v[i]) == NODE_UNREACHABLE;
		differ += node_state(&report->nodes.v[i]) == NODE_DIFFERS;
	}
	if (differ == 0)
		return err_set(err, ERR_NO,
			"%zu of %zu node%s cannot be asked (shieldadm doctor tells "
			"more); "
			"when that is mended: shieldadm sync",
			gone, n, n == 1 ? "" : "s");
	if (gone == 0)
		return err_set(err, ERR_NO,
			"%zu of %zu node%s from the database; to mend: %s", differ, n,
			n == 1 ? " differs" : "s differ", mend(report));
	return err_set(err, ERR_NO,
		"%zu of %zu nodes differ from the database, and %zu cannot be asked; to "
		"mend: %s",
		differ, n, gone, mend(report));
}

/* The nodes may be fine: say which command looks at them. */
static bool
without_database(struct err *err)
{
	if (err->code == ERR_DB)
		err_set(err, ERR_DB, "%s; shieldadm doctor looks at the nodes without it",
			err->text);
	return false;
}

/* An overdue change is still there when its watcher cannot take it back, or was killed.
 */
static void
talk_of_one_pending(struct app *app, const struct undo_pending *p)
{
	char left[BAN_DURATION_TEXT_MAX];
	long long n = p->confirm_by - (long long)time(NULL);

	ban_format_duration(n > 0 ? n : 0, left);
	if (n < 0)
		app_talk(app,
			"change %lld (%s: %s) was not confirmed in time and is overdue: "
			"the next change takes it back; to keep it: shieldadm confirm "
			"%lld",
			p->id, p->who, p->command, p->id);
	else
		app_talk(app,
			"change %lld (%s: %s) goes back in %s unless confirmed: "
			"shieldadm confirm %lld",
			p->id, p->who, p->command, left, p->id);
}

/* Changes that go back by themselves. */
static void
talk_of_pending(struct app *app)
{
	struct undo_pendings list;
	struct err ignored;

	if (undo_pending(app->db, 0, &list, &ignored))
		for (size_t i = 0; i < list.len; i++)
			talk_of_one_pending(app, &list.v[i]);
	undo_pendings_clear(&list);
}

static bool
ask_facts(struct app *app, struct node_reports *reports, struct err *err)
{
	struct fleet fleet;

	if (!app_nodes(app, err))
		return false;
	app_fleet(app, &fleet);
	fleet_facts(&fleet, reports);
	return true;
}

/* What the nodes tell without a database. err keeps the failure of the database. */
static void
print_facts(struct app *app, long long begun, struct err *err)
{
	struct change_report report;
	struct err bad;

	report = (struct change_report){ .n_bad_rows = 0 };
	if (!ask_facts(app, &report.nodes, &bad) ||
		!status_prometheus(app, &report, false, begun, &bad))
		*err = bad;
	change_report_clear(&report);
}

/* A database that is lost in the middle counts as down. */
static void
print_prometheus(struct app *app, const struct change_report *report, long long begun,
	bool *ok, struct err *err)
{
	struct err bad;

	if (!*ok && err->code == ERR_DB) {
		print_facts(app, begun, err);
	} else if (!status_prometheus(app, report, true, begun, &bad)) {
		*ok = false;
		*err = bad;
	}
}

static bool
show(struct app *app, struct err *err)
{
	long long begun = clock_ms();
	struct change_report report;
	struct fleet fleet;
	bool ok;

	if (!app_look_env(app, &fleet, err)) {
		if (app->is_prometheus)
			print_facts(app, begun, err);
		return without_database(err);
	}
	ok = change_look(&fleet, true, &report, err);
	if (app->is_prometheus)
		print_prometheus(app, &report, begun, &ok, err);
	else if (report.nodes.len > 0)
		cmd_print_status(app, &report);
	talk_of_pending(app);
	if (!ok && err->code == ERR_NOT_LIVE)
		answer(&report, err);
	change_report_clear(&report);
	return ok;
}

static bool
parse_interval(unsigned *seconds, const char *text, struct err *err)
{
	char *end;
	unsigned long n;

	*seconds = WATCH_DEFAULT_S;
	if (text[0] == '\0')
		return true;
	n = strtoul(text, &end, 10);
	if (*end != '\0' || n < 1 || n > WATCH_MAX_S)
		return err_set(err, ERR_USAGE,
			"'%s' is not an interval: use 1 to %d seconds", text,
			WATCH_MAX_S);
	*seconds = (unsigned)n;
	return true;
}

/* On a terminal each picture replaces the last one. */
static void
begin_picture(const struct app *app, unsigned seconds)
{
	char when[32];
	time_t now = time(NULL);
	struct tm local;

	if (!out_is_for_people(app->out))
		return;
	if (terminal_can_draw(STDOUT_FILENO))
		fputs("\033[H\033[J", stdout);
	strftime(when, sizeof(when), "%F %T", localtime_r(&now, &local));
	printf("%s, every %u s\n\n", when, seconds);
}

/* Repeat until it is interrupted, also while the database is down. */
static bool
watch(struct app *app, unsigned seconds, struct err *err)
{
	struct fleet fleet;

	/* Errors of the command line and of the configuration end it at once. */
	if (!app_look_env(app, &fleet, err))
		return false;
	pager_direct();
	setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
	while (!interrupt_came()) {
		begin_picture(app, seconds);
		if (!show(app, err))
			app_talk(app, "%s", err->text);
		/* Output to stderr may have met the closed pipe before. */
		if (fflush(stdout) != 0 || ferror(stdout) != 0)
			return err_set(err, ERR_SYSTEM, "%s", "");
		sleep(seconds);
	}
	return true;
}

static bool
status(struct app *app, const struct args *args, struct err *err)
{
	const char *interval = args_opt(args, "watch");
	unsigned seconds;

	if (!app->is_prometheus && args_has(args, "textfile"))
		return err_set(err, ERR_USAGE, "--textfile goes with -o prometheus");
	if (app->is_prometheus && interval != NULL)
		return err_set(err, ERR_USAGE,
			"--watch does not go with -o prometheus: a timer does that");
	if (interval == NULL)
		return show(app, err);
	return parse_interval(&seconds, interval, err) && watch(app, seconds, err);
}

static const struct cmd_opt status_opts[] = {
	{ 'w', "watch", "[seconds]", "show it again and again (default: every 2)" },
	{ 0, "textfile", "file", "write it there as a whole, with -o prometheus",
		VALUE_FILE },
	{ 0 },
};

const struct command_group cmd_status = {
	.name = "status",
	.summary = "is every node enforcing what is stored",
	.commands =
		(const struct command[]){
			{ .summary = "show how each node stands, and what differs from "
				     "the database",
				.opts = status_opts,
				.examples = (const char *const[]){ "status",
					"status --watch 5", "status --node edge1 -o json",
					"status -o prometheus", NULL },
				.run = status },
			{ 0 } },
};
