/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_MAN_MDOC_H
#define SHIELDADM_MAN_MDOC_H

#include <stdio.h>

#include "cli/command.h"

/*
 * The parts of a manual page that are read from the tables of commands, as mdoc(7).  All
 * write to out.
 */

/* The head of the page name(section), up to and with ".Os". */
void mdoc_head(FILE *out, const char *name, const char *section, const char *date);

/* NAME and SYNOPSIS of a noun's page. */
void mdoc_name(FILE *out, const struct command_group *group);
void mdoc_synopsis(FILE *out, const struct command_group *group);

/* A verb and its summary, as an element of a list. */
void mdoc_verb(FILE *out, const struct command *command);

/* A list of all arguments and options of the noun's verbs, those that are the same of
 * several verbs once.  Nothing when there are none. */
void mdoc_options(FILE *out, const struct command_group *group);

/* The options that all commands have, the commands that there are, and those that are in
 * the shell alone, as lists. */
void mdoc_global_options(FILE *out);
void mdoc_commands(FILE *out);
void mdoc_shell(FILE *out);

/* Whether the noun has an example, and these. */
bool mdoc_has_examples(const struct command_group *group);
void mdoc_examples(FILE *out, const struct command_group *group);

/* A summary as a sentence: "Block user agents." */
void mdoc_sentence(FILE *out, const char *summary);

/* A line that is shown as it is, without the macros around it. */
void mdoc_literal(FILE *out, const char *line);

#endif
