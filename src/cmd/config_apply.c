/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "cmd/config.h"
#include "config/difference.h"
#include "config/edit.h"
#include "config/kamailio.h"
#include "config/replace.h"
#include "geo/geo.h"
#include "geo/obtain.h"

/* One change of a file, from what is read to what is told. */
struct applying {
	struct app *app;
	struct replace file;
	struct edit edit;
	struct str diff;
	const char *result, *checked;
	bool is_revert;
};

/* What Kamailio refused before is not to be mended here: is it the change? */
static bool
refused(const struct applying *a, const struct str *why, struct err *err)
{
	struct str before = { 0 };
	bool was_fine =
		kamailio_check(a->file.path, a->file.path, &before) == KAMAILIO_FINE;

	if (was_fine)
		err_set(err, ERR_GUARD,
			"Kamailio would refuse the result: %s; '%s' is left as it was",
			str_get(why), a->file.path);
	else
		err_set(err, ERR_USAGE,
			"Kamailio refuses '%s' as it is: %s; it is left as it was",
			a->file.path, str_get(&before));
	str_clear(&before);
	return false;
}

static bool
check_candidate(struct applying *a, struct err *err)
{
	struct str why = { 0 };
	enum kamailio_says says;
	bool ok;

	if (!replace_is_beside(&a->file)) {
		app_talk(a->app,
			"nothing can be written in the folder of '%s': kamailio -c "
			"was not asked",
			a->file.path);
		return true;
	}
	says = kamailio_check(a->file.candidate, a->file.path, &why);
	ok = says == KAMAILIO_FINE || says == KAMAILIO_ABSENT;

	a->checked = says == KAMAILIO_FINE ? "fine" : "not installed";
	if (says == KAMAILIO_ABSENT)
		app_talk(a->app, "kamailio is not installed here: its own check, "
				 "kamailio -c, is left out");
	if (says == KAMAILIO_REFUSES)
		refused(a, &why, err);
	if (says == KAMAILIO_FAILED)
		err_set(err, ERR_SYSTEM, "%s: '%s' is left as it was", str_get(&why),
			a->file.path);
	str_clear(&why);
	return ok;
}

/* A signal between would leave the candidate lying about. */
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

/* The new text is written beside the old one, compared, and shown to Kamailio. */
static bool
try_out(struct applying *a, struct err *err)
{
	sigset_t old;
	bool ok;

	hold_signals(&old);
	ok = replace_prepare(&a->file, str_get(&a->edit.text), a->edit.text.len,
		     a->app->dry_run, err) &&
	     difference_add(&a->diff, a->file.path, a->file.candidate, err) &&
	     (a->is_revert || check_candidate(a, err));
	drop_candidate(&a->file);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return ok;
}

static bool
write_it(struct applying *a, struct err *err)
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

/* The diff stands on stdout: the question and its answer do not. */
static bool
may_write(const struct applying *a, struct err *err)
{
	char answer[16] = "";

	if (a->app->yes || a->app->force)
		return true;
	if (!isatty(STDIN_FILENO))
		return err_set(err, ERR_GUARD,
			"nobody can be asked here whether to write '%s': --yes does, "
			"--dry-run only shows",
			a->file.path);
	fflush(stdout);
	fprintf(stderr, "shieldadm: write that? [y/N] ");
	fflush(stderr);
	if (fgets(answer, sizeof(answer), stdin) == NULL)
		fputc('\n', stderr);
	return answer[0] == 'y' || answer[0] == 'Y' ||
	       err_set(err, ERR_GUARD, "'%s' is left as it was", a->file.path);
}

static void
print_result(struct applying *a)
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

static void
tell_notes(const struct applying *a)
{
	for (size_t i = 0; i < a->edit.notes.len; i++) {
		const struct edit_note *note = &a->edit.notes.v[i];
		if (note->line > 0)
			app_talk(a->app, "line %u: %s", note->line, note->text);
		else
			app_talk(a->app, "%s", note->text);
	}
}

static bool
is_same(const struct applying *a)
{
	return a->edit.text.len == a->file.len &&
	       memcmp(str_get(&a->edit.text), a->file.text, a->file.len) == 0;
}

