/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings/write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "settings/settings.h"
#include "settings/file.h"

#define FIRST_LINE "# shieldadm's configuration: man shieldadm.conf describes the keys.\n"

char *
settings_write_path(const char *path)
{
	const char *named = getenv("SHIELDADM_CONFIG"), *home = getenv("HOME");

	if (path != NULL)
		return xstrdup(path);
	if (named != NULL && named[0] != '\0')
		return xstrdup(named);
	if (geteuid() == 0)
		return xstrdup(SETTINGS_SYSTEM_FILE);
	return home != NULL ? xasprintf("%s/.config/shieldadm/shieldadm.conf", home)
	                    : NULL;
}

static bool
make_folders(const char *path, struct err *err)
{
	mode_t mode = geteuid() == 0 ? 0755 : 0700;
	char *folder = xstrdup(path);
	bool ok = true;

	for (char *slash = folder[0] != '\0' ? strchr(folder + 1, '/') : NULL;
		ok && slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(folder, mode) != 0 && errno != EEXIST)
			ok = err_set(err, ERR_SYSTEM, "cannot create '%s': %s", folder,
				strerror(errno));
		*slash = '/';
	}
	free(folder);
	return ok;
}

/* The content, owner and mode of the file; nothing when it does not exist. */
static bool
read_old(struct settings_file *old, const char *path, struct err *err)
{
	*old = (struct settings_file){ 0 };
	if (access(path, F_OK) != 0 && errno == ENOENT)
		return true;
	return settings_file_read(old, path, err);
}

static bool
write_text(int fd, const struct str *text)
{
	size_t done = 0;

	while (done < text->len) {
		ssize_t n = write(fd, text->s + done, text->len - done);
		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return fsync(fd) == 0;
}

/* Create the new file beside the old one, with the same owner. */
static bool
write_new(char *new, const struct str *text, const struct settings_file *old,
	struct err *err)
{
	int fd = mkostemp(new, O_CLOEXEC); /* mode 0600 */
	bool ok;

	if (fd < 0)
		return err_set(
			err, ERR_SYSTEM, "cannot write '%s': %s", new, strerror(errno));
	/* Only root can change the owner, and only root needs to. */
	if (old->path != NULL)
		(void)!fchown(fd, old->st.st_uid, old->st.st_gid);
	ok = write_text(fd, text) ||
	     err_set(err, ERR_SYSTEM, "cannot write '%s': %s", new, strerror(errno));
	close(fd);
	return ok;
}

static bool
check_new(const char *new, struct err *err)
{
	struct settings settings;

	if (!settings_read(&settings, new, err))
		return err_wrap(err, "the result would not be a valid configuration");
	settings_clear(&settings);
	return true;
}

/* Replace the file behind a symbolic link, not the link. */
static char *
real_path(const char *path)
{
	char *real = realpath(path, NULL);

	return real != NULL ? real : xstrdup(path);
}

static void
compose(struct str *text, const struct settings_file *old, const char *added)
{
	const char *before = old->text != NULL ? old->text : FIRST_LINE;
	size_t len = strlen(before);

	str_add(text, before, len);
	if (len > 0 && before[len - 1] != '\n')
		str_add(text, "\n", 1);
	str_add(text, added, strlen(added));
}

bool
settings_write_add(const char *path, const char *added, struct err *err)
{
	char *real = real_path(path), *new = xasprintf("%s.XXXXXX", real);
	struct settings_file old;
	struct str text = { 0 };
	bool ok = make_folders(real, err) && read_old(&old, real, err);

	if (ok) {
		compose(&text, &old, added);
		ok = write_new(new, &text, &old, err) && check_new(new, err);
		if (ok && rename(new, real) != 0)
			ok = err_set(err, ERR_SYSTEM, "cannot write '%s': %s", real,
				strerror(errno));
		if (!ok)
			unlink(new);
		settings_file_clear(&old);
		if (text.len > 0)
			explicit_bzero(text.s, text.len);
	}
	str_clear(&text);
	free(new);
	free(real);
	return ok;
}
