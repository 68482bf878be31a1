/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_RANGE_H
#define SHIELDADM_POLICY_RANGE_H

#include "policy/address.h"

/*
 * Ranges of addresses, as carriers write them: Kamailio's table knows hosts and networks
 * only.
 */

/* More networks than these are no range that somebody meant: one of IPv4 has 62 at the
 * most. */
#define RANGE_NETWORKS_MAX 64

/* Whether the text is meant as a range: two words joined by a hyphen, the first of
 * which is an IP address. */
bool range_is_one(const char *text);

/*
 * Add to list the fewest networks and hosts that make up the range 192.0.2.16-192.0.2.40,
 * 192.0.2.16-40 or 2001:db8::1-2001:db8::9, both ends included.  Group, port and tag are
 * left 0.  ERR_USAGE, with the list as it was, for what is none.
 */
bool range_parse(struct address_list *list, const char *text, struct err *err) MUST;

#endif
