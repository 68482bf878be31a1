/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DB_ODD_ROW_H
#define SHIELDADM_DB_ODD_ROW_H

#include "base/str.h"
#include "db/stored.h"

/*
 * Stored rows that a reader misunderstands: what Kamailio makes of them is not what they
 * look like, or they match nothing.
 */
enum look_word {
	LOOK_FINE,
	LOOK_OTHER, /* Kamailio makes something else of it than it looks like */
	LOOK_NEVER  /* it matches no request */
};

struct look {
	enum look_word word;
	struct str what;   /* what Kamailio makes of it */
	struct str mend;   /* a statement of SQL that mends it; empty: cannot be told */
	struct str effect; /* who would feel it, or what else to do */
};

/* "is not what it looks like", "never matches". */
const char *look_word_text(enum look_word word);

/* Look at a row, which has an id.  False for a row that is what it looks like.  The
 * caller clears look in any case. */
bool look_at_address(struct look *look, const struct address *address);
bool look_at_rule(struct look *look, const struct rule *rule);

void look_clear(struct look *look);

/* Whether the ids of a table tell its rows apart: a table that was made again without its
 * key can have one twice, or NULL. Statements by id would concern other rows as well. */
bool rules_have_ids(const struct rule_list *rules, const struct bad_rows *bad);
bool addresses_have_ids(const struct address_list *addresses, const struct bad_rows *bad);
#define NO_IDS_TEXT                                                                     \
	"the ids of the table do not tell its rows apart: give it a primary key on id " \
	"first"

#endif
