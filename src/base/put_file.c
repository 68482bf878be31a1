/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/put_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"

static bool
write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		ssize_t n = write(fd, text, left);
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			text += n;
			left -= (size_t)n;
		}
	}
	return fsync(fd) == 0;
}

bool
put_file(const char *path, const char *text, mode_t mode, struct err *err)
{
	char *new = xasprintf("%s.XXXXXX", path);
	int fd = mkostemp(new, O_CLOEXEC); /* mode 0600 */
	bool ok = fd >= 0 && write_all(fd, text) && fchmod(fd, mode) == 0 &&
	          rename(new, path) == 0;

	if (!ok)
		err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path, strerror(errno));
	if (!ok && fd >= 0)
		unlink(new);
	if (fd >= 0)
		close(fd);
	free(new);
	return ok;
}
