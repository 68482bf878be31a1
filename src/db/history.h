/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DB_HISTORY_H
#define SHIELDADM_DB_HISTORY_H

#include "db/db.h"

/*
 * The history: "shieldadm_change", a line for each change set, and
 * "shieldadm_change_row", what it added and removed (policy/record.h).  Both are
 * shieldadm's own; changes work without them.
 */
#define HISTORY_TOKEN_LEN 32
#define HISTORY_NAME_MAX 64
#define HISTORY_COMMAND_MAX 1000
#define HISTORY_MESSAGE_MAX 255
#define HISTORY_KINDS_MAX 64

/* A line.  Its texts are borrowed. */
struct history_row {
	long long id;   /* 1, 2, 3, ...: the version of what is stored since then */
	long long made; /* seconds since 1970, UTC */
	const char *token, *login, *host, *command, *message;
	const char *kinds; /* "ua,addr" */
	long long added, removed;
	long long undoes;     /* the change it takes back; 0: none */
	long long confirm_by; /* when it goes back by itself; 0: it stays */
	const char *outcome;  /* its result on the nodes; NULL: not known */
};

typedef bool history_row_fn(const struct history_row *row, void *ctx);

/* Whether both tables are there. */
bool db_has_history(struct db *db, bool *exists, struct err *err) MUST;

/* The number of the last change; 0 when there was none. */
bool db_history_last(struct db *db, long long *id, struct err *err) MUST;

/* Within db_transaction(): add a line; a part of its rows. */
bool db_history_add(struct db *db, const struct history_row *row, struct err *err) MUST;
bool db_history_add_rows(struct db *db, long long id, long long part, const char *body,
	struct err *err) MUST;

/* Hand over lines: one; the one with the token; those above after, the last first, at
 * most max (0: all); those that wait to be confirmed. */
bool db_history_find(struct db *db, long long id, history_row_fn *row, void *ctx,
	struct err *err) MUST;
bool db_history_find_token(struct db *db, const char *token, history_row_fn *row,
	void *ctx, struct err *err) MUST;
bool db_history_each(struct db *db, long long after, long long max, history_row_fn *row,
	void *ctx, struct err *err) MUST;
bool db_history_pending(
	struct db *db, history_row_fn *row, void *ctx, struct err *err) MUST;

/* Hand over the parts of a change's rows, in their order. */
bool db_history_rows(struct db *db, long long id,
	bool (*part)(const char *body, void *ctx), void *ctx, struct err *err) MUST;

/* Record its result on the nodes. */
bool db_history_tell(
	struct db *db, long long id, const char *outcome, struct err *err) MUST;
/* Confirm it, when it waits for that.  Within db_transaction(). */
bool db_history_confirm(struct db *db, long long id, struct err *err) MUST;

#endif
