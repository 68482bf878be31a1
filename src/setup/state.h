/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETUP_STATE_H
#define SHIELDADM_SETUP_STATE_H

#include "base/str.h"
#include "setup/question.h"

/*
 * The answers in a file, so that setup can resume later.  Lines of a word, a TAB and a
 * text, read by the parsers that read typed lines.  Nothing in it is secret.
 */

/* Add the file's text; database is the name of the one the answers are for. */
void state_format(struct str *text, const struct setup *setup, const char *database);

/*
 * Read answers and at of setup, which an error leaves alone; the caller frees
 * *database.  ERR_USAGE for another text or another version.
 */
bool state_parse(
	struct setup *setup, char **database, const char *text, struct err *err) MUST;

/* "/home/x/.local/state/shieldadm/setup", by $XDG_STATE_HOME; NULL where there is no home
 * either.  The caller frees it. */
char *state_path(void);

/*
 * Write the file as a whole, for the user only (mode 0600); missing folders are made.
 */
bool state_write(const char *path, const char *text, struct err *err) MUST;

/* Its text, which the caller frees, and when it was written.  ERR_ABSENT when it does
 * not exist; ERR_USAGE when it is not a regular file of the user's. */
bool state_read(const char *path, char **text, long long *when, struct err *err) MUST;

#endif
