/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "program/groups.h"
#include "program/run.h"

/* Without this a file could open as descriptor 0, 1 or 2, and output would go into it.
 * The replacements fail on use, so data written to a closed stdout is an error. */
static void
fill_standard_files(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open(
				"/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* A command line without a command starts the shell when a person is at the terminal.
 * */
static bool
take_shell(struct args *args, struct err *err)
{
	if (args->group != NULL || args_has(args, "help") || args_has(args, "version") ||
		!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return true;
	return args_take_word(args, "shell", err);
}

int
main(int argc, char **argv)
{
	struct args args;
	struct err err = { 0 }, unwritten;
	bool ok;

	fill_standard_files();
	signal(SIGPIPE, SIG_IGN);
	ok = args_parse(&args, &program_commands, argc, argv, &err) &&
	     take_shell(&args, &err) && run_command(&args, NULL, &err);
	/* Output that could not be written is a failure: a full disk, a closed pipe. */
	if (!run_flush(&unwritten)) {
		if (ok || err.code == ERR_NO)
			err = unwritten;
		ok = false;
	}
	if (!ok)
		run_print_error(&args, &err);
	args_clear(&args);
	return ok ? 0 : (int)err.code;
}
