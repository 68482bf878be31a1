/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "cmd/ask_yes.h"
#include "cmd/config/file.h"
#include "kamcfg/difference.h"
#include "kamcfg/kamailio.h"
#include "policy/sentinel.h"

/* Tell whether the change is to blame, or Kamailio refused the old file as well. */
static bool
refused(const struct config_change *a, const struct str *why, struct err *err)
{
	struct str before = { 0 };
	bool was_fine = kamailio_check(a->file.path, a->file.path, a->app->timeout_ms,
				&before) == KAMAILIO_FINE;

	if (was_fine)
		err_set(err, ERR_GUARD,
			"Kamailio would refuse the result: %s; '%s' was not changed",
			str_get(why), a->file.path);
	else
		err_set(err, ERR_USAGE,
			"Kamailio refuses '%s' already: %s; it was not changed",
			a->file.path, str_get(&before));
	str_clear(&before);
	return false;
}

static bool
check_candidate(struct config_change *a, struct err *err)
{
	struct str why = { 0 };
	enum kamailio_says says;
	bool ok;

	if (!replace_is_beside(&a->file)) {
		app_talk(a->app,
			"the directory of '%s' is not writable: kamailio -c was not run",
			a->file.path);
		return true;
	}
	says = kamailio_check(a->file.candidate, a->file.path, a->app->timeout_ms, &why);
	ok = says == KAMAILIO_FINE || says == KAMAILIO_ABSENT;

	a->checked = says == KAMAILIO_FINE ? "fine" : "not installed";
	if (says == KAMAILIO_ABSENT)
		app_talk(a->app, "kamailio is not installed here: the result was not "
				 "checked with kamailio -c");
	if (says == KAMAILIO_REFUSES)
		refused(a, &why, err);
	if (says == KAMAILIO_FAILED)
		err_set(err, ERR_SYSTEM, "%s: '%s' was not changed", str_get(&why),
			a->file.path);
	str_clear(&why);
	return ok;
}

/* A signal here would leave the candidate behind. */
static void
hold_signals(sigset_t *old)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGQUIT);
	sigprocmask(SIG_BLOCK, &set, old);
}

static void
drop_candidate(struct replace *file)
{
	if (file->candidate == NULL)
		return;
	unlink(file->candidate);
	free(file->candidate);
	file->candidate = NULL;
}

/* Write the candidate, compare it with the file, and let Kamailio check it. */
static bool
try_out(struct config_change *a, struct err *err)
{
	sigset_t old;
	bool ok;

	hold_signals(&old);
	ok = replace_prepare(&a->file, str_get(&a->edit.text), a->edit.text.len,
		     a->app->dry_run, err) &&
	     cfg_difference_add(&a->diff, a->file.path, a->file.candidate, err) &&
	     (a->is_revert || check_candidate(a, err));
	drop_candidate(&a->file);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return ok;
}

static bool
write_it(struct config_change *a, struct err *err)
{
	sigset_t old;
	bool ok;

	hold_signals(&old);
	ok = replace_prepare(
		     &a->file, str_get(&a->edit.text), a->edit.text.len, false, err) &&
	     replace_commit(&a->file, err);
	drop_candidate(&a->file);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return ok;
}

/* The diff goes to stdout; question and answer do not. */
static bool
may_write(const struct config_change *a, struct err *err)
{
	if (a->app->yes || a->app->force)
		return true;
	if (!isatty(STDIN_FILENO))
		return err_set(err, ERR_GUARD,
			"cannot ask whether to write '%s' without a terminal: use --yes, "
			"or --dry-run to only see the change",
			a->file.path);
	return cmd_ask_yes("shieldadm: write that?") ||
	       err_set(err, ERR_GUARD, "'%s' was not changed", a->file.path);
}

static void
print_result(struct config_change *a)
{
	static const struct out_column columns[] = {
		{ "file", OUT_ALL, OUT_WRAP },
		{ "result", OUT_ALL },
		{ "backup", OUT_ALL, OUT_WRAP },
		{ "kamailio", OUT_ALL },
		{ "diff", OUT_PROGRAMS },
		{ 0 },
	};

	out_begin(a->app->out, NULL, columns, true);
	out_text(a->app->out, a->file.path);
	out_text(a->app->out, a->result);
	out_text(a->app->out, a->file.backup);
	out_text(a->app->out, a->checked);
	out_text(a->app->out, str_get(&a->diff));
	out_end(a->app->out);
}

static bool
is_same(const struct config_change *a)
{
	return a->edit.text.len == a->file.len &&
	       memcmp(str_get(&a->edit.text), a->file.text, a->file.len) == 0;
}

/* The common part of apply and revert: show, ask, write. */
static bool
finish(struct config_change *a, struct err *err)
{
	struct app *app = a->app;

	config_tell_notes(a);
	a->result = "unchanged";
	if (!is_same(a)) {
		a->result = app->dry_run ? "would be changed" : "changed";
		if (!try_out(a, err))
			return false;
		if (out_is_for_people(app->out))
			out_document(str_get(&a->diff));
		if (!app->dry_run && (!may_write(a, err) || !write_it(a, err)))
			return false;
	}
	print_result(a);
	if (strcmp(a->result, "changed") == 0)
		app_talk(app, "restart Kamailio to load it: systemctl restart kamailio");
	return true;
}

/* The route waits for the sentinel, so it is stored before Kamailio loads the file.
 * The file is already written: a failure here is only reported, with the command to
 * run. */
static void
store_sentinel(struct app *app)
{
	struct change_report report = { 0 };
	struct change_set set;
	struct change_env env;
	struct err err;
	bool ok;

	config_sentinel_set(&set);
	ok = app_change_env(app, &env, &err) && change_apply(&env, &set, &report, &err);
	if (!ok)
		app_talk(app,
			"the sentinel, which tells the route that the lists are loaded, "
			"is not %s: %s; run this before you start Kamailio: shieldadm "
			"config sentinel",
			err.code == ERR_NOT_LIVE ? "live everywhere" : "stored",
			err.text);
	else if (plan_count(&report.plan, CHANGE_ADDED) > 0)
		app_talk(app, "stored the sentinel '" SENTINEL_COUNTRY
			      "', which tells the route that the lists are loaded");
	change_report_clear(&report);
	change_set_clear(&set);
}

/* The parts that check a list. */
#define ASKS_LISTS (1u << HARDEN_COUNTRY | 1u << HARDEN_UA | 1u << HARDEN_LISTS)

bool
config_apply(struct app *app, const struct args *args, struct err *err)
{
	struct config_change a;
	struct harden h;
	const char *url;
	bool ok;

	if (!config_harden(&h, args, err))
		return false;
	ok = config_open_file(&a, app, err) && config_make_text(&a, &h, &url, err) &&
	     config_check_secret(&a, url, err) && finish(&a, err);
	config_close_file(&a);
	/* Only now: the file's directory was locked, and an SQLite database may be in
	 * it. */
	if (ok && !app->dry_run && (h.parts & ASKS_LISTS) != 0 &&
		!args_has(args, "no-sentinel"))
		store_sentinel(app);
	return ok;
}

/* A file without the hardening is written even if Kamailio refuses it. */
bool
config_revert(struct app *app, const struct args *args, struct err *err)
{
	struct config_change a;
	bool ok = config_open_file(&a, app, err);

	(void)args;
	a.is_revert = true;
	ok = ok && edit_revert(&a.edit, a.file.text, a.file.len, err) && finish(&a, err);
	config_close_file(&a);
	return ok;
}
