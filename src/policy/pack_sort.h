/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_PACK_SORT_H
#define SHIELDADM_POLICY_PACK_SORT_H

#include "policy/pack.h"

/* Bring them in the order of their keys, in place: qsort() of the C library takes as much
 * memory again. */
void pack_sort_keys(struct packed *v, size_t n);

#endif
