/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_LIMITS_H
#define SHIELDADM_BASE_LIMITS_H

#include <stddef.h>

/* Allow this process so many open files, as far as the system lets it: the limit of a
 * login shell is 1024.  Where it does not, opening one more fails and says so. */
void limits_want_files(size_t n);

#endif
