/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <unistd.h>

#include "cmd/config/file.h"

/* Reject characters that end a string of kamailio.cfg or are special in it. */
static bool
check_text(const char *option, const char *text, struct err *err)
{
	for (const char *s = text; s != NULL && *s != '\0'; s++)
		if (*s == '"' || *s == '\\' || (unsigned char)*s < ' ' || *s == 0x7f)
			return err_set(err, ERR_USAGE,
				"--%s: quotes, backslashes and control characters are "
				"not allowed in kamailio.cfg",
				option);
	return true;
}

bool
config_harden(struct harden *h, const struct args *args, struct err *err)
{
	const char *only = args_opt(args, "only");

	*h = (struct harden){
		.parts = HARDEN_ALL,
		.db_url = args_opt(args, "db-url"),
		.sql_url = args_opt(args, "db-url"),
		.mmdb = args_opt(args, "mmdb"),
	};
	return check_text("db-url", h->db_url, err) && check_text("mmdb", h->mmdb, err) &&
	       (only == NULL || harden_parts_parse(&h->parts, only, err));
}

static const struct place {
	const char *name, *where;
	void (*add)(struct str *s, const struct harden *h);
} places[] = {
	{ "defines", "step 1: below #!KAMAILIO", harden_defines },
	{ "modules", "step 2: behind the other modules", harden_modules },
	{ "params", "step 3: behind the other parameters and DBURL", harden_params },
	{ "reqinit", "step 4: instead of route[REQINIT]", harden_reqinit },
	{ "login_failed", "first in the block of each \"if (!auth_check(...)) {\"",
		harden_login_failed },
	{ "login_passed", "behind that block", harden_login_passed },
	{ "routes", "behind the other routes", harden_routes },
};
#define PLACES (sizeof(places) / sizeof(places[0]))

/* The text as it goes into kamailio.cfg. */
static void
print_text(const struct harden *h)
{
	struct str s = { 0 };

	for (size_t i = 0; i < PLACES; i++) {
		str_addf(&s, "%s# ===== %s =====\n", i > 0 ? "\n" : "", places[i].where);
		places[i].add(&s, h);
	}
	out_document(str_get(&s));
	str_clear(&s);
}

static void
print_rows(struct app *app, const struct harden *h)
{
	static const struct out_column columns[] = {
		{ "place", OUT_ALL },
		{ "where", OUT_ALL },
		{ "text", OUT_ALL },
		{ 0 },
	};

	out_begin(app->out, NULL, columns, true);
	for (size_t i = 0; i < PLACES; i++) {
		struct str s = { 0 };
		places[i].add(&s, h);
		out_text(app->out, places[i].name);
		out_text(app->out, places[i].where);
		out_text(app->out, str_get(&s));
		str_clear(&s);
	}
	out_end(app->out);
}

static void
print_whole(const struct config_change *a)
{
	static const struct out_column columns[] = { { "file", OUT_ALL },
		{ "text", OUT_ALL }, { 0 } };

	if (!out_is_for_people(a->app->out)) {
		out_begin(a->app->out, NULL, columns, true);
		out_text(a->app->out, a->file.path);
		out_text(a->app->out, str_get(&a->edit.text));
		out_end(a->app->out);
	} else if (isatty(STDOUT_FILENO)) {
		out_document(str_get(&a->edit.text));
	} else {
		/* The output becomes a file: print it byte for byte. */
		fwrite(str_get(&a->edit.text), 1, a->edit.text.len, stdout);
	}
}

static bool
show_full(struct app *app, const struct harden *chosen, struct err *err)
{
	struct harden h = *chosen;
	struct config_change a;
	const char *url;
	bool was_dry = app->dry_run, ok;

	/* It is only read. */
	app->dry_run = true;
	ok = config_open_file(&a, app, err) && config_make_text(&a, &h, &url, err);
	app->dry_run = was_dry;
	if (ok) {
		config_tell_notes(&a);
		print_whole(&a);
	}
	config_close_file(&a);
	return ok;
}

bool
config_show(struct app *app, const struct args *args, struct err *err)
{
	struct harden h;

	if (!config_harden(&h, args, err))
		return false;
	if (args_has(args, "full"))
		return show_full(app, &h, err);
	if (args->words.len > 0)
		return err_set(err, ERR_USAGE,
			"a file needs --full, which prints it with the hardening; config "
			"apply writes it");
	if (out_is_for_people(app->out))
		print_text(&h);
	else
		print_rows(app, &h);
	return true;
}
