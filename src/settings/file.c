/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "settings/settings.h"

static bool
read_all(struct settings_file *file, int fd, struct err *err)
{
	struct str text = { 0 };
	char part[4096];
	ssize_t n;
	bool is_whole;

	while ((n = read(fd, part, sizeof(part))) > 0)
		str_add(&text, part, (size_t)n);
	if (n < 0) {
		str_clear(&text);
		return err_set(err, ERR_USAGE, "cannot read '%s': %s", file->path,
			strerror(errno));
	}
	file->text = xstrdup(str_get(&text));
	is_whole = strlen(file->text) == text.len;
	str_clear(&text);
	return is_whole ||
	       err_set(err, ERR_USAGE, "'%s' contains a NUL byte", file->path);
}

/* Read the file if it exists.  must_be: a missing file is an error. */
static bool
try_read(struct settings_file *file, const char *path, bool must_be, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool ok;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR) && !must_be)
		return true;
	if (fd < 0)
		return err_set(err, ERR_USAGE, "cannot read the configuration '%s': %s",
			path, strerror(errno));
	file->path = xstrdup(path);
	if (fstat(fd, &file->st) < 0 || !S_ISREG(file->st.st_mode))
		ok = err_set(err, ERR_USAGE,
			"the configuration '%s' is not a regular file", path);
	else
		ok = read_all(file, fd, err);
	close(fd);
	return ok;
}

bool
settings_file_read(struct settings_file *file, const char *path, struct err *err)
{
	const char *home = getenv("HOME"), *named = getenv("SHIELDADM_CONFIG");

	if (path == NULL && named != NULL && named[0] != '\0')
		path = named;
	if (path != NULL)
		return try_read(file, path, true, err);
	if (home != NULL) {
		char *user = xasprintf("%s/.config/shieldadm/shieldadm.conf", home);
		bool ok = try_read(file, user, false, err);
		free(user);
		if (!ok || file->path != NULL)
			return ok;
	}
	return try_read(file, SETTINGS_SYSTEM_FILE, false, err);
}

bool
settings_file_check(const struct settings_file *file, bool has_secret, struct err *err)
{
	mode_t open_to = file->st.st_mode & (has_secret ? S_IWGRP | S_IRWXO : S_IWOTH);

	if (file->st.st_uid != 0 && file->st.st_uid != geteuid())
		return err_set(err, ERR_USAGE,
			"'%s' %sbelongs to another user: chown it to yourself or to root",
			file->path, has_secret ? "holds a password and " : "");
	if (open_to != 0)
		return err_set(err, ERR_USAGE, "'%s' %sis open to others: chmod 600 '%s'",
			file->path, has_secret ? "holds a password and " : "",
			file->path);
	return true;
}

void
settings_file_clear(struct settings_file *file)
{
	if (file->text != NULL)
		explicit_bzero(file->text, strlen(file->text));
	free(file->text);
	free(file->path);
	*file = (struct settings_file){ 0 };
}
