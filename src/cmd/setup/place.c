/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "cmd/setup/setup.h"
#include "cmd/setup/place.h"
#include "settings/write.h"

/*
 * Find the database, its tables and the nodes.  The doctor looks; what is missing is
 * asked for.
 */

/* Whether "db init" mends it, which can be done here. */
static bool
wants_init(const struct finding *f)
{
	return f->level != FINDING_OK && f->mend != NULL &&
	       (strcmp(f->mend, "shieldadm db init") == 0 ||
		       strstr(f->text, "to create it run: shieldadm db init") != NULL);
}

/* What the questions will fill in. */
static bool
is_asked_later(const struct finding *f)
{
	return strcmp(f->subject, "database") == 0 &&
	       (strcmp(f->check, "countries") == 0 ||
		       strcmp(f->check, "user agents") == 0);
}

/* Of good findings show those that tell where the user is. */
static bool
tells_where(const struct finding *f)
{
	return strcmp(f->check, "connection") == 0 || strcmp(f->check, "file") == 0 ||
	       strcmp(f->check, "version") == 0;
}

static void
show(struct place *p)
{
	const struct setup_io *io = &p->w->io;

	dialog_say(io, "\nWhat there is:\n");
	for (size_t i = 0; i < p->found.len; i++) {
		const struct finding *f = &p->found.v[i];
		if (f->level == FINDING_OK ? !tells_where(f) : is_asked_later(f))
			continue;
		dialog_say(io, "  %s %s: %s%s%s\n", f->level == FINDING_OK ? "+" : "!",
			f->subject, f->level == FINDING_OK ? "" : f->check,
			f->level == FINDING_OK ? "" : ": ", f->text);
		if (f->mend != NULL && !wants_init(f))
			dialog_say(io, "      -> %s\n", f->mend);
	}
}

/* Have the doctor look at what is known now. */
static bool
look(struct place *p, struct err *err)
{
	struct app *app = p->w->app;
	struct doctor_env env;
	struct err db_err;
	bool has_db;

	findings_clear(&p->found);
	app->nodes.len = 0;
	if (!app_choose_nodes(app, err))
		return false;
	has_db = app_db(app, false, &db_err);
	env = (struct doctor_env){ .settings = &app->settings, .db_err = &db_err };
	app_fleet(app, &env.fleet);
	env.fleet.db = has_db ? app->db : NULL;
	doctor(&env, &p->found);
	return true;
}

static const struct finding *
find(const struct place *p, bool (*is_it)(const struct finding *f))
{
	for (size_t i = 0; i < p->found.len; i++)
		if (is_it(&p->found.v[i]))
			return &p->found.v[i];
	return NULL;
}

static bool
is_no_connection(const struct finding *f)
{
	return f->level != FINDING_OK && strcmp(f->subject, "database") == 0 &&
	       strcmp(f->check, "connection") == 0;
}

static bool
is_no_node(const struct finding *f)
{
	return f->level != FINDING_OK && strcmp(f->subject, "configuration") == 0 &&
	       strcmp(f->check, "nodes") == 0;
}

/* -- the tables -- */

static const char tables_help[] = "These are the tables of Kamailio's modules secfilter "
				  "and permissions, as its own "
				  "scripts make them, and shieldadm's own, which keep "
				  "bans over a restart, and the history of changes. "
				  "What exists is left as it is.\n";

static bool
init_tables(struct place *p, struct err *err)
{
	struct db_table before[DB_TABLES];
	struct app *app = p->w->app;

	if (!app_db(app, true, err) || !db_init(app->db, before, err))
		return false;
	for (size_t i = 0; i < DB_TABLES; i++)
		if (!before[i].exists)
			dialog_say(&p->w->io, "  + table '%s' created\n", before[i].name);
	return true;
}

