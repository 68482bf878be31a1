/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETUP_STATE_H
#define SHIELDADM_SETUP_STATE_H

#include "base/str.h"
#include "setup/question.h"

/*
 * The answers in a file, so that setup can be left and taken up again: lines of a word, a
 * TAB and a text, read by the parsers that read what is typed.  Nothing in it is secret.
 */

/* Add the file's text; database is the name of the one the answers are for. */
void state_format(struct str *text, const struct setup *setup, const char *database);

/*
 * Read it: answers and at of setup, which are untouched by an error; the caller frees
 * *database.  ERR_USAGE for what is no such text, or one of another version.
 */
bool state_parse(
	struct setup *setup, char **database, const char *text, struct err *err) MUST;

/* "/home/x/.local/state/shieldadm/setup", by $XDG_STATE_HOME; NULL where there is no home
 * either.  The caller frees it. */
char *state_path(void);

/*
 * Write the file as a whole, for nobody but the user (mode 0600), in folders that are
 * made where they are missing.
 */
bool state_write(const char *path, const char *text, struct err *err) MUST;

/* Its text, which the caller frees, and when it was written.  ERR_ABSENT when there is
 * none; ERR_USAGE when it is no file of the user's own. */
bool state_read(const char *path, char **text, long long *when, struct err *err) MUST;

#endif
