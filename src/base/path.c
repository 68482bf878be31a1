/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/path.h"

#include <string.h>
#include <sys/stat.h>

bool
path_is_same(const char *a, const char *b)
{
	struct stat x, y;

	return strcmp(a, b) == 0 || (stat(a, &x) == 0 && stat(b, &y) == 0 &&
					    x.st_dev == y.st_dev && x.st_ino == y.st_ino);
}
