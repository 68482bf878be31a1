/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CLI_HELP_H
#define SHIELDADM_CLI_HELP_H

#include "base/str.h"
#include "cli/command.h"

/*
 * Help, all of it from the tables.
 */

/* "shieldadm ua block [--scanners] [--file <file>] [<value>...]".  Valid until
 * the next call. */
const char *help_usage(const struct command_group *group, const struct command *command);

/* Add "<address>... <group>", from arg on; NULL has none. */
void help_add_args(struct str *usage, const struct cmd_arg *arg);

/* Add "<seconds>", or "[<seconds>]" of a value that may be left out. */
void help_add_value(struct str *usage, const struct cmd_opt *opt);

/* Print to stdout: of everything, of a group, of a command. */
void help_print(const struct command_table *table, const struct command_group *group,
	const struct command *command);

#endif
