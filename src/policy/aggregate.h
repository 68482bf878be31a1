/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_AGGREGATE_H
#define SHIELDADM_POLICY_AGGREGATE_H

#include "policy/pack.h"

/*
 * Make the fewest entries of a sorted pack that stand for exactly the same addresses:
 * those that lie in another one go, and two halves become their whole, as long as that is
 * no wider than address_check_width() lets pass.  Only entries of the same group, port
 * and tag are put together; names stay.  The pack is sorted afterwards.  Returns how many
 * entries fewer there are.
 */
size_t pack_aggregate(struct pack *pack);

#endif
