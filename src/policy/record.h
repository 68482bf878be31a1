/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_RECORD_H
#define SHIELDADM_POLICY_RECORD_H

#include "base/str.h"
#include "policy/change.h"

/*
 * The rows that a change has added and removed, as the history keeps them: text, a line a
 * row, fields apart by tabs, and within a field a tab, a newline and a backslash as \t,
 * \n and \\:
 *
 *	+  ua    block  friendly-scanner
 *	-  addr  1      192.0.2.0  24  0  carrier            group, mask, port, tag
 *	+  ban   203.0.113.9  1700000000  scans  alice@noc   until when, why, whose
 *
 * An address that differs from the row before in nothing else is a line of its own text
 * behind a "=": a million from one list are a third as long then.
 */
enum record_form { RECORD_RULE, RECORD_ADDRESS, RECORD_BAN };

struct record {
	enum change_op op;
	enum record_form form;
	struct rule rule;       /* of RECORD_RULE */
	struct address address; /* of RECORD_ADDRESS */
	/* Of RECORD_BAN; borrowed from the text. */
	const char *key, *reason, *who;
	long long until; /* seconds since 1970, UTC */
};

/* "ua", ..., "addr", "ban": what the history calls the kind of a record. */
const char *record_kind(const struct record *record);

void record_add_rule(struct str *text, enum change_op op, const struct rule *rule);
/* The row that the text ends with; { 0 } at the beginning of a text.
 * record_add_address() updates it. */
struct record_before {
	enum change_op op;
	unsigned long group;
	unsigned prefix, port;
	bool is_there;
	const char *tag;
};
void record_add_address(struct str *text, struct record_before *before, enum change_op op,
	const struct address *address);
void record_add_ban(struct str *text, enum change_op op, const char *key, long long until,
	const char *reason, const char *who);

/*
 * Take the record that *text begins with, and put *text behind it; the text is changed on
 * the way.  record is the one before, or { 0 } at the beginning of a text.  False at the
 * end; false with err set for an invalid line, which somebody else or a newer shieldadm
 * has written.
 */
bool record_next(struct record *record, char **text, struct err *err) MUST;

#endif
