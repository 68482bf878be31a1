/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shell/history.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/put_file.h"
#include "base/str.h"
#include "base/xalloc.h"

/* A file of this size is shortened.  A longer line is not kept. */
#define BYTES_MAX (256 * 1024)
#define LINE_MAX_BYTES 4096

/* -- what is kept -- */

static bool
holds(const char *line, const char *word)
{
	size_t len = strlen(word);

	for (; *line != '\0'; line++) {
		size_t i = 0;
		while (i < len && ascii_lower(line[i]) == word[i])
			i++;
		if (i == len)
			return true;
	}
	return false;
}

/* "mysql://user:secret@host": any text with an @ behind the slashes. */
static bool
holds_credentials(const char *line)
{
	const char *slashes = strstr(line, "://");

	return slashes != NULL && strchr(slashes, '@') != NULL;
}

bool
history_may_keep(const char *line)
{
	static const char *const words[] = { "pass", "pwd", "secret", "token", "auth_key",
		"credential" };

	if (line[strspn(line, " \t")] == '\0' || line[0] == ' ' || line[0] == '\t' ||
		strlen(line) > LINE_MAX_BYTES || holds_credentials(line))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (holds(line, words[i]))
			return false;
	return true;
}

/* -- where -- */

static char *
file_name(void)
{
	const char *name = getenv("SHIELDADM_HISTFILE"), *home = getenv("HOME");
	const char *state = getenv("XDG_STATE_HOME");

	if (name != NULL)
		return name[0] != '\0' ? xstrdup(name) : NULL;
	if (state != NULL && state[0] == '/')
		return xasprintf("%s/shieldadm/history", state);
	if (home == NULL || home[0] != '/')
		return NULL;
	return xasprintf("%s/.local/state/shieldadm/history", home);
}

/* Open and lock the file; -1 when it is not ours.  Nobody else may read it. */
static int
open_file(int flags)
{
	char *name = file_name();
	struct err ignored;
	struct stat st;
	int fd = -1;

	if (name != NULL && put_folders(name, 0700, &ignored))
		fd = open(name, flags | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
			0600);
	free(name);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
		((st.st_mode & 077) != 0 && fchmod(fd, 0600) != 0) ||
		flock(fd, LOCK_EX) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

void
history_add(const char *line)
{
	struct str text = { 0 };
	int fd = open_file(O_WRONLY | O_APPEND);

	if (fd < 0)
		return;
	str_addf(&text, "%s\n", line);
	(void)!write(fd, text.s, text.len);
	str_clear(&text);
	close(fd);
}

/* The text from the last max lines on. */
static char *
last_lines(char *text, size_t len, size_t max)
{
	size_t lines = 0;

	for (size_t i = len; i > 0; i--)
		if (text[i - 1] == '\n' && lines++ == max)
			return text + i;
	return text;
}

/* Rewrite in place: another shell that waits for the lock appends. */
static void
shorten(int fd, const char *text)
{
	size_t len = strlen(text);

	if (pwrite(fd, text, len, 0) == (ssize_t)len)
		(void)!ftruncate(fd, (off_t)len);
}

void
history_read(void (*line)(const char *text))
{
	int fd = open_file(O_RDWR);
	struct stat st;
	off_t from;
	char *text, *end;
	ssize_t n;

	if (fd < 0)
		return;
	if (fstat(fd, &st) != 0)
		st.st_size = 0;
	from = st.st_size > BYTES_MAX ? st.st_size - BYTES_MAX : 0;
	text = xcalloc(BYTES_MAX + 1, 1);
	n = pread(fd, text, BYTES_MAX, from);
	if (n > 0) {
		char *at = last_lines(text, (size_t)n, HISTORY_MAX);
		/* The first line may be incomplete. */
		if (from > 0 && at == text && (end = strchr(at, '\n')) != NULL)
			at = end + 1;
		if (from > 0 || at > text + BYTES_MAX / 4)
			shorten(fd, at);
		for (; (end = strchr(at, '\n')) != NULL; at = end + 1) {
			*end = '\0';
			line(at);
		}
	}
	free(text);
	close(fd);
}
