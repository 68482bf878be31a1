/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

void
random_bytes(void *bytes, size_t len)
{
	/* getrandom() gives up to 256 bytes at once, and no signal interrupts it. */
	if (getrandom(bytes, len, 0) == (ssize_t)len)
		return;
	fputs("shieldadm: the kernel gives no random numbers\n", stderr);
	exit(8);
}
