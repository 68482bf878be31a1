/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PROGRAM_GROUPS_H
#define SHIELDADM_PROGRAM_GROUPS_H

#include "cli/command.h"

/*
 * All commands.  main() hands the table to the parser; everything else reaches it through
 * struct args.
 */
extern const struct command_table program_commands;

#endif
