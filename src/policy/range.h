/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_RANGE_H
#define SHIELDADM_POLICY_RANGE_H

#include "policy/address.h"

/*
 * Ranges of addresses, as carriers write them: Kamailio's table knows hosts and networks
 * only.
 */

/* A range that takes more networks is a mistake: one of IPv4 takes 62 at most. */
#define RANGE_NETWORKS_MAX 64

/* Whether the text is meant as a range: an IP address, a hyphen, and something else. */
bool range_is_one(const char *text);

/*
 * Add to list the fewest networks and hosts that make up the range 192.0.2.16-192.0.2.40,
 * 192.0.2.16-40 or 2001:db8::1-2001:db8::9, both ends included.  Group, port and tag are
 * left 0.  ERR_USAGE for another text; the list is unchanged then.
 */
bool range_parse(struct address_list *list, const char *text, struct err *err) MUST;

#endif
