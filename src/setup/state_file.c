/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/put_file.h"
#include "base/xalloc.h"
#include "setup/state.h"

/* More than all questions can fill. */
#define FILE_MAX (4 * 1024 * 1024)

char *
state_path(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	/* The XDG specification ignores relative paths. */
	if (state != NULL && state[0] == '/')
		return xasprintf("%s/shieldadm/setup", state);
	if (home != NULL && home[0] == '/')
		return xasprintf("%s/.local/state/shieldadm/setup", home);
	return NULL;
}

bool
state_write(const char *path, const char *text, struct err *err)
{
	return put_folders(path, 0700, err) && put_file(path, text, 0600, err);
}

static bool
read_all(int fd, size_t size, char **text, struct err *err)
{
	size_t len = 0;
	ssize_t n = 1;

	*text = xcalloc(1, size + 1);
	while (len < size && n != 0) {
		n = read(fd, *text + len, size - len);
		if (n < 0 && errno != EINTR) {
			free(*text);
			return err_set(err, ERR_SYSTEM, "%s", strerror(errno));
		}
		len += n > 0 ? (size_t)n : 0;
	}
	return true;
}

bool
state_read(const char *path, char **text, long long *when, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	bool ok;

	if (fd < 0)
		return err_set(err,
			errno == ENOENT || errno == ENOTDIR ? ERR_ABSENT : ERR_USAGE,
			"%s", strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
		st.st_size > FILE_MAX)
		ok = err_set(err, ERR_USAGE, "it was not written by setup");
	else
		ok = read_all(fd, (size_t)st.st_size, text, err);
	close(fd);
	if (ok)
		*when = (long long)st.st_mtime;
	return ok;
}
