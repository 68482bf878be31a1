/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "base/xalloc.h"
#include "cmd/setup/place.h"
#include "settings/write.h"

/*
 * What was typed goes into the configuration.
 */
const char place_write_help[] = "The file keeps what you have typed for all later "
				"commands, mode 0600, for it may "
				"hold a password. no uses it for this run alone.\n";

bool
place_write(struct place *p, const char *text, enum dialog_got *got, struct err *err)
{
	struct app *app = p->w->app;
	char *path = app->settings.file != NULL
	                     ? xstrdup(app->settings.file)
	                     : settings_write_path(args_opt(app->args, "config"));
	bool yes = false, ok = true;

	*got = DIALOG_LINE;
	if (path == NULL || app->dry_run) {
		free(path);
		return true;
	}
	dialog_say(
		&p->w->io, "\nThat can be kept in '%s', for all later commands.\n", path);
	*got = dialog_ask_yes(&p->w->io, "Write it?", true, place_write_help, &yes);
	if (*got == DIALOG_LINE && yes) {
		ok = settings_write_add(path, text, err);
		if (ok) {
			dialog_say(&p->w->io, "  + written, mode 0600\n");
			settings_clear(&app->settings);
			app->has_conf = false;
			app->nodes.len = 0;
		} else {
			dialog_say(&p->w->io, "! %s; it is used for this run alone\n",
				err->text);
		}
	}
	free(path);
	return ok;
}