/* From the new text on: show, ask, write. */
static bool
finish(struct applying *a, struct err *err)
{
	struct app *app = a->app;

	tell_notes(a);
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
		app_talk(app,
			"it counts from the next start of Kamailio: systemctl "
			"restart kamailio%s",
			a->is_revert ? "" : "; then, once: shieldadm config sentinel");
	return true;
}

static bool
open_file(struct applying *a, struct app *app, struct err *err)
{
	const char *path = args_word(app->args, 0);

	*a = (struct applying){ .app = app, .file = { .folder = -1 } };
	return app_conf(app, err) &&
	       replace_open(&a->file, path != NULL ? path : app->conf.kamailio_config,
		       !app->dry_run, app->timeout_ms, err);
}

static void
close_file(struct applying *a)
{
	replace_close(&a->file);
	edit_clear(&a->edit);
	str_clear(&a->diff);
}

/* The GeoIP file that the config names now, which the caller frees; NULL. */
static char *
current_mmdb(const struct applying *a)
{
	const struct cfg_param *param;
	char *path = NULL;
	struct cfg cfg;
	struct err err;

	/* What is wrong with the config is told by who changes it. */
	if (!cfg_read_text(&cfg, a->file.path, a->file.text, a->file.len, &err))
		return NULL;
	param = cfg_param(&cfg, "geoip2", "path");
	if (param != NULL)
		path = xstrdup(param->value);
	cfg_clear(&cfg);
	return path;
}

/* Without its file geoip2 keeps Kamailio from starting, which kamailio -c does not tell:
 * the country is left out then. */
static void
leave_out_country(struct applying *a, struct harden *h)
{
	const char *path = h->mmdb;
	struct str how = { 0 };
	struct geo *geo;
	struct err err;

	if ((h->parts & 1u << HARDEN_COUNTRY) == 0)
		return;
	if (geo_open(&geo, path, &err)) {
		geo_close(geo);
		return;
	}
	h->parts &= ~(1u << HARDEN_COUNTRY);
	geo_obtain(&how, path);
	app_talk(a->app,
		"%s: the check of countries is left out until it can be read, for "
		"Kamailio would not start with it; the others work without",
		err.text);
	app_talk(a->app, "to have it: %s; then shieldadm config apply once more",
		str_get(&how));
	str_clear(&how);
}

/* A password from shieldadm's own file does not go where others can read it. */
static bool
check_secret(const struct applying *a, const char *url, struct err *err)
{
	const char *at = url != NULL ? strrchr(url, '@') : NULL;
	bool writes_it = url != NULL && at != NULL &&
	                 strstr(str_get(&a->edit.text), url) != NULL &&
	                 strstr(a->file.text, url) == NULL;

	if (!writes_it || (a->file.st.st_mode & 04) == 0 || a->app->force)
		return true;
	return err_set(err, ERR_GUARD,
		"'%s' can be read by everybody, and the database's password would go "
		"there: chgrp kamailio '%s' && chmod 640 '%s' first",
		a->file.path, a->file.path, a->file.path);
}

bool
config_apply(struct app *app, const struct args *args, struct err *err)
{
	struct applying a;
	struct harden h;
	const char *url;
	char *mmdb = NULL;
	bool ok;

	if (!config_harden(&h, args, err))
		return false;
	ok = open_file(&a, app, err);
	if (ok) {
		mmdb = current_mmdb(&a);
		url = h.db_url != NULL ? h.db_url : app->conf.db_url;
		/* The config names it DBURL: one place for the password. */
		h.db_url = NULL;
		if (h.mmdb == NULL)
			h.mmdb = mmdb != NULL ? mmdb : app->conf.geoip_database;
		leave_out_country(&a, &h);
		ok = edit_apply(&a.edit, a.file.path, a.file.text, a.file.len, &h, url,
			     err) &&
		     check_secret(&a, url, err) && finish(&a, err);
	}
	close_file(&a);
	free(mmdb);
	return ok;
}

/* What Kamailio says of a file without the hardening is no reason to keep it. */
bool
config_revert(struct app *app, const struct args *args, struct err *err)
{
	struct applying a;
	bool ok = open_file(&a, app, err);

	(void)args;
	a.is_revert = true;
	ok = ok && edit_revert(&a.edit, a.file.text, a.file.len, err) && finish(&a, err);
	close_file(&a);
	return ok;
}
