/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_AGGREGATE_H
#define SHIELDADM_POLICY_AGGREGATE_H

#include "policy/pack.h"

/*
 * Reduce a sorted pack to the fewest entries that stand for exactly the same addresses.
 * An entry within another one is removed; two halves become their whole, unless
 * address_check_width() refuses that.  Only entries of the same group, port and tag are
 * joined; names stay.  The pack is sorted afterwards.  Returns by how
 * many entries the pack shrank.
 */
size_t pack_aggregate(struct pack *pack);

#endif
