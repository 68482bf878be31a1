/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/config/file.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "geo/geo.h"
#include "geo/obtain.h"

bool
config_open_file(struct config_change *a, struct app *app, struct err *err)
{
	const char *path = args_word(app->args, 0);

	*a = (struct config_change){ .app = app, .file = { .folder = -1 } };
	return app_conf(app, err) &&
	       replace_open(&a->file, path != NULL ? path : app->settings.kamailio_config,
		       !app->dry_run, app->timeout_ms, err);
}

void
config_close_file(struct config_change *a)
{
	replace_close(&a->file);
	edit_clear(&a->edit);
	str_clear(&a->diff);
}

/* The GeoIP file that the config names now, which the caller frees; NULL. */
static char *
current_mmdb(const struct config_change *a)
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
leave_out_country(struct config_change *a, struct harden *h)
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
bool
config_check_secret(const struct config_change *a, const char *url, struct err *err)
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

/* The new text.  url: the database's, borrowed. */
bool
config_make_text(
	struct config_change *a, struct harden *h, const char **url, struct err *err)
{
	char *mmdb = current_mmdb(a);
	bool ok;

	*url = h->db_url != NULL ? h->db_url : a->app->settings.db_url;
	/* The config names it DBURL: one place for the password. */
	h->db_url = NULL;
	if (h->mmdb == NULL)
		h->mmdb = mmdb != NULL ? mmdb : a->app->settings.geoip_database;
	leave_out_country(a, h);
	ok = edit_apply(&a->edit, a->file.path, a->file.text, a->file.len, h, *url, err);
	free(mmdb);
	return ok;
}

void
config_tell_notes(const struct config_change *a)
{
	for (size_t i = 0; i < a->edit.notes.len; i++) {
		const struct edit_note *note = &a->edit.notes.v[i];
		if (note->line > 0)
			app_talk(a->app, "line %u: %s", note->line, note->text);
		else
			app_talk(a->app, "%s", note->text);
	}
}
