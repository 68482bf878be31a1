/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shell, and the commands that exist only there: begin, show, commit, abort, exit.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/ask_yes.h"
#include "cmd/cmd.h"
#include "shell/shell.h"

/* A command that reads stdin must not read the rest of the script. */
static FILE *
take_stdin(struct err *err)
{
	int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	FILE *file = fd >= 0 ? fdopen(fd, "r") : NULL;

	if (file == NULL || null < 0 || dup2(null, STDIN_FILENO) < 0)
		err_set(err, ERR_SYSTEM, "cannot read stdin: %s", strerror(errno));
	if (null >= 0)
		close(null);
	return file;
}

static FILE *
open_script(const char *path, struct err *err)
{
	FILE *file = path != NULL ? fopen(path, "re") : take_stdin(err);

	if (file == NULL && path != NULL)
		err_set(err, ERR_USAGE, "cannot read '%s': %s", path, strerror(errno));
	return file;
}

static bool
shell(struct app *app, const struct args *args, struct err *err)
{
	const char *path = args_opt(args, "file");
	FILE *file;
	bool ok;

	if (app->session != NULL)
		return err_set(err, ERR_USAGE, "this is already the shell");
	if (path == NULL && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		return shell_prompt(args, err);
	if (path != NULL && strcmp(path, "-") == 0)
		path = NULL;
	file = open_script(path, err);
	if (file == NULL)
		return false;
	ok = shell_script(args, file, path != NULL ? path : "stdin", err);
	fclose(file);
	return ok;
}

/* -- in the shell -- */

static bool
need_shell(const struct app *app, struct err *err)
{
	if (app->session != NULL)
		return true;
	return err_set(err, ERR_USAGE,
		"'%s' is a command of the shell: start it with shieldadm shell",
		app->args->group->name);
}

static bool
need_set(const struct app *app, struct err *err)
{
	if (!need_shell(app, err))
		return false;
	app->session->is_about_set = true;
	return app->session->begun.is_open ||
	       err_set(err, ERR_USAGE, "no set of changes is open: begin opens one");
}

static bool
begin(struct app *app, const struct args *args, struct err *err)
{
	(void)args;
	if (!need_shell(app, err))
		return false;
	if (app->session->begun.is_open)
		return err_set(err, ERR_USAGE,
			"a set is open already: commit or abort it first");
	app->session->begun.is_open = true;
	return true;
}

/* Show what the set would do, even where a guard would refuse it. */
static bool
plan(struct app *app, bool has_impact, struct err *err)
{
	const struct change_set *set = &app->session->begun.set;
	bool was_dry = app->dry_run, ok;
	struct change_report report;
	struct change_env env;

	if (!app_plan_env(app, &env, err))
		return false;
	env.force = env.is_agreed = true;
	ok = change_apply(&env, set, &report, err);
	app->dry_run = true;
	if (ok || err->code == ERR_ABSENT) {
		for (size_t i = 0; i < report.plan.notes.len; i++)
			app_talk(app, "%s", report.plan.notes.v[i]);
		out_object_begin(app->out);
		cmd_print_changes(app, &report.plan);
		if (has_impact)
			cmd_print_impact(app, &report.impact);
		out_object_end(app->out);
	}
	app->dry_run = was_dry;
	change_report_clear(&report);
	return ok;
}

static bool
show(struct app *app, const struct args *args, struct err *err)
{
	(void)args;
	if (!need_set(app, err))
		return false;
	if (session_pending(app->session) == 0) {
		app_talk(app, "the set is empty");
		return true;
	}
	return plan(app, true, err);
}

/* Show the plan and ask.  A row to remove that is missing does not stop the rest.
 * Overdue changes are taken back before, so that the plan is true. */
static bool
confirm(struct app *app, struct err *err)
{
	struct change_env env;

	if (!app_change_env(app, &env, err))
		return false;
	if (!plan(app, false, err) && err->code != ERR_ABSENT)
		return false;
	return cmd_ask_yes("shieldadm: do this, on %zu node%s?", app->nodes.len,
		       app->nodes.len == 1 ? "" : "s") ||
	       err_set(err, ERR_GUARD,
		       "not confirmed: nothing was stored, and the set is still open");
}

static bool
commit(struct app *app, const struct args *args, struct err *err)
{
	struct session *session = app->session;
	bool ok;

	(void)args;
	if (!need_set(app, err))
		return false;
	if (session_pending(session) == 0) {
		app_talk(app, "the set was empty");
		session_end_set(session);
		return true;
	}
	if (app_can_ask(app) && !app->yes && !app->dry_run && !confirm(app, err))
		return false;
	ok = cmd_apply(app, &session->begun.set, err);
	if (!app->dry_run && (ok || err->code == ERR_NOT_LIVE || err->code == ERR_ABSENT))
		session_end_set(session);
	else if (!ok && session->asks)
		err_set(err, err->code, "%s (the set is still open)", err->text);
	return ok;
}

static bool
give_up(struct app *app, const struct args *args, struct err *err)
{
	size_t n;

	(void)args;
	if (!need_set(app, err))
		return false;
	n = session_pending(app->session);
	session_end_set(app->session);
	app_talk(app, "given up: %zu row%s; nothing was stored", n, n == 1 ? "" : "s");
	return true;
}

static bool
leave(struct app *app, const struct args *args, struct err *err)
{
	(void)args;
	if (!need_shell(app, err))
		return false;
	app->session->is_over = true;
	return true;
}

static const struct cmd_opt shell_opts[] = {
	{ 'f', "file", "file", "do the lines of this file (- is stdin) and end",
		VALUE_FILE, NULL },
	{ 0 },
};

#define IN_SHELL(variable, noun, text, function)                                         \
	const struct command_group variable = {                                          \
		.name = noun,                                                            \
		.summary = text,                                                         \
		.in_shell = true,                                                        \
		.commands =                                                              \
			(const struct command[]){                                        \
				{ .summary = text,                                       \
					.examples = (const char *const[]){ noun, NULL }, \
					.run = function },                               \
				{ 0 } },                                                 \
	}

IN_SHELL(cmd_begin, "begin", "put the changes that follow together", begin);
IN_SHELL(cmd_show, "show", "what the set of changes would do", show);
IN_SHELL(cmd_commit, "commit", "do the set: all of it, or nothing", commit);
IN_SHELL(cmd_abort, "abort", "give the set up", give_up);
IN_SHELL(cmd_exit, "exit", "leave the shell", leave);
IN_SHELL(cmd_quit, "quit", "the same", leave);

const struct command_group cmd_shell = {
	.name = "shell",
	.summary = "all of it, interactively or from a script",
	.commands =
		(const struct command[]){
			{ .summary = "commands without the program's name, at a prompt "
				     "or from a script",
				.opts = shell_opts,
				.examples = (const char *const[]){ "shell",
					"shell --file changes.txt", NULL },
				.run = shell },
			{ 0 } },
};
