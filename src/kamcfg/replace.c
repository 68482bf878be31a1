/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/put_file.h"
#include "base/xalloc.h"
#include "kamcfg/cfg.h"

#define PAUSE_MS 20

static bool
fails(struct err *err, const char *what, const char *path)
{
	return err_set(
		err, ERR_SYSTEM, "cannot %s '%s': %s", what, path, strerror(errno));
}

/* Lock the directory: each change replaces the file itself. */
static bool
lock(struct replace *r, unsigned timeout_ms, struct err *err)
{
	static const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000 };
	char *slash = strrchr(r->path, '/');

	*slash = '\0';
	r->folder =
		open(slash > r->path ? r->path : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*slash = '/';
	if (r->folder < 0)
		return fails(err, "open the folder of", r->path);
	while (flock(r->folder, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return fails(err, "lock the folder of", r->path);
		if (timeout_ms < PAUSE_MS)
			return err_set(err, ERR_SYSTEM,
				"another shieldadm is changing '%s': try again later",
				r->path);
		timeout_ms -= PAUSE_MS;
		nanosleep(&pause, NULL);
	}
	return true;
}

bool
replace_open(struct replace *r, const char *path, bool to_write, unsigned timeout_ms,
	struct err *err)
{
	*r = (struct replace){ .path = realpath(path, NULL), .folder = -1 };
	if (r->path == NULL)
		return err_set(err, errno == ENOENT ? ERR_ABSENT : ERR_SYSTEM,
			"cannot read '%s': %s", path, strerror(errno));
	if (to_write && !lock(r, timeout_ms, err))
		return false;
	if (!cfg_load(&r->text, &r->len, r->path, err))
		return false;
	return stat(r->path, &r->st) == 0 || fails(err, "read", r->path);
}

/* Like the file that it replaces. */
static bool
fill(int fd, const struct replace *r, const char *text, size_t len)
{
	const struct put_as as = {
		.mode = r->st.st_mode & 07777, .owner = &r->st, .must_own = true
	};

	return put_fill(fd, text, len, &as);
}

static int
make_candidate(struct replace *r, const char *folder, size_t len)
{
	const char *slash = strrchr(r->path, '/');
	int fd;

	r->candidate =
		xasprintf("%.*s/.%s.shieldadm-XXXXXX", (int)len, folder, slash + 1);
	fd = mkostemp(r->candidate, O_CLOEXEC);
	if (fd < 0) {
		free(r->candidate);
		r->candidate = NULL;
	}
	return fd;
}

bool
replace_prepare(
	struct replace *r, const char *text, size_t len, bool is_draft, struct err *err)
{
	const char *tmp = getenv("TMPDIR");
	int fd = make_candidate(r, r->path, (size_t)(strrchr(r->path, '/') - r->path));
	bool ok;

	if (fd < 0 && is_draft) {
		tmp = tmp != NULL && tmp[0] == '/' ? tmp : "/tmp";
		fd = make_candidate(r, tmp, strlen(tmp));
	}
	if (fd < 0)
		return fails(err, "write beside", r->path);
	ok = is_draft ? put_fill(fd, text, len, &(struct put_as){ .mode = 0600 })
	              : fill(fd, r, text, len);
	if (!ok) {
		fails(err, "write", r->candidate);
		close(fd);
		return false;
	}
	return close(fd) == 0 || fails(err, "write", r->candidate);
}

bool
replace_is_beside(const struct replace *r)
{
	size_t len = (size_t)(strrchr(r->path, '/') - r->path) + 1;

	return r->candidate != NULL && strncmp(r->candidate, r->path, len) == 0 &&
	       strchr(r->candidate + len, '/') == NULL;
}

/* kamailio.cfg.shieldadm-20260131T120000Z, with -2 appended when that exists. */
static bool
keep(struct replace *r, struct err *err)
{
	time_t now = time(NULL);
	char stamp[32] = "";
	struct tm tm;
	int fd = -1;

	if (gmtime_r(&now, &tm) != NULL)
		strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &tm);
	for (unsigned i = 1; fd < 0 && i < 100; i++) {
		free(r->backup);
		r->backup = i == 1 ? xasprintf("%s.shieldadm-%s", r->path, stamp)
		                   : xasprintf("%s.shieldadm-%s-%u", r->path, stamp, i);
		fd = open(r->backup, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd < 0 && errno != EEXIST)
			return fails(err, "write", r->backup);
	}
	if (fd < 0)
		return fails(err, "write", r->backup);
	if (!fill(fd, r, r->text, r->len)) {
		fails(err, "write", r->backup);
		unlink(r->backup);
		close(fd);
		return false;
	}
	return close(fd) == 0 || fails(err, "write", r->backup);
}

static bool
is_unchanged(const struct replace *r, struct err *err)
{
	size_t len;
	char *text;
	bool same;

	if (!cfg_load(&text, &len, r->path, err))
		return false;
	same = len == r->len && memcmp(text, r->text, len) == 0;
	free(text);
	return same || err_set(err, ERR_GUARD,
			       "'%s' was changed by somebody else and is left as it is: "
			       "try again",
			       r->path);
}

bool
replace_commit(struct replace *r, struct err *err)
{
	if (!is_unchanged(r, err) || !keep(r, err))
		return false;
	if (rename(r->candidate, r->path) != 0) {
		fails(err, "replace", r->path);
		unlink(r->backup);
		return false;
	}
	free(r->candidate);
	r->candidate = NULL;
	return fsync(r->folder) == 0 || fails(err, "write the folder of", r->path);
}

void
replace_close(struct replace *r)
{
	if (r->candidate != NULL)
		unlink(r->candidate);
	if (r->folder >= 0)
		close(r->folder);
	free(r->candidate);
	free(r->backup);
	free(r->text);
	free(r->path);
	*r = (struct replace){ .folder = -1 };
}
