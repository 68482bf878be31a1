/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_RANDOM_H
#define SHIELDADM_BASE_RANDOM_H

#include <stddef.h>

/* Fill in up to 256 unpredictable bytes.  Ends the program when the kernel has none
 * (before 3.17). */
void random_bytes(void *bytes, size_t len);

#endif
