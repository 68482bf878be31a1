/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CLI_SHORT_H
#define SHIELDADM_CLI_SHORT_H

#include "cli/command.h"

/*
 * Nouns and verbs of which only the beginning was typed.
 */

/* The one that begins with word, or NULL when there is none.  NULL with ERR_USAGE, and
 * those it may be, when there are several; err is left alone else. */
const struct command_group *short_noun(
	const struct command_table *table, const char *word, struct err *err);
const struct command *short_verb(
	const struct command_group *group, const char *word, struct err *err);

#endif
