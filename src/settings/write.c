/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings/write.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/put_file.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "settings/file.h"
#include "settings/settings.h"

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

/* Only root can change the owner, and only root needs to. */
static char *
write_new(const char *real, const struct str *text, const struct settings_file *old,
	struct err *err)
{
	const struct put_as as = { .mode = 0600,
		.owner = old->path != NULL ? &old->st : NULL };

	return put_beside(real, text->s, text->len, &as, err);
}

/* Put the new file in place, unless it is not a valid configuration. */
static bool
put_in_place(const char *new, const char *real, struct err *err)
{
	if (check_new(new, err) &&
		(rename(new, real) == 0 ||
			err_set(err, ERR_SYSTEM, "cannot write '%s': %s", real,
				strerror(errno))))
		return true;
	unlink(new);
	return false;
}

bool
settings_write_add(const char *path, const char *added, struct err *err)
{
	char *real = real_path(path), *new = NULL;
	struct settings_file old;
	struct str text = { 0 };
	bool ok = put_folders(real, geteuid() == 0 ? 0755 : 0700, err) &&
	          read_old(&old, real, err);

	if (ok) {
		compose(&text, &old, added);
		new = write_new(real, &text, &old, err);
		ok = new != NULL &&put_in_place(new, real, err);
		settings_file_clear(&old);
		explicit_bzero(text.s, text.len);
	}
	str_clear(&text);
	free(new);
	free(real);
	return ok;
}
