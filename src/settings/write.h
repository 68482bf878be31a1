/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETTINGS_WRITE_H
#define SHIELDADM_SETTINGS_WRITE_H

#include "base/err.h"

/*
 * Where to write a configuration: path, which --config names, else $SHIELDADM_CONFIG,
 * else the system-wide file for root and the user's file for others.  NULL when the user
 * has no home directory.  The caller frees it.
 */
char *settings_write_path(const char *path);

/*
 * Append text, whole sections, to the file, or create it with mode 0600, because it may
 * hold a password.  The result is written to a new file, is parsed, and replaces the old
 * file only when it is valid, so neither a failure nor a crash leaves half a
 * configuration.  Missing directories are created.
 */
bool settings_write_add(const char *path, const char *text, struct err *err) MUST;

#endif
