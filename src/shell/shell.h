/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SHELL_SHELL_H
#define SHIELDADM_SHELL_SHELL_H

#include <stdio.h>

#include "cli/args.h"

/*
 * Many commands in one process.  options: what was given to "shieldadm shell", which
 * every line has that does not say else.
 */

/* Read lines from somebody at a terminal until he leaves. */
bool shell_prompt(const struct args *options, struct err *err) MUST;

/* Read lines from file, which is called name in errors, and stop at the first that does
 * not end with 0: its error, with its number.  Nobody is asked anything. */
bool shell_script(
	const struct args *options, FILE *file, const char *name, struct err *err) MUST;

#endif
