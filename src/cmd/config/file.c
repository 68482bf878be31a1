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

/* The GeoIP file that the config names now, or NULL.  The caller frees it. */
static char *
current_mmdb(const struct config_change *a)
{
	const struct cfg_param *param;
	char *path = NULL;
	struct cfg cfg;
	struct err err;

	/* The edit reports errors in the config. */
	if (!cfg_read_text(&cfg, a->file.path, a->file.text, a->file.len, &err))
		return NULL;
	param = cfg_param(&cfg, "geoip2", "path");
	if (param != NULL)
		path = xstrdup(param->value);
	cfg_clear(&cfg);
	return path;
}

/* Kamailio does not start when geoip2 cannot read its file, and kamailio -c does not
 * find that out.  The check of countries is left out then. */
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
		"%s: the check of countries is left out, because Kamailio would not "
		"start with it; the other checks are put in",
		err.text);
	app_talk(a->app, "to get the file: %s; then run shieldadm config apply again",
		str_get(&how));
	str_clear(&how);
}

/* The password from shieldadm's configuration must not go into a file that everybody
 * can read. */
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
		"'%s' can be read by everybody, and the database password would be "
		"written to it: chgrp kamailio '%s' && chmod 640 '%s' first",
		a->file.path, a->file.path, a->file.path);
}

/* The new text.  url: the database URL, borrowed. */
bool
config_make_text(
	struct config_change *a, struct harden *h, const char **url, struct err *err)
{
	char *mmdb = current_mmdb(a);
	bool ok;

	*url = h->db_url != NULL ? h->db_url : a->app->settings.db_url;
	/* The config calls it DBURL, so the password stays in one place. */
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
