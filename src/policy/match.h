/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_MATCH_H
#define SHIELDADM_POLICY_MATCH_H

#include "policy/address.h"
#include "policy/rule.h"

/*
 * What Kamailio would decide: the same answers as its modules give.
 */

/*
 * The rule of this kind that decides about value, or NULL when none does.  As
 * secfilter (5.5 to 6.1) does it: an entry is a prefix, the case of ASCII does
 * not matter, and allowed entries come before blocked ones.  A destination is
 * compared as a whole (secfilter's dst_exact_match, which is on by default).
 */
const struct rule *rule_match(
	const struct rule_list *rules, enum rule_kind kind, const char *value);

/* Whether the entry is a prefix of the value; the same of a value of len bytes. */
bool rule_catches(const char *entry, const char *value);
bool rule_catches_part(const char *entry, const char *value, size_t len);

/*
 * The row that allow_source_address_group() would find for a request from the
 * address, or NULL.  As permissions (5.6) does it: hosts first, and of several
 * with this address the one that was loaded last; then networks, by group, and in
 * a group in the order of loading.  A row's port 0 is any port, and so is the
 * port 0 of the question.  Names, and ports that no packet has, match nothing.
 */
const struct address *address_match(const struct address_list *addresses, int family,
	const unsigned char bytes[16], unsigned port);

/* A port that no row names, to ask what holds for any port. */
#define PORT_OTHER 65536

#endif
