/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_REPLACE_H
#define SHIELDADM_KAMCFG_REPLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/err.h"

/*
 * Replace a file as a whole or not at all.
 *
 *	replace_open()      follow symlinks, read the file, lock it
 *	replace_prepare()   write the new text to a candidate beside it
 *	replace_commit()    keep a backup, put the candidate in place
 *	replace_close()     remove a candidate that was not put in place
 */
struct replace {
	char *path; /* the real file, behind all symlinks */
	char *text; /* as it was read */
	size_t len;
	struct stat st;
	char *candidate; /* path of the new file; NULL: not prepared */
	char *backup;    /* path of the old file after replace_commit() */
	int folder;      /* its directory, locked; -1: not locked */
};

/* ERR_ABSENT, ERR_SYSTEM: as cfg_load().  ERR_SYSTEM also when another shieldadm holds
 * the lock longer than timeout_ms.  to_write: false takes no lock. */
bool replace_open(struct replace *r, const char *path, bool to_write, unsigned timeout_ms,
	struct err *err) MUST;

/* The candidate gets owner, group and mode of the file.  is_draft: it will not be put
 * in place; only its owner can read it, and it goes to the temporary directory when
 * the file's directory is not writable. */
bool replace_prepare(struct replace *r, const char *text, size_t len, bool is_draft,
	struct err *err) MUST;

/* Whether the candidate is in the file's directory, so that relative includes work. */
bool replace_is_beside(const struct replace *r);

/* ERR_GUARD, and nothing changes: the file has changed since it was read. */
bool replace_commit(struct replace *r, struct err *err) MUST;

void replace_close(struct replace *r);

#endif
