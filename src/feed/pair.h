/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_PAIR_H
#define SHIELDADM_FEED_PAIR_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Two addresses side by side that may mean one network.  Each word ends at a blank, a
 * separator, a quote or a '#'.
 */

/*
 * ERR_USAGE when they mean one: an IPv4 address and a dotted netmask, such as
 * 10.9.0.0 255.255.0.0, or both ends, such as 192.0.2.0 192.0.2.255.  Masks wider than
 * /4, and ends of less than 16 addresses, count as addresses.
 */
bool feed_check_pair(const char *address, const char *next, struct err *err) MUST;

/* Whether these are the ends of a network and its prefix, as DShield has them: 192.0.2.0,
 * 192.0.2.255 and 24.  A blank may follow the prefix. */
bool feed_pair_is_network(const char *first, const char *last, const char *prefix);

/* Whether both are addresses of one family, and the last is beyond the first. */
bool feed_pair_ascends(const char *first, const char *last);

/* How many bits a dotted netmask has; -1: the text is not one, or wider than /4. */
int feed_netmask_bits(const char *text);

/* Whether it is the first address of a network of so many bits. */
bool feed_pair_is_first(const char *address, int prefix);

#endif
