/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_SUGGEST_H
#define SHIELDADM_KAMLOG_SUGGEST_H

#include "kamlog/phones.h"
#include "kamlog/tally.h"
#include "policy/address.h"
#include "policy/rule.h"

/*
 * Suggest rules from the counts of a log.
 *
 * A user agent is suggested when it was never allowed, and was blocked only by checks
 * after the check of user agents.  An address is suggested when it was never allowed,
 * and was blocked by a check after the check of bans; a ban would not help against a
 * source that the country or the user agent blocks first.  A network of 256 addresses is
 * suggested when many of them are such addresses and none was allowed.
 *
 * Only exact counts are used, and only sources and user agents of which no line may be
 * forged (line.h: is_doubtful).  Nothing is suggested that touches a stored entry, a
 * stored address, one of our nodes or a registered phone, nor a user agent shorter than
 * RULE_UA_SURE, nor a ban that ban add would refuse.
 */
#define SUGGEST_LEAST 5 /* blocked requests; fewer may be a mistake of a customer */
#define SUGGEST_CROWD 8 /* addresses in a network */

enum suggest_kind {
	SUGGEST_AGENT,
	SUGGEST_BAN,
	SUGGEST_NETWORK /* an entry of secfilter's ip list: the text that its addresses
	                   begin with */
};

struct suggestion {
	enum suggest_kind kind;
	char value[RULE_VALUE_MAX + 1];
	uint64_t blocked;
	size_t sources; /* for a network */
	uint32_t reasons;
	char country[2];
};

struct suggestions {
	struct suggestion *v;
	size_t len, cap;
};

/* What a suggestion must not block. */
struct suggest_known {
	struct rule_list rules;
	struct address_list addresses;
	struct address_list own; /* addresses of our nodes, tagged with the node's name */
	struct phones phones;    /* sorted */
};

/* Up to top suggestions of each kind, the most blocked first.  The caller frees
 * list->v. */
void suggest(struct suggestions *list, const struct tally *tally,
	const struct suggest_known *known, size_t top);

#endif
