/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DB_DB_H
#define SHIELDADM_DB_DB_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "policy/address.h"
#include "policy/ban.h"
#include "policy/impact.h"
#include "policy/rule.h"

/*
 * Kamailio's database: its tables "secfilter" and "address", shieldadm's own beside
 * them, and all the SQL of the program.  There is no function that runs any query a
 * caller thinks of.
 *
 * Rows are handed over as they stand in the table, valid or not: what they mean
 * is policy/'s business.  Every error has the code ERR_DB (ERR_USAGE for a URL
 * that is none) and never shows the password.
 */
struct db;

struct db_options {
	/* As Kamailio's DBURL: mysql://user:password@host:port/database or
	 * sqlite:////path/to/file. */
	const char *url;
	/* How a mysql:// connection is protected: */
	enum {
		DB_TLS_AUTO,   /* as VERIFY when the server is on another host */
		DB_TLS_VERIFY, /* TLS, the server's certificate and name checked */
		DB_TLS_OFF     /* none: only when the user asked for it */
	} tls;
	const char *tls_ca;  /* file with the CA certificates; NULL: the system's */
	unsigned timeout_ms; /* for connecting, and for each answer */
	bool create;         /* make the file of sqlite:// when it is missing */
};

/* Connect.  The caller closes *db. */
bool db_open(struct db **db, const struct db_options *options, struct err *err) MUST;
void db_close(struct db *db);

/* Whether the connection is to a server, which costs time to reach and notices when it
 * is gone; a file is opened at once, and another one may stand in its place later. */
bool db_is_worth_keeping(const struct db *db);

/* The driver it is reached by: "mysql", "sqlite". */
const char *db_scheme(const struct db *db);

/* What to call the database in messages: its URL without user and password. */
const char *db_name(const struct db *db);

/*
 * Be the only shieldadm that changes this database, from here to db_unlock() or
 * the end of the program, however it ends.  Waits for another one wait_ms at the
 * most; false with *busy set when it still is at work then.
 */
bool db_lock(struct db *db, unsigned wait_ms, bool *busy, struct err *err) MUST;
void db_unlock(struct db *db);

/*
 * Run work(db, ctx, err) as one transaction: all that it does is stored when
 * work returns true and this function does too, else nothing is.  work may be
 * called again, from the start: once after a deadlock or a lock time-out, and
 * once when the connection was lost, which may be so late that the outcome is
 * not known.  Then the rows of the first attempt may stand already, and what
 * stands is to be left alone.  When it cannot be learnt any more whether they
 * do, the error says so.  Needs db_lock(), by which a lost commit is known to
 * have ended; a connection that stays lost takes the lock with it.
 */
bool db_transaction(struct db *db,
	bool (*work)(struct db *db, void *ctx, struct err *err), void *ctx,
	struct err *err) MUST;

/* Hand each row of the table to row(), in the order in which Kamailio reads them.
 * A row that returns false ends it. */
bool db_rule_each(struct db *db, bool (*row)(const struct rule_row *row, void *ctx),
	void *ctx, struct err *err) MUST;
bool db_address_each(struct db *db, bool (*row)(const struct address_row *row, void *ctx),
	void *ctx, struct err *err) MUST;

/* Run work(db, ctx, err), which only reads, and have it see all tables as they are at one
 * moment, whoever changes them meanwhile.  It is not called again. */
bool db_snapshot(struct db *db, bool (*work)(struct db *db, void *ctx, struct err *err),
	void *ctx, struct err *err) MUST;

/* Insert n rows; their ids are ignored.  Within db_transaction(). */
bool db_rule_add(
	struct db *db, const struct rule_row *rows, size_t n, struct err *err) MUST;
bool db_address_add(
	struct db *db, const struct address_row *rows, size_t n, struct err *err) MUST;

/* Delete the n rows with these ids.  Within db_transaction(). */
bool db_rule_del(struct db *db, const long long *ids, size_t n, struct err *err) MUST;
bool db_address_del(struct db *db, const long long *ids, size_t n, struct err *err) MUST;

/* Hand each registered phone to row(), but those whose registration is over; none when
 * there is no such table, which is told by *exists. */
bool db_location_each(struct db *db, bool (*row)(const struct phone_row *row, void *ctx),
	void *ctx, bool *exists, struct err *err) MUST;

/* Whether the Contact of one has the text in it: what the article's route asks. */
bool db_location_has(
	struct db *db, const char *text, bool *found, bool *exists, struct err *err) MUST;

/*
 * The records of bans, in a table that is shieldadm's own: bans work without it, but
 * nothing brings them back to a node that was restarted.
 */
bool db_has_bans(struct db *db, bool *exists, struct err *err) MUST;

/* Hand those to row() that end after now, in the order in which they were made; or those
 * of n keys, whenever they end. */
bool db_ban_each(struct db *db, long long now,
	bool (*row)(const struct ban_row *row, void *ctx), void *ctx,
	struct err *err) MUST;
bool db_ban_find(struct db *db, const char *const *keys, size_t n,
	bool (*row)(const struct ban_row *row, void *ctx), void *ctx,
	struct err *err) MUST;

/* Within db_transaction(): insert n, whose keys have none; delete those of n keys, those
 * that have ended by now, all. */
bool db_ban_add(
	struct db *db, const struct ban_row *rows, size_t n, struct err *err) MUST;
bool db_ban_del(struct db *db, const char *const *keys, size_t n, struct err *err) MUST;
bool db_ban_expire(struct db *db, long long now, struct err *err) MUST;
bool db_ban_flush(struct db *db, struct err *err) MUST;

/*
 * Hand over what begins with start, max at the most and sorted: rules of a kind, rows of
 * addresses whose ip_addr does (of "10.0.0.0/2" what stands before the slash counts),
 * tags, bans that end after now.  The case of ASCII is ignored; no character of start
 * is special.  Groups: the numbers there are.
 */
bool db_rule_look(struct db *db, enum rule_kind kind, const char *start, size_t max,
	bool (*row)(const struct rule_row *row, void *ctx), void *ctx,
	struct err *err) MUST;
bool db_address_look(struct db *db, const char *start, size_t max,
	bool (*row)(const struct address_row *row, void *ctx), void *ctx,
	struct err *err) MUST;
bool db_tag_look(struct db *db, const char *start, size_t max,
	bool (*row)(const char *tag, void *ctx), void *ctx, struct err *err) MUST;
bool db_ban_look(struct db *db, long long now, const char *start, size_t max,
	bool (*row)(const struct ban_row *row, void *ctx), void *ctx,
	struct err *err) MUST;
bool db_group_look(struct db *db, size_t max, bool (*row)(long long group, void *ctx),
	void *ctx, struct err *err) MUST;

/*
 * The tables that shieldadm works on: what is there, what it should be.
 */
struct db_table {
	const char *name;
	int version_wanted;
	int version; /* in Kamailio's table "version"; -1: no row there */
	bool exists;
	bool is_transactional; /* a change can be taken back */
	bool is_optional;      /* shieldadm's own, which it can do without */
};
/* secfilter, address, shieldadm_ban, shieldadm_change, shieldadm_change_row */
#define DB_TABLES 5

/* Look at the tables. */
bool db_tables(struct db *db, struct db_table tables[DB_TABLES], struct err *err) MUST;

/*
 * Create what is missing: the table "version", the tables, their version rows.
 * What exists is left as it is.  tables tells what was there before.
 */
bool db_init(struct db *db, struct db_table tables[DB_TABLES], struct err *err) MUST;

#endif
