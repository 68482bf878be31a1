/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "kamcfg/cfg.h"

static bool
check(int fd, const char *path, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_set(
			err, ERR_SYSTEM, "cannot read '%s': %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_SYSTEM, "'%s' is not a regular file", path);
	if (st.st_size > CFG_FILE_MAX)
		return err_set(err, ERR_SYSTEM,
			"'%s' is too large for a kamailio.cfg (limit: %u MiB)", path,
			CFG_FILE_MAX >> 20);
	return true;
}

static bool
read_all(int fd, struct str *s, const char *path, struct err *err)
{
	char buffer[65536];
	ssize_t n;

	while ((n = read(fd, buffer, sizeof(buffer))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, ERR_SYSTEM, "cannot read '%s': %s", path,
				strerror(errno));
		str_add(s, buffer, (size_t)n);
		if (s->len > CFG_FILE_MAX)
			return err_set(err, ERR_SYSTEM,
				"'%s' grew while it was read: try again", path);
	}
	if (s->len > 0 && memchr(s->s, '\0', s->len) != NULL)
		return err_set(err, ERR_SYSTEM,
			"'%s' contains a NUL byte: not a kamailio.cfg, or damaged", path);
	return true;
}

/* O_NONBLOCK: a FIFO must fail, not block. */
bool
cfg_load(char **text, size_t *len, const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct str s = { 0 };
	bool ok;

	if (fd < 0)
		return err_set(err, errno == ENOENT ? ERR_ABSENT : ERR_SYSTEM,
			"cannot read '%s': %s", path, strerror(errno));
	ok = check(fd, path, err) && read_all(fd, &s, path, err);
	close(fd);
	if (!ok) {
		str_clear(&s);
		return false;
	}
	*len = s.len;
	*text = s.s != NULL ? s.s : xstrdup("");
	return true;
}
