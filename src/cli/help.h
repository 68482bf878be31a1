/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CLI_HELP_H
#define SHIELDADM_CLI_HELP_H

#include "base/str.h"
#include "cli/command.h"

/*
 * Print help from the command tables.
 */

/* "shieldadm ua block [--scanners] [--file <file>] [<value>...]".  Valid until
 * the next call. */
const char *help_usage(const struct command_group *group, const struct command *command);

/* Add "<address>... <group>", from arg on; nothing for NULL. */
void help_add_args(struct str *usage, const struct cmd_arg *arg);

/* Add "<seconds>", or "[<seconds>]" for an optional value. */
void help_add_value(struct str *usage, const struct cmd_opt *opt);

/* Print help to stdout: of the command, or of the group when command is NULL, or of
 * everything when both are. */
void help_print(const struct command_table *table, const struct command_group *group,
	const struct command *command);

#endif
