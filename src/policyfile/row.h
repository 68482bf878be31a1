/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICYFILE_ROW_H
#define SHIELDADM_POLICYFILE_ROW_H

#include "base/str.h"
#include "policy/address.h"
#include "policy/rule.h"

/*
 * The order of rows in a file: by document_order[]; rules by action, blocked ones first,
 * and value, the case of ASCII ignored; addresses by group, IPv4, IPv6 and names by
 * themselves, then address, prefix and port.  Rows that stand for the same entry stand
 * together.  It depends on what the rows say alone.
 *
 * A row as a record has that order by its bytes (base/sorter.h).
 */
struct document_row {
	int kind; /* as document_order[] */
	struct rule rule;
	struct address address; /* of DOCUMENT_ADDR; both without an id */
};

/* Make record that of the row, in place of what it holds. */
void document_rule_record(struct str *record, const struct rule *rule);
void document_address_record(struct str *record, const struct address *address);

/* What such a record says. */
void document_row_read(struct document_row *row, const unsigned char *record);

/* Whether both stand for the same entry. */
bool document_row_same(const struct document_row *a, const struct document_row *b);

#endif
