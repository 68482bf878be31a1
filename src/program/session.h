/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PROGRAM_SESSION_H
#define SHIELDADM_PROGRAM_SESSION_H

#include "db/db.h"
#include "policy/change.h"

/*
 * What the commands of one shell share.  Each has a struct app of its own and reads the
 * configuration anew, so that what one does, or somebody else meanwhile, the next one
 * sees.  The connection to the database is kept, for it costs several times what a
 * command does; a way to a node costs 50 us, and over HTTP every call has its own anyway
 * (rpc/http.c), so these are opened by each.
 */
struct args;
struct session_db;

struct session {
	bool asks;    /* somebody sits at a terminal; else it is a script */
	bool is_over; /* the shell is to end */

	/* "begin" was given: changes are put together, and done by "commit". */
	struct {
		bool is_open, was_warned;
		struct change_set set;
		bool names_node; /* the line at work has a --node */
	} begun;

	const struct args *options; /* that every line has; borrowed */

	/* Of the command at work: it opened the database or chose nodes; it is about the
	 * set. */
	bool has_asked, is_about_set;

	struct session_db *kept;
};

/* The connection opened with the same options, which stays the session's, or NULL. */
struct db *session_db(const struct session *session, const struct db_options *options);

/* Keep it, in the place of the one kept so far; false when it is not worth it: it is the
 * caller's still. */
bool session_keep_db(
	struct session *session, const struct db_options *options, struct db *db);

/* Let go of it, because something is wrong with it. */
void session_drop_db(struct session *session);

/*
 * Put the rows of a command into the set.  ERR_USAGE when that says already the opposite
 * of one: nothing was put there then.
 */
bool session_collect(
	struct session *session, const struct change_set *set, struct err *err) MUST;

/* How many rows wait; empty the set and close it. */
size_t session_pending(const struct session *session);
void session_end_set(struct session *session);

void session_clear(struct session *session);

#endif
