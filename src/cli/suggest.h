/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CLI_SUGGEST_H
#define SHIELDADM_CLI_SUGGEST_H

#include "cli/command.h"

/*
 * Suggest a similar name: ": did you mean 'block'?", or "" when no name is similar.
 * The text is valid until the next call.
 */
const char *suggest_noun(const struct command_table *table, const char *word);
const char *suggest_verb(const struct command_group *group, const char *word);

/* The option is the first len bytes of word; command may be NULL. */
const char *suggest_option(const struct command_table *table,
	const struct command *command, const char *word, size_t len);

/* words: NULL-terminated. */
const char *suggest_one_of(const char *const *words, const char *word);

#endif
