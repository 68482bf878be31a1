/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/config.h"

/* What would end a string of kamailio.cfg, or begin something else in it. */
static bool
check_text(const char *option, const char *text, struct err *err)
{
	for (const char *s = text; s != NULL && *s != '\0'; s++)
		if (*s == '"' || *s == '\\' || (unsigned char)*s < ' ' || *s == 0x7f)
			return err_set(err, ERR_USAGE,
				"--%s: a quote, a backslash or a control character "
				"cannot "
				"stand in kamailio.cfg",
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
	{ "params", "step 3: behind the other parameters, and behind DBURL",
		harden_params },
	{ "reqinit", "step 4: in the place of route[REQINIT]", harden_reqinit },
	{ "login_failed", "first in the block of each \"if (!auth_check(...)) {\"",
		harden_login_failed },
	{ "login_passed", "behind that block", harden_login_passed },
	{ "routes", "behind the other routes", harden_routes },
};
#define PLACES (sizeof(places) / sizeof(places[0]))

/* As it goes into kamailio.cfg. */
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

bool
config_show(struct app *app, const struct args *args, struct err *err)
{
	struct harden h;

	if (!config_harden(&h, args, err))
		return false;
	if (out_is_for_people(app->out))
		print_text(&h);
	else
		print_rows(app, &h);
	return true;
}
