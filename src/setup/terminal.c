/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "setup/terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/terminal.h"
#include "base/xalloc.h"
#include "print/escape.h"
#include "print/progress.h"
#include "print/wrap.h"

#define WIDTH_DEFAULT 80

/* A terminal hands over one line at a time.  The kernel (N_TTY) drops what exceeds so
 * many bytes, newline not counted. */
#define LINE_BYTES_MAX 4095

/* Pasted text comes in pieces, one within this time after another. */
#define PASTE_MS 30

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
#define SIGNALS (sizeof(signals) / sizeof(signals[0]))

struct terminal {
	struct sigaction old[SIGNALS];
};

static volatile sig_atomic_t came;

static void
on_signal(int signal)
{
	came = signal;
}

struct terminal *
terminal_open(void)
{
	struct terminal *terminal = xcalloc(1, sizeof(*terminal));
	struct sigaction action = { .sa_handler = on_signal };

	came = 0;
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &action, &terminal->old[i]);
	return terminal;
}

void
terminal_close(struct terminal *terminal)
{
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &terminal->old[i], NULL);
	free(terminal);
}

/* Wait for input; false when a signal came first. ppoll() loses no signal between the
 * check and the wait. */
static bool
wait_for_input(void)
{
	struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };
	sigset_t ours, before;
	bool ok = true;

	sigemptyset(&ours);
	for (size_t i = 0; i < SIGNALS; i++)
		sigaddset(&ours, signals[i]);
	sigprocmask(SIG_BLOCK, &ours, &before);
	while (came == 0 && ppoll(&fd, 1, NULL, &before) < 0 && errno == EINTR)
		;
	ok = came == 0;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return ok;
}

static enum io_got
read_line(struct str *line)
{
	char part[LINE_BYTES_MAX + 1];
	ssize_t n = -1;

	while (n < 0) {
		if (!wait_for_input())
			return IO_INTERRUPTED;
		n = read(STDIN_FILENO, part, sizeof(part));
		if (n < 0 && errno != EINTR)
			return IO_END;
	}
	if (n == 0)
		return IO_END;
	if (n >= LINE_BYTES_MAX)
		return IO_TOO_LONG;
	if (part[n - 1] == '\n')
		n--;
	str_add(line, part, strnlen(part, (size_t)n));
	explicit_bzero(part, sizeof(part));
	return IO_LINE;
}

/* Switch the echo of typed text; returns the settings before. */
static struct termios
set_echo(bool is_seen)
{
	struct termios before, now;

	if (tcgetattr(STDIN_FILENO, &before) != 0)
		return (struct termios){ .c_iflag = 0 };
	now = before;
	if (!is_seen) {
		now.c_lflag &= ~(tcflag_t)ECHO;
		now.c_lflag |= ECHONL;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &now);
	}
	return before;
}

bool
terminal_has_more(void *ctx)
{
	struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };

	(void)ctx;
	return came == 0 && poll(&fd, 1, PASTE_MS) > 0 && (fd.revents & POLLIN) != 0;
}

enum io_got
terminal_read(void *ctx, const char *prompt, bool is_hidden, struct str *line)
{
	struct termios before = set_echo(!is_hidden);
	struct str safe = { 0 };
	enum io_got got;

	/* Pasted text is on the screen already. */
	if (is_hidden || !terminal_has_more(ctx)) {
		escape_add(&safe, prompt);
		fputs(str_get(&safe), stderr);
		str_clear(&safe);
	}
	got = read_line(line);
	if (is_hidden)
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
	if (got == IO_END || got == IO_INTERRUPTED)
		fputc('\n', stderr);
	return got;
}

void
terminal_say(void *ctx, const char *text)
{
	size_t columns = terminal_columns(STDERR_FILENO);
	struct str str = { 0 };

	(void)ctx;
	wrap_add_lines(&str, text, columns > 0 ? columns : WIDTH_DEFAULT);
	progress_hide();
	fflush(stdout);
	fputs(str_get(&str), stderr);
	str_clear(&str);
}
