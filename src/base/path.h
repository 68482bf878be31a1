/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_PATH_H
#define SHIELDADM_BASE_PATH_H

#include <stdbool.h>

/* Whether both paths lead to the same file. */
bool path_is_same(const char *a, const char *b);

#endif
