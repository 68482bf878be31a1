/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CHANGE_HISTORY_H
#define SHIELDADM_CHANGE_HISTORY_H

#include "change/change.h"
#include "db/history.h"
#include "policy/record.h"
#include "policy/touch.h"

/*
 * Record a change set in the transaction that stores it.  Private to src/change.
 *
 *	history_init()             once, before the transaction
 *	history_begin()            at the start of each attempt at it
 *	history_rule(), ...        for each row that is added or removed
 *	history_end()
 */
struct history_pending {
	long long id, confirm_by;
	struct touched rows;
};

struct history {
	bool is_kept; /* the tables exist; otherwise these functions do nothing */
	char token[HISTORY_TOKEN_LEN + 1]; /* of this change, whatever its number */
	long long id;                      /* 0 until history_end() has recorded it */

	struct db *db;
	const struct change_env *env;
	long long first_seen; /* the last change there was before this one was begun */
	long long next_id, part;
	size_t added, removed;
	long long confirm_by; /* of the line that was written */
	bool has_rules[RULE_KINDS], has_addresses, has_bans;
	struct str body; /* rows that are not written yet */
	struct record_before before;
	bool is_reading; /* set by a function that reads a table: nothing can be written
	                    now */
	struct {
		struct history_pending *v;
		size_t len, cap;
	} pending; /* changes that wait to be confirmed: their rows are not to be touched
	            */
};

/* Look whether the tables exist.  When they do not, the user is told. */
bool history_init(struct history *h, const struct change_env *env, struct err *err) MUST;

/* db: as the transaction has it.  *was_stored: an earlier attempt, whose outcome was not
 * known, has stored the change: nothing is left to do.  ERR_GUARD when the change that
 * env->undoes names was taken back meanwhile, or when what is stored is not env->version
 * any more. */
bool history_begin(
	struct history *h, struct db *db, bool *was_stored, struct err *err) MUST;

/* ERR_GUARD for a row of a change that waits to be confirmed. */
bool history_rule(struct history *h, enum change_op op, const struct rule *rule,
	struct err *err) MUST;
bool history_address(struct history *h, enum change_op op, const struct address *address,
	struct err *err) MUST;
/* n addresses at once; text: their records, one after the other. */
bool history_addresses(struct history *h, enum change_op op, const struct address *v,
	size_t n, const struct str *text, struct err *err) MUST;
bool history_ban(struct history *h, enum change_op op, const char *key, long long until,
	const char *reason, const char *who, struct err *err) MUST;

/* Write the rest of the rows, and the line of the change; nothing when no row changed. */
bool history_end(struct history *h, struct err *err) MUST;

/* After it is stored: start the watch when it has to be confirmed, and tell what others
 * have stored since history_init(). */
void history_stored(const struct history *h);

/* After the nodes were told: record the result on each.  A failure is only reported. */
void history_tell(const struct history *h, const struct change_report *report);

void history_clear(struct history *h);

/* Parts of the above: read the changes that wait to be confirmed, except the one that is
 * taken back; check that nobody else has taken that back meanwhile. */
bool history_read_pending(struct history *h, struct err *err) MUST;
void history_clear_pending(struct history *h);
bool history_check_undone(const struct history *h, struct err *err) MUST;

/* Add the rows that a change has touched. */
bool history_touched(
	struct db *db, long long id, struct touched *rows, struct err *err) MUST;

#endif
