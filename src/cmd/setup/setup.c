/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/setup/setup.h"

#include <stdlib.h>

#include "cmd/nodes/nodes.h"

/*
 * setup: a guided first run for the article's steps 5 to 7.  Questions first, then one
 * change set.
 */
static const char intro[] =
	"The article's steps 5 to 7, question by question. Nothing is stored before the "
	"plan at the end was shown and you have said yes.\n"
	"Enter takes what is in [brackets], ? explains; back, skip and quit do what they "
	"say. You can leave at any question, and go on there later.\n";

static const char go_help[] =
	"yes stores all of it in one transaction, tells every node, and reads back what "
	"they hold. no changes nothing; back leads to the questions.\n";

static bool
refuse_without_terminal(struct err *err)
{
	return err_set(err, ERR_USAGE,
		"setup asks questions, and there is no terminal to ask on; a script does "
		"the same with: shieldadm ua block --scanners; shieldadm country allow "
		"CODE...; shieldadm addr add --file FILE GROUP");
}

/* What follows the plan. */
enum next { NEXT_GO, NEXT_BACK, NEXT_LEAVE, NEXT_FAIL };

/* Find out what the change would do, by a dry run without questions. */
static bool
preview(struct wizard *w, const struct change_set *set, struct change_report *report,
	struct err *err)
{
	struct change_env env;

	*report = (struct change_report){ 0 };
	if (!app_plan_env(w->app, &env, err))
		return false;
	env.is_agreed = true;
	return change_apply(&env, set, report, err);
}

static enum next
ask_to_go(struct wizard *w, bool is_cutting)
{
	enum dialog_got got;
	bool yes;

	got = dialog_ask_yes(&w->io, is_cutting ? "Do it all the same?" : "Do it?",
		!is_cutting, go_help, &yes);
	if (got == DIALOG_BACK)
		return NEXT_BACK;
	return got == DIALOG_LINE && yes ? NEXT_GO : NEXT_LEAVE;
}

/* Show the plan and ask. *is_agreed: the user has seen whom it cuts off. */
static enum next
confirm(struct wizard *w, const struct change_set *set, bool *is_agreed, struct err *err)
{
	struct change_report report;
	enum next next = NEXT_FAIL;

	if (preview(w, set, &report, err)) {
		setup_show_plan(w, &report);
		*is_agreed = report.impact.phones + report.impact.addresses > 0;
		next = w->app->dry_run ? NEXT_GO : ask_to_go(w, *is_agreed);
	}
	change_report_clear(&report);
	return next;
}

/* Report what was done, also on the nodes, and prove what can be proved. */
static bool
report_it(struct wizard *w, const struct change_report *report, struct err *err)
{
	struct app *app = w->app;
	bool ok;

	out_object_begin(app->out);
	if (!out_is_for_people(app->out))
		cmd_print_changes(app, &report->plan);
	cmd_print_nodes(app, report, false);
	ok = setup_prove(w, err);
	out_object_end(app->out);
	return ok;
}

static bool
do_it(struct wizard *w, const struct change_set *set, bool is_agreed, struct err *err)
{
	struct change_report report;
	struct change_env env;
	struct err proof_err;
	bool ok, is_stored, is_proved;

	if (!app_change_env(w->app, &env, err))
		return false;
	env.is_agreed = is_agreed;
	cmd_let_ask(w->app, &env);
	ok = change_apply(&env, set, &report, err);
	is_stored = ok || err->code == ERR_NOT_LIVE;
	if (is_stored) {
		setup_keep_no_more(w);
		is_proved = report_it(w, &report, &proof_err);
		if (ok && !is_proved) {
			*err = proof_err;
			ok = false;
		}
	}
	change_report_clear(&report);
	return ok;
}

/* program/main.c prints the error; tell that the answers are kept. */
static bool
fail(struct wizard *w)
{
	if (w->path != NULL && !w->has_failed)
		dialog_say(&w->io,
			"\n! It failed, and your answers are kept: once that is mended, "
			"shieldadm setup goes on at the plan.\n");
	return false;
}

