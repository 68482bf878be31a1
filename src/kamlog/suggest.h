/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_SUGGEST_H
#define SHIELDADM_KAMLOG_SUGGEST_H

#include "kamlog/phones.h"
#include "kamlog/tally.h"
#include "policy/address.h"
#include "policy/rule.h"

/*
 * Rules that a log speaks for.
 *
 * A user agent, when it was never let through, and was refused only after the check of
 * user agents had passed it.  An address, when it was never let through and was
 * refused by a check behind that of bans: one that the country or the user agent
 * stops meets a ban never.  A network of 256, when many of it are such addresses and
 * none of it was let through.  Only what the counts are exact of, and nothing that
 * touches what is stored already, a stored address, a node of ours or a registered phone;
 * no user agent shorter than RULE_UA_SURE, and no ban that ban add would refuse.
 */
#define SUGGEST_LEAST 5 /* requests refused: fewer may be somebody's mistake */
#define SUGGEST_CROWD 8 /* addresses in a network */

enum suggest_kind {
	SUGGEST_AGENT,
	SUGGEST_BAN,
	SUGGEST_NETWORK /* as secfilter's ip: the beginning that its addresses share */
};

struct suggestion {
	enum suggest_kind kind;
	char value[RULE_VALUE_MAX + 1];
	uint64_t blocked;
	size_t sources; /* of a network */
	uint32_t reasons;
	char country[2];
};

struct suggestions {
	struct suggestion *v;
	size_t len, cap;
};

/* What a suggestion must not touch. */
struct suggest_known {
	struct rule_list rules;
	struct address_list addresses;
	struct address_list own; /* of our nodes, each with its name as the tag */
	struct phones phones;    /* sorted */
};

/* Up to top of each kind, those that were refused most first.  The caller frees
 * list->v. */
void suggest(struct suggestions *list, const struct tally *tally,
	const struct suggest_known *known, size_t top);

#endif
