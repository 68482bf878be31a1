/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_BAN_NETWORK_H
#define SHIELDADM_POLICY_BAN_NETWORK_H

#include "policy/address.h"

/*
 * Networks and ranges in lists of bans.  A hash table holds single addresses, so a
 * network is banned by each of its addresses, or not at all.
 */

/* The addresses of a /24, or of a /120 of IPv6: a wider network is not taken apart. */
#define BAN_NETWORK_MAX 256

/* Whether the text is meant as a network or a range. */
bool ban_network_is_one(const char *text);

/* Add its addresses to list, without their texts.  ERR_USAGE for a wider one, and for
 * another text; the list may be longer then. */
bool ban_network_parse(struct address_list *list, const char *text, struct err *err) MUST;

#endif
