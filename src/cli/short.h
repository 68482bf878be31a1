/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CLI_SHORT_H
#define SHIELDADM_CLI_SHORT_H

#include "cli/command.h"

/*
 * Abbreviated nouns and verbs.
 */

/* The only name that begins with word.  NULL when no name does.  NULL with ERR_USAGE,
 * which lists them, when several do; else err is left alone. */
const struct command_group *short_noun(
	const struct command_table *table, const char *word, struct err *err);
const struct command *short_verb(
	const struct command_group *group, const char *word, struct err *err);

#endif
