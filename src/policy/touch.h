/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_TOUCH_H
#define SHIELDADM_POLICY_TOUCH_H

#include <stdint.h>

#include "policy/record.h"

/*
 * Which rows changes have touched, to find out whether two changes touch the same one:
 * what a row is about, not what it says of it.  A user agent that is blocked and the same
 * one allowed are one row here, and so is an address with one tag and with another.
 *
 * Each row is kept as a hash of 64 bits, 8 MB for a million rows.  Two different rows
 * with the same hash are so unlikely (1 in 18 million for a million rows against a
 * million), and so harmless (a conflict is reported that does not exist), that nothing is
 * done about it.
 */
struct touched {
	uint64_t *v;
	size_t len, cap;
	bool is_sorted;
};

uint64_t touch_rule(const struct rule *rule);
uint64_t touch_address(const struct address *address);
uint64_t touch_ban(const char *key);
uint64_t touch_record(const struct record *record);

void touched_add(struct touched *touched, uint64_t row);
/* Whether the row is among them.  Sorts what was added since the last time. */
bool touched_has(struct touched *touched, uint64_t row);
void touched_clear(struct touched *touched);

#endif
