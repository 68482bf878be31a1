/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/put_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"

static bool
write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			text += n;
			len -= (size_t)n;
		}
	}
	return true;
}

static bool
set_owner(int fd, const struct put_as *as)
{
	const struct stat *st = as->owner;

	if (st == NULL || (st->st_uid == geteuid() && st->st_gid == getegid()))
		return true;
	return fchown(fd, st->st_uid, st->st_gid) == 0 || !as->must_own;
}

/* The owner comes first: nobody else may read the file before it is his. */
bool
put_fill(int fd, const char *text, size_t len, const struct put_as *as)
{
	return set_owner(fd, as) && fchmod(fd, as->mode) == 0 &&
	       write_all(fd, text, len) && fsync(fd) == 0;
}

static bool
cannot_write(struct err *err, const char *path)
{
	return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path, strerror(errno));
}

char *
put_beside(const char *path, const char *text, size_t len, const struct put_as *as,
	struct err *err)
{
	char *new = xasprintf("%s.XXXXXX", path);
	int fd = mkostemp(new, O_CLOEXEC); /* mode 0600 */
	bool ok = fd >= 0 && put_fill(fd, text, len, as);

	if (!ok)
		cannot_write(err, path);
	if (fd >= 0)
		close(fd);
	if (!ok && fd >= 0)
		unlink(new);
	if (!ok) {
		free(new);
		return NULL;
	}
	return new;
}

bool
put_file(const char *path, const char *text, mode_t mode, struct err *err)
{
	const struct put_as as = { .mode = mode };
	char *new = put_beside(path, text, strlen(text), &as, err);
	bool ok = new != NULL &&rename(new, path) == 0;

	if (new != NULL && !ok) {
		cannot_write(err, path);
		unlink(new);
	}
	free(new);
	return ok;
}

bool
put_folders(const char *path, mode_t mode, struct err *err)
{
	char *folder = xstrdup(path), *slash = folder;
	bool ok = true;

	/* The first character may be the root. */
	while (ok && slash[0] != '\0' && (slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		if (mkdir(folder, mode) != 0 && errno != EEXIST)
			ok = err_set(err, ERR_SYSTEM, "cannot create '%s': %s", folder,
				strerror(errno));
		*slash = '/';
	}
	free(folder);
	return ok;
}
