/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SHELL_SHELL_H
#define SHIELDADM_SHELL_SHELL_H

#include <stdio.h>

#include "cli/args.h"

/*
 * Many commands in one process. options: of "shieldadm shell"; they hold for every
 * line that does not override them.
 */

/* Read lines from a terminal until the user leaves. */
bool shell_prompt(const struct args *options, struct err *err) MUST;

/* Run the lines of file.  Stop at the first that fails: its error, with name and line
 * number.  No questions are asked. */
bool shell_script(
	const struct args *options, FILE *file, const char *name, struct err *err) MUST;

#endif
