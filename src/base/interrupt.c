/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

static atomic_bool came;
static int ends[2] = { -1, -1 };
static struct sigaction before;
static bool is_watching;

static void
note(int signal)
{
	int saved = errno;

	(void)signal;
	atomic_store(&came, true);
	(void)!write(ends[1], "", 1);
	errno = saved;
}

/* Without SA_RESTART, so that sleep and read return. */
static void
set_handler(void (*handler)(int), struct sigaction *old)
{
	struct sigaction action = { .sa_handler = handler };

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, old);
}

static void
forget(void)
{
	char bytes[16];

	while (ends[0] >= 0 && read(ends[0], bytes, sizeof(bytes)) > 0)
		continue;
	atomic_store(&came, false);
}

void
interrupt_watch(void)
{
	/* Without the pipe, poll() waits until its time-out. */
	if (ends[0] < 0 && pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
		ends[0] = ends[1] = -1;
	forget();
	set_handler(note, is_watching ? NULL : &before);
	is_watching = true;
}

void
interrupt_unwatch(void)
{
	if (is_watching)
		sigaction(SIGINT, &before, NULL);
	is_watching = false;
	forget();
}

void
interrupt_ignore(void)
{
	if (is_watching)
		set_handler(SIG_IGN, NULL);
}

bool
interrupt_came(void)
{
	return atomic_load(&came);
}

int
interrupt_fd(void)
{
	return ends[0];
}
