/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_LIMITS_H
#define SHIELDADM_BASE_LIMITS_H

#include <stddef.h>

/* Raise this process's limit of open files to n, as far as the system allows: a login
 * shell has 1024.  Beyond the limit open() fails and says so. */
void limits_want_files(size_t n);

#endif
