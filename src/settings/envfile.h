/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETTINGS_ENVFILE_H
#define SHIELDADM_SETTINGS_ENVFILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The words and files that systemd reads for a service (systemd.exec(5),
 * systemd.syntax(7)).  Private to settings.
 */
struct texts {
	char **v;
	size_t len, cap;
};

/* Add the words of a line: quotes and backslashes as in Environment= and ExecStart=. */
void texts_split(struct texts *words, const char *line);
void texts_clear(struct texts *words);

/* The next logical line of the text, without blanks around; lines that end with a
 * backslash are one.  NULL at the end.  The caller frees it. */
char *envfile_line(const char **text);

/* Add "NAME=VALUE" of each assignment of the files that the pattern matches.  False: one
 * of them, or its folder, cannot be read. */
bool envfile_read(struct texts *variables, const char *pattern);

/* The whole text of a small file; NULL when it cannot be read.  The caller frees it. */
char *envfile_text(const char *path);

#endif
