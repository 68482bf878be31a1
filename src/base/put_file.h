/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_PUT_FILE_H
#define SHIELDADM_BASE_PUT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * Files that are written as a whole: a reader sees all of the old text or all of the new
 * one, also after the machine has crashed.
 */

/* Who may read and write a new file. */
struct put_as {
	mode_t mode;
	const struct stat *owner; /* owner and group as this file has; NULL: ours */
	bool must_own; /* fail when the owner cannot be set; if false, keep ours */
};

/* Replace the file by one with this text and mode.  ERR_SYSTEM. */
bool put_file(const char *path, const char *text, mode_t mode, struct err *err) MUST;

/* The first half of put_file(): write a new file beside path, for rename(2).  Its name is
 * path and six characters; the caller frees it.  NULL with ERR_SYSTEM: there is no new
 * file. */
char *put_beside(const char *path, const char *text, size_t len, const struct put_as *as,
	struct err *err) MUST;

/* Give an open new file its owner and mode, then write the text and wait until the disk
 * has it.  errno tells why not. */
bool put_fill(int fd, const char *text, size_t len, const struct put_as *as) MUST;

/* Make the folders above the file, where they are missing, with this mode.  ERR_SYSTEM.
 */
bool put_folders(const char *path, mode_t mode, struct err *err) MUST;

#endif
