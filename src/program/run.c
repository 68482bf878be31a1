/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "program/run.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "program/app.h"
#include "cli/help.h"
#include "print/escape.h"
#include "print/pager.h"
#include "version.h"

void
run_print_error(const struct args *args, const struct err *err)
{
	const char *format = args_opt(args, "output");
	struct str text = { 0 };

	if (err->text[0] == '\0')
		return;
	fflush(stdout);
	if (format != NULL && strcmp(format, "json") == 0) {
		escape_add_json(&text, err->text);
		fprintf(stderr, "{\"error\":{\"status\":%d,\"text\":%s}}\n",
			(int)err->code, str_get(&text));
	} else {
		escape_add(&text, err->text);
		pager_say(str_get(&text));
	}
	str_clear(&text);
}

bool
run_command(const struct args *args, struct session *session, struct err *err)
{
	struct app app;
	bool ok;

	if (args_has(args, "version")) {
		printf("shieldadm %s\n", SHIELDADM_VERSION);
		return true;
	}
	if (args_has(args, "help") || args->group == NULL) {
		help_print(args->table, args->group, args->command);
		return true;
	}
	if (args->command == NULL)
		return err_set(err, ERR_USAGE,
			"'%s' needs a verb (shieldadm help %s lists them)",
			args->group->name, args->group->name);
	ok = app_init(&app, args, session, err) && args->command->run(&app, args, err);
	if (app.out != NULL && out_has_cut(app.out))
		app_talk(&app, "cut to fit the terminal; -o plain shows all of it");
	app_clear(&app);
	return ok;
}

bool
run_flush(struct err *err)
{
	if (fflush(stdout) == 0 && ferror(stdout) == 0)
		return true;
	if (errno == EPIPE)
		return err_set(err, ERR_SYSTEM, "%s", "");
	return err_set(err, ERR_SYSTEM, "cannot write to stdout: %s", strerror(errno));
}
