/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETTINGS_WRITE_H
#define SHIELDADM_SETTINGS_WRITE_H

#include "base/err.h"

/*
 * Where a configuration is to be written: path, which --config names, else what
 * $SHIELDADM_CONFIG does, else the system's file for root, the user's for others.  NULL
 * where there is no home.  The caller frees it.
 */
char *settings_write_path(const char *path);

/*
 * Add text, whole sections, to the file, or make it, with mode 0600, for it may hold a
 * password.  What comes of it is read first, and put in the file's place only when that
 * is a configuration: no failure, and no fall of the machine, leaves half of one.
 * Folders that are missing are made.
 */
bool settings_write_add(const char *path, const char *text, struct err *err) MUST;

#endif
