/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/limits.h"

#include <sys/resource.h>

void
limits_want_files(size_t n)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= n)
		return;
	limit.rlim_cur = limit.rlim_max < n ? limit.rlim_max : n;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}
