/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETTINGS_FILE_H
#define SHIELDADM_SETTINGS_FILE_H

#include <sys/stat.h>

#include "base/err.h"

/* The configuration file as it was read, and the checks of its owner and mode. */
struct settings_file {
	char *path; /* NULL: there is no file */
	char *text;
	struct stat st; /* status of the opened file */
};

/*
 * Find and read the file: path when not NULL, else $SHIELDADM_CONFIG, else
 * ~/.config/shieldadm/shieldadm.conf, else /etc/shieldadm/shieldadm.conf.  It is not an
 * error when neither of the last two exists.
 */
bool settings_file_read(
	struct settings_file *file, const char *path, struct err *err) MUST;

/* ERR_USAGE when an untrusted user may have written the file.  has_secret: also when
 * users besides the owner and the group can read it, or the group can write it. */
bool settings_file_check(
	const struct settings_file *file, bool has_secret, struct err *err) MUST;

void settings_file_clear(struct settings_file *file);

#endif
