/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_TESTS_FOLDER_H
#define SHIELDADM_TESTS_FOLDER_H

/*
 * A new folder for a test's files, in $TMPDIR or /tmp.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/xalloc.h"

/* Make a folder whose name contains this word.  The caller frees the path.  NULL: it
 * cannot be made. */
static inline char *
folder_make(const char *word)
{
	const char *tmp = getenv("TMPDIR");
	char *path =
		xasprintf("%s/shieldadm-%s-XXXXXX", tmp != NULL ? tmp : "/tmp", word);

	if (mkdtemp(path) != NULL)
		return path;
	free(path);
	return NULL;
}

static inline int
folder_remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* Remove the folder with all that is in it, and free the path.  0, or -1: something is
 * left. */
static inline int
folder_remove(char *path_take)
{
	int result = nftw(path_take, folder_remove_one, 8, FTW_DEPTH | FTW_PHYS);

	free(path_take);
	return result;
}

#endif
