/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rpc/wait.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/interrupt.h"

#define MOMENT_MS 10

long long
wait_deadline(unsigned timeout_ms)
{
	return clock_ms() + timeout_ms;
}

struct timespec
wait_left(long long deadline)
{
	long long left = deadline - clock_ms();

	if (left < 0)
		left = 0;
	return (struct timespec){ .tv_sec = left / 1000,
		.tv_nsec = left % 1000 * 1000000 };
}

bool
wait_for(int fd, short events, long long deadline)
{
	struct pollfd fds[2] = { { .fd = fd, .events = events },
		{ .fd = interrupt_fd(), .events = POLLIN } };

	for (;;) {
		long long left = deadline - clock_ms();
		int n;

		if (left < 0 || interrupt_came())
			return false;
		n = poll(fds, 2, left > INT_MAX ? INT_MAX : (int)left);
		if (n > 0 && fds[0].revents != 0)
			return true;
		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
	}
}

bool
wait_moment(long long deadline)
{
	if (clock_ms() >= deadline || interrupt_came())
		return false;
	poll(NULL, 0, MOMENT_MS);
	return true;
}
