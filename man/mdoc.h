/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_MAN_MDOC_H
#define SHIELDADM_MAN_MDOC_H

#include <stdio.h>

#include "cli/command.h"

/*
 * The parts of a manual page that are generated from the command tables, as mdoc(7). All
 * functions write to out.
 */

/* The head of the page name(section), up to ".Os". */
void mdoc_head(FILE *out, const char *name, const char *section, const char *date);

/* NAME and SYNOPSIS of a noun's page. */
void mdoc_name(FILE *out, const struct command_group *group);
void mdoc_synopsis(FILE *out, const struct command_group *group);

/* A verb and its summary, as an item of a list. */
void mdoc_verb(FILE *out, const struct command *command);

/* A list of all arguments and options of the noun's verbs; equal ones of several verbs
 * are listed once.  Nothing when there are none. */
void mdoc_options(FILE *out, const struct command_group *group);

/* The global options, the commands, and the commands of the shell only, as lists. */
void mdoc_global_options(FILE *out);
void mdoc_commands(FILE *out);
void mdoc_shell(FILE *out);

/* Whether the noun has examples; print them. */
bool mdoc_has_examples(const struct command_group *group);
void mdoc_examples(FILE *out, const struct command_group *group);

/* A summary as a sentence: "Block user agents." */
void mdoc_sentence(FILE *out, const char *summary);

/* A literal line: all characters are escaped. */
void mdoc_literal(FILE *out, const char *line);

#endif
