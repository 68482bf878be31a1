/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PROGRAM_RUN_H
#define SHIELDADM_PROGRAM_RUN_H

#include "cli/args.h"
#include "program/session.h"

/*
 * Run a parsed command line, for main() and for each line of the shell.
 */

/* Run the command. session is NULL outside of the shell. */
bool run_command(const struct args *args, struct session *session, struct err *err) MUST;

/* Print an error on stderr, in the format of --output; nothing when it has no text. */
void run_print_error(const struct args *args, const struct err *err);

/* Flush stdout.  ERR_SYSTEM on failure; without a text when the reader closed the pipe.
 * */
bool run_flush(struct err *err) MUST;

#endif
