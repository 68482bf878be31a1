/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "print/pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "print/width.h"

/* A command with one of these needs a shell. */
#define SHELL_CHARACTERS "|&;<>()$`\\\"'*?[#~=%"
#define WORDS_MAX 16

static struct {
	FILE *terminal; /* the real stdout; NULL outside of pager_begin() */
	bool is_direct; /* nothing is held back */
	struct str held, later;
	unsigned height, width, row,
		column; /* of the screen; where the held text ends on it */
	bool in_escape;
	int pipe;
	pid_t pid; /* of the pager; 0: none */
} pager;

static void
set_size(void)
{
	struct winsize size;

	pager.height = 24;
	pager.width = 80;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 &&
		size.ws_col > 0) {
		pager.height = size.ws_row;
		pager.width = size.ws_col;
	}
}

static void
count_columns(size_t columns)
{
	if (pager.column + columns > pager.width) {
		pager.row++;
		pager.column = 0;
	}
	pager.column += (unsigned)columns;
}

/* Count the rows that text takes.  What sets colours takes no column. */
static void
count(const char *text, size_t len)
{
	for (size_t i = 0, bytes = 1; i < len; i += bytes, bytes = 1) {
		unsigned char c = (unsigned char)text[i];
		if (pager.in_escape) {
			pager.in_escape = c == '[' || c == ';' || (c >= '0' && c <= '9');
		} else if (c == '\x1b') {
			pager.in_escape = true;
		} else if (c == '\n') {
			pager.row++;
			pager.column = 0;
		} else if ((c & 0xc0) != 0x80) {
			count_columns(width_of_first(text + i, len - i, &bytes));
		}
	}
}

static bool
is_wanted(const char *command)
{
	return command[0] != '\0' && strcmp(command, "cat") != 0;
}

/* Start the command with fd as its standard input; 0 when it cannot be started. */
static pid_t
spawn(char *command, int fd)
{
	char shell[] = "sh", option[] = "-c", *words[WORDS_MAX + 1] = { NULL };
	char *argv[] = { shell, option, command, NULL }, *state, **run = argv;
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, plain;
	size_t n = 0;
	pid_t pid;

	if (strpbrk(command, SHELL_CHARACTERS) == NULL) {
		for (char *word = strtok_r(command, " \t", &state);
			word != NULL && n < WORDS_MAX;
			word = strtok_r(NULL, " \t", &state))
			words[n++] = word;
		run = words;
	}
	sigemptyset(&none);
	sigemptyset(&plain);
	sigaddset(&plain, SIGINT);
	sigaddset(&plain, SIGPIPE);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, fd, STDIN_FILENO);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &plain);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(
		&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	if (run[0] == NULL ||
		posix_spawnp(&pid, run[0], &files, &attributes, run, environ) != 0)
		pid = 0;
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return pid;
}

static void
start(void)
{
	const char *wanted = getenv("PAGER");
	char *command;
	int fds[2];

	pager.is_direct = true;
	if (wanted == NULL)
		wanted = "less";
	if (!is_wanted(wanted) || pipe2(fds, O_CLOEXEC) != 0)
		return;
	/* Let less show colours, and end by itself when the text fits. */
	setenv("LESS", "FRX", 0);
	command = xstrdup(wanted);
	interrupt_ignore();
	pager.pid = spawn(command, fds[0]);
	pager.pipe = fds[1];
	close(fds[0]);
	if (pager.pid == 0)
		close(fds[1]);
	free(command);
}

/* A pager that was left early reads no more: not an error. */
static void
send(const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(pager.pipe, text, len);
		if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			text += n;
			len -= (size_t)n;
		}
	}
}

static bool
put(const char *text, size_t len)
{
	if (pager.pid != 0) {
		send(text, len);
		return true;
	}
	return fwrite(text, 1, len, pager.terminal) == len && fflush(pager.terminal) == 0;
}

static bool
release(void)
{
	bool ok = put(str_get(&pager.held), pager.held.len);

	str_clear(&pager.held);
	pager.row = pager.column = 0;
	return ok;
}

/* The write function of stdout. */
static ssize_t
take(void *cookie, const char *text, size_t len)
{
	(void)cookie;
	if (pager.is_direct)
		return put(text, len) ? (ssize_t)len : 0;
	str_add(&pager.held, text, len);
	count(text, len);
	/* The last row is for the prompt. */
	if (pager.row < pager.height)
		return (ssize_t)len;
	start();
	return release() ? (ssize_t)len : 0;
}

void
pager_begin(void)
{
	FILE *gathered = fopencookie(NULL, "w", (cookie_io_functions_t){ .write = take });

	fflush(stdout);
	set_size();
	pager.is_direct = pager.in_escape = false;
	pager.row = pager.column = 0;
	pager.terminal = stdout;
	stdout = xmust(gathered);
}

void
pager_direct(void)
{
	fflush(stdout);
	if (pager.terminal == NULL || pager.pid != 0)
		return;
	(void)release();
	pager.is_direct = true;
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
}

void
pager_discard(void)
{
	fflush(stdout);
	str_clear(&pager.held);
}

void
pager_say(const char *text)
{
	fflush(stdout);
	if (pager.pid != 0) {
		str_addf(&pager.later, "shieldadm: %s\n", text);
		return;
	}
	if (pager.terminal != NULL)
		(void)release();
	fprintf(stderr, "shieldadm: %s\n", text);
}

void
pager_end(void)
{
	if (pager.terminal == NULL)
		return;
	fclose(stdout);
	stdout = pager.terminal;
	(void)release();
	pager.terminal = NULL;
	if (pager.pid != 0) {
		close(pager.pipe);
		while (waitpid(pager.pid, NULL, 0) < 0 && errno == EINTR)
			continue;
		pager.pid = 0;
	}
	fputs(str_get(&pager.later), stderr);
	str_clear(&pager.later);
}
