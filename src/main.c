/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app.h"
#include "cli/help.h"
#include "out/escape.h"
#include "version.h"

/* A file that opens as 0, 1 or 2 would be written to as if it were a terminal.
 * What stands in for a closed one is good for nothing, so that data written to a
 * closed stdout is missed. */
static void
fill_standard_files(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open(
				"/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

static void
print_error(const struct args *args, const struct err *err)
{
	const char *format = args_opt(args, "output");
	struct str text = { 0 };

	if (err->text[0] == '\0')
		return;
	if (format != NULL && strcmp(format, "json") == 0) {
		escape_add_json(&text, err->text);
		fprintf(stderr, "{\"error\":{\"status\":%d,\"text\":%s}}\n",
			(int)err->code, str_get(&text));
	} else {
		escape_add(&text, err->text);
		fprintf(stderr, "shieldadm: %s\n", str_get(&text));
	}
	str_clear(&text);
}

static bool
run(const struct args *args, struct err *err)
{
	struct app app;
	bool ok;

	if (args_has(args, "version")) {
		printf("shieldadm %s\n", SHIELDADM_VERSION);
		return true;
	}
	if (args_has(args, "help") || args->group == NULL) {
		help_print(args->group, args->command);
		return true;
	}
	if (args->command == NULL)
		return err_set(err, ERR_USAGE,
			"'%s' what? shieldadm help %s lists what it has",
			args->group->name, args->group->name);
	ok = app_init(&app, args, err) && args->command->run(&app, args, err);
	if (app.out != NULL && out_has_cut(app.out))
		app_talk(&app, "cut to fit the terminal; -o plain shows all of it");
	app_clear(&app);
	return ok;
}

int
main(int argc, char **argv)
{
	struct args args;
	struct err err = { 0 };
	bool ok;

	fill_standard_files();
	signal(SIGPIPE, SIG_IGN);
	ok = args_parse(&args, argc, argv, &err) && run(&args, &err);
	/* What could not be written is no answer: a full disk, a closed pipe. */
	if (fflush(stdout) != 0 || ferror(stdout) != 0) {
		if (ok || err.code == ERR_NO)
			/* Who reads no more wants to hear no more, as with head. */
			err_set(&err, ERR_SYSTEM, "%s",
				errno == EPIPE ? "" : "cannot write to stdout");
		ok = false;
	}
	if (!ok)
		print_error(&args, &err);
	args_clear(&args);
	return ok ? 0 : (int)err.code;
}
