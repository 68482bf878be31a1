/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PROGRAM_RUN_H
#define SHIELDADM_PROGRAM_RUN_H

#include "cli/args.h"
#include "program/session.h"

/*
 * From a command line that was taken apart to what became of it, for main() and for each
 * line of the shell.
 */

/* Do what args says.  session is NULL outside of the shell. */
bool run_command(const struct args *args, struct session *session, struct err *err) MUST;

/* Tell of an error on stderr, as --output of args has it; nothing when it has no text. */
void run_print_error(const struct args *args, const struct err *err);

/* Write out what stands in stdout's buffer.  ERR_SYSTEM when that cannot be done; without
 * a text where nobody reads any more, who wants to hear no more. */
bool run_flush(struct err *err) MUST;

#endif
