/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETTINGS_FILE_H
#define SHIELDADM_SETTINGS_FILE_H

#include <sys/stat.h>

#include "base/err.h"

/* The configuration file as it was read, and what may be known of it. */
struct settings_file {
	char *path; /* NULL: there is none */
	char *text;
	struct stat st; /* of the file that was read, not of the name */
};

/*
 * Find and read it: path when not NULL, else $SHIELDADM_CONFIG, else
 * ~/.config/shieldadm/shieldadm.conf, else /etc/shieldadm/shieldadm.conf.  That
 * none of the last two is there is no error.
 */
bool settings_file_read(
	struct settings_file *file, const char *path, struct err *err) MUST;

/* ERR_USAGE when somebody could have written it who should not; and when it holds a
 * secret, also when others than the owner and his group could read it. */
bool settings_file_check(
	const struct settings_file *file, bool has_secret, struct err *err) MUST;

void settings_file_clear(struct settings_file *file);

#endif
