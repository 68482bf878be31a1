/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PROGRAM_SESSION_H
#define SHIELDADM_PROGRAM_SESSION_H

#include "db/db.h"
#include "policy/change.h"

/*
 * What the commands of one shell share.  Each command has a struct app of its own and
 * reads the configuration anew, so it sees what changed meanwhile.  The connection to
 * the database is kept, because opening it costs several times what a command costs.
 * A way to a node costs 50 us, and over HTTP every call opens its own anyway
 * (rpc/http.c), so each command opens its ways.
 */
struct args;
struct session_db;

struct session {
	bool asks;    /* a person sits at a terminal; false: a script */
	bool is_over; /* the shell is to end */

	/* After "begin" changes are collected; "commit" applies them. */
	struct {
		bool is_open, was_warned;
		struct change_set set;
		bool names_node; /* the current line has a --node */
	} begun;

	const struct args *options; /* of every line; borrowed */

	/* Of the current command: it opened the database or chose nodes; it is about
	 * the set. */
	bool has_asked, is_about_set;

	struct session_db *kept;
};

/* The kept connection, if it was opened with the same options; else NULL. It stays the
 * session's. */
struct db *session_db(const struct session *session, const struct db_options *options);

/* Keep a connection; an older one is closed.  False when it is not worth keeping: it
 * stays the caller's. */
bool session_keep_db(
	struct session *session, const struct db_options *options, struct db *db);

/* Close the kept connection, because it failed. */
void session_drop_db(struct session *session);

/*
 * Add the rows of a command to the set.  ERR_USAGE when a row contradicts the set:
 * nothing is added then.
 */
bool session_collect(
	struct session *session, const struct change_set *set, struct err *err) MUST;

/* How many rows the set has; empty and close it. */
size_t session_pending(const struct session *session);
void session_end_set(struct session *session);

void session_clear(struct session *session);

#endif
