/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CLI_HELP_H
#define SHIELDADM_CLI_HELP_H

#include "cli/command.h"

/*
 * Help, all of it from the tables.
 */

/* "shieldadm ua block [--scanners] [--file <file>] [<value>...]".  Valid until
 * the next call. */
const char *help_usage(const struct command_group *group, const struct command *command);

/* Print to stdout: of everything, of a group, of a command. */
void help_print(const struct command_group *group, const struct command *command);

#endif