static void
say_done(struct wizard *w)
{
	dialog_say(&w->io,
		"\nDone: it is stored, and live on every node. Step 8, the restart, is "
		"not needed.\n"
		"  shieldadm status      how the nodes stand\n"
		"  shieldadm check IP    would a caller get through, and why\n"
		"  shieldadm doctor      what else the article takes for granted\n");
}

static bool
go(struct wizard *w, const struct change_set *set, bool is_agreed, struct err *err)
{
	if (w->app->dry_run) {
		dialog_say(&w->io, "Nothing was changed: this was a dry run.\n");
		return true;
	}
	if (!do_it(w, set, is_agreed, err))
		return err->code == ERR_NOT_LIVE || err->code == ERR_DIFFERS ? false
		                                                             : fail(w);
	if (w->app->nodes.len > 0)
		say_done(w);
	return true;
}

/* All questions are answered. *is_over is false when the user goes back to them. */
static bool
finish(struct wizard *w, bool *is_over, struct err *err)
{
	struct change_set set = { 0 };
	bool is_agreed = false, ok = false;

	*is_over = true;
	if (!answers_change_set(&w->setup.answers, &set, err)) {
		change_set_clear(&set);
		return fail(w);
	}
	if (set.rules.len + set.addresses.len == 0) {
		dialog_say(&w->io, "\nNothing was answered that changes anything.\n");
		setup_keep_no_more(w);
		return true;
	}
	switch (confirm(w, &set, &is_agreed, err)) {
	case NEXT_GO:
		ok = go(w, &set, is_agreed, err);
		break;
	case NEXT_BACK:
		*is_over = false;
		ok = true;
		break;
	case NEXT_LEAVE:
		ok = setup_leave(w, err);
		break;
	case NEXT_FAIL:
		ok = fail(w);
		break;
	}
	change_set_clear(&set);
	return ok;
}

static bool
converse(struct wizard *w, struct err *err)
{
	bool is_over = false, ok = true;

	while (ok && !is_over) {
		if (!dialog_run(&w->io, &w->setup))
			return setup_leave(w, err);
		ok = finish(w, &is_over, err);
		if (!is_over) {
			w->setup.at = SETUP_CUSTOMERS;
			setup_keep(w, &w->setup);
		}
	}
	return ok;
}

static bool
setup(struct app *app, const struct args *args, struct err *err)
{
	struct wizard w = { .app = app };
	bool ok;

	if (!app_can_ask(app))
		return refuse_without_terminal(err);
	if (app->session != NULL && app->session->begun.is_open)
		return err_set(err, ERR_USAGE,
			"setup makes a change of its own: commit or abort the open set "
			"first");
	w.terminal = terminal_open();
	w.io = (struct setup_io){ .read = terminal_read,
		.has_more = terminal_has_more,
		.say = terminal_say,
		.keep = setup_keep,
		.ctx = &w };
	dialog_say(&w.io, "%s", intro);
	ok = setup_place(&w, err) && setup_learn(&w, err);
	if (ok) {
		setup_take_up(&w, args_has(args, "new"));
		ok = converse(&w, err);
	}
	setup_forget_facts(&w);
	answers_clear(&w.setup.answers);
	terminal_close(w.terminal);
	free(w.path);
	return ok;
}

static const struct cmd_opt setup_opts[] = {
	{ 0, "new", NULL, "begin anew: put aside the answers that are kept" },
	{ 0 },
};

const struct command_group cmd_setup = {
	.name = "setup",
	.summary = "a guided first run: the article's steps 5 to 7",
	.commands =
		(const struct command[]){
			{ .summary = "ask for user agents, countries and addresses, and "
				     "do it",
				.opts = setup_opts,
				.examples = (const char *const[]){ "setup",
					"setup --dry-run", NULL },
				.run = setup },
			{ 0 } },
};
