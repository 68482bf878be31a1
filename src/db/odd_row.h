/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DB_ODD_ROW_H
#define SHIELDADM_DB_ODD_ROW_H

#include "base/str.h"
#include "db/stored.h"

/*
 * Stored rows that a reader misunderstands: what Kamailio makes of them is not what they
 * look like, or they match nothing.
 */
enum odd {
	ODD_NOT,
	ODD_OTHER, /* Kamailio makes something else of it than it looks like */
	ODD_NEVER  /* it matches no request */
};

struct odd_row {
	enum odd is;
	struct str what; /* what Kamailio makes of it */
	struct str mend; /* a statement of SQL that mends it; empty: cannot be told */
	struct str
		effect; /* whom the statement lets in or cuts off, or what else to do */
};

/* "is not what it looks like", "never matches". */
const char *odd_text(enum odd odd);

/* Judge a row, which has an id.  False for a row that is what it looks like.  The caller
 * clears odd in any case. */
bool odd_address(struct odd_row *odd, const struct address *address);
bool odd_rule(struct odd_row *odd, const struct rule *rule);

/* Whether Kamailio reads the text of the row as another address than people do, or where
 * people read none: "127.2.1.300". */
bool odd_is_misread(const struct address *address);

void odd_row_clear(struct odd_row *odd);

/* Whether the ids of a table tell its rows apart: a table that was made again without its
 * key can have one twice, or NULL. Statements by id would concern other rows as well. */
bool rules_have_ids(const struct rule_list *rules, const struct bad_rows *bad);
bool addresses_have_ids(const struct address_list *addresses, const struct bad_rows *bad);
#define NO_IDS_TEXT                                                                     \
	"the ids of the table do not tell its rows apart: give it a primary key on id " \
	"first"

#endif
