/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_MASK_H
#define SHIELDADM_FEED_MASK_H

#include <stdbool.h>

/* Masks that stand beside an address; pure.  Private to src/feed. */

/* Whether a column of this name may hold masks, whatever else it is known for: "cidr" is
 * a network in one list, and 24 in the next. */
bool feed_mask_is_name(const char *name);

/* 24, /24, or 255.255.255.0. */
bool feed_mask_is_one(const char *text);

/* Make 24 of the others, in place. */
void feed_mask_shorten(char *text);

/* Whether an address and a number behind it may be a network, where nothing tells what
 * the number is: 192.0.2.0 and 24. */
bool feed_mask_may_be_one(const char *address, const char *number);

#endif
