/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_REPLACE_H
#define SHIELDADM_KAMCFG_REPLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/err.h"

/*
 * A file that is replaced as a whole or not at all.
 *
 *	replace_open()      follows symlinks, reads it, holds it against others
 *	replace_prepare()   writes the new text beside it
 *	replace_commit()    keeps the old one, puts the new one in its place
 *	replace_close()     removes what was prepared, if it was not put in place
 */
struct replace {
	char *path; /* the file itself, behind all symlinks */
	char *text; /* as it was read */
	size_t len;
	struct stat st;
	char *candidate; /* the new one's path; NULL: none is prepared */
	char *backup;    /* the old one's, after replace_commit() */
	int folder;      /* its folder, locked; -1 */
};

/* ERR_ABSENT, ERR_SYSTEM: as cfg_load(); ERR_SYSTEM as well when another shieldadm has
 * the file for longer than timeout_ms.  to_write: false takes no lock. */
bool replace_open(struct replace *r, const char *path, bool to_write, unsigned timeout_ms,
	struct err *err) MUST;

/* Its owner, group and mode are the old one's.  is_draft: it is not to be put in place;
 * only oneself can read it, and where nothing can be written beside the file it is in
 * the folder for such files. */
bool replace_prepare(struct replace *r, const char *text, size_t len, bool is_draft,
	struct err *err) MUST;

/* Whether it stands beside the file, so that what it includes is found. */
bool replace_is_beside(const struct replace *r);

/* ERR_GUARD, and nothing is changed: the file is not what was read any more. */
bool replace_commit(struct replace *r, struct err *err) MUST;

void replace_close(struct replace *r);

#endif