/* The names of what is missing. */
static void
list_missing(const struct place *p, struct str *names, bool *is_needed)
{
	*is_needed = false;
	for (size_t i = 0; i < p->found.len; i++) {
		const struct finding *f = &p->found.v[i];
		if (!wants_init(f))
			continue;
		str_addf(names, "%s%s", names->len > 0 ? ", " : "",
			strcmp(f->check, "connection") == 0 ? "the file and its tables"
							    : f->check);
		*is_needed = *is_needed || f->level == FINDING_WRONG;
	}
}

static enum place_next
ask_tables(struct place *p, struct err *err)
{
	struct str names = { 0 };
	enum dialog_got got = DIALOG_LINE;
	bool is_needed, yes = false;

	list_missing(p, &names, &is_needed);
	dialog_say(&p->w->io, "\nMissing in the database: %s.%s\n", str_get(&names),
		p->w->app->dry_run ? " A dry run does not create that." : "");
	str_clear(&names);
	if (!p->w->app->dry_run)
		got = dialog_ask_yes(
			&p->w->io, "Create it now?", true, tables_help, &yes);
	p->has_asked_tables = true;
	if (got == DIALOG_QUIT)
		return PLACE_LEAVE;
	if (got == DIALOG_BACK && p->was_asked) {
		p->has_asked_tables = false;
		return PLACE_ASK_DATABASE;
	}
	if (yes && !init_tables(p, err)) {
		dialog_say(&p->w->io, "! %s\n", err->text);
		yes = false;
	}
	if (yes)
		return PLACE_LOOK;
	if (!is_needed)
		return PLACE_ON;
	dialog_say(&p->w->io,
		"! Without these tables nothing can be stored: shieldadm db "
		"init creates them.\n");
	return PLACE_LEAVE;
}

/* -- the whole -- */

/* Act on the findings: on the first thing that is missing. */
static enum place_next
mend(struct place *p, struct err *err)
{
	const struct finding *bad = find(p, is_no_connection);

	if (bad != NULL && (!wants_init(bad) || p->has_asked_tables))
		return place_ask_database(p);
	if (bad == NULL && p->url_text.len > 0)
		return place_keep_database(p, err);
	if (find(p, wants_init) != NULL && !p->has_asked_tables)
		return ask_tables(p, err);
	if (find(p, is_no_node) != NULL && !p->has_asked_nodes)
		return place_ask_nodes(p);
	if (p->nodes_text.len > 0)
		return place_keep_nodes(p, err);
	return PLACE_ON;
}

/* A configuration that is named but missing will be written. */
static bool
make_conf(struct wizard *w, enum place_next *next, struct err *err)
{
	char *path = settings_write_path(args_opt(w->app->args, "config"));
	enum dialog_got got;
	bool yes, ok = true;

	*next = PLACE_LEAVE;
	if (path == NULL || access(path, F_OK) == 0 || w->app->dry_run) {
		free(path);
		return false;
	}
	dialog_say(&w->io, "\nThere is no configuration '%s' yet.\n", path);
	got = dialog_ask_yes(&w->io, "Create it?", true, place_write_help, &yes);
	if (got == DIALOG_LINE && yes) {
		ok = settings_write_add(path, "", err);
		*next = PLACE_LOOK;
	}
	free(path);
	return ok;
}

static void
clear(struct place *p)
{
	findings_clear(&p->found);
	if (p->url_text.len > 0)
		explicit_bzero(p->url_text.s, p->url_text.len);
	str_clear(&p->url_text);
	str_clear(&p->nodes_text);
}

bool
setup_place(struct wizard *w, struct err *err)
{
	struct place p = { .w = w };
	enum place_next next = PLACE_LOOK;
	bool ok = true;

	if (!app_conf(w->app, err) && !make_conf(w, &next, err))
		return false;
	while (ok && next != PLACE_ON && next != PLACE_LEAVE) {
		if (next == PLACE_LOOK) {
			ok = look(&p, err);
			if (ok)
				show(&p);
		}
		if (ok)
			next = next == PLACE_ASK_DATABASE ? place_ask_database(&p)
			                                  : mend(&p, err);
	}
	clear(&p);
	if (!ok)
		return false;
	return next == PLACE_ON || setup_leave(w, err);
}
