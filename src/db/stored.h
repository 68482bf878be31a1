/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DB_STORED_H
#define SHIELDADM_DB_STORED_H

#include "db/db.h"

/*
 * What the database holds: the rows as Kamailio reads them, and those that harm a node
 * that reloads.  A row with an empty value is both.
 */
struct bad_row {
	const char *table;
	long long id;
	char *reason;
	bool is_rule_too;   /* it is among the rules as well */
	char *mend;         /* a statement of SQL that mends it */
	const char *effect; /* who would feel it */
};

struct bad_rows {
	struct bad_row *v;
	size_t len, cap;
};

/* Fill the lists.  The caller clears them, also after an error. */
bool stored_rules(struct db *db, struct rule_list *rules, struct bad_rows *bad,
	struct err *err) MUST;
bool stored_addresses(struct db *db, struct address_list *addresses, struct bad_rows *bad,
	struct err *err) MUST;

/* ERR_GUARD, with the first of these rows, when a reload would do harm because of them:
 * fail as a whole, stop in the middle, or block everybody. */
bool stored_check_reload(const struct bad_rows *bad, struct err *err) MUST;

void bad_rows_add_address(
	struct bad_rows *bad, const struct address_row *row, const struct err *why);
void bad_rows_clear(struct bad_rows *bad);

#endif
