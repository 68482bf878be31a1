/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DB_DB_H
#define SHIELDADM_DB_DB_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "policy/address.h"
#include "policy/ban.h"
#include "policy/impact.h"
#include "policy/rule.h"

/*
 * Kamailio's database: its tables "secfilter" and "address", shieldadm's own tables, and
 * all the SQL of the program.  No function here runs a query of the caller's.
 *
 * Rows are handed over as they are in the table, valid or not: policy/ knows what they
 * mean.  Every error has the code ERR_DB (ERR_USAGE for an invalid URL) and never shows
 * the password.
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

/* Whether the connection is to a server, and not to a file.  A server takes time to
 * reach, and a lost connection is noticed.  A file is opened at once, and may be replaced
 * later. */
bool db_is_worth_keeping(const struct db *db);

/* The name of the driver: "mysql", "sqlite". */
const char *db_scheme(const struct db *db);

/* What to call the database in messages: its URL without user and password. */
const char *db_name(const struct db *db);

/*
 * Be the only shieldadm that changes this database, from here to db_unlock() or
 * the end of the program, however it ends.  Waits for another one at most wait_ms;
 * false with *busy set when that is still at work then.
 */
bool db_lock(struct db *db, unsigned wait_ms, bool *busy, struct err *err) MUST;
void db_unlock(struct db *db);

/*
 * Run work(db, ctx, err) as one transaction: everything is stored when work and this
 * function return true, otherwise nothing.  work may be called again, from the start:
 * once after a deadlock or a lock time-out, and once when the connection was lost.  After
 * a lost commit the outcome is not known: the rows of the first attempt may be stored
 * already, and work has to leave these alone.  When the outcome cannot be found out, the
 * error says so. Needs db_lock(), which shows that a lost commit has ended; a connection
 * that stays lost loses the lock too.
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

/* Run work(db, ctx, err), which only reads.  It sees all tables as they are at one
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

/* Hand each registered phone to row(), except those whose registration has ended. *exists
 * is false when there is no such table. */
bool db_location_each(struct db *db, bool (*row)(const struct phone_row *row, void *ctx),
	void *ctx, bool *exists, struct err *err) MUST;

/* Whether the Contact of a registered phone contains text, as the article's route asks.
 */
bool db_location_has(
	struct db *db, const char *text, bool *found, bool *exists, struct err *err) MUST;

/*
 * The records of bans, in a table of shieldadm's own.  Bans work without it, but a node
 * that is restarted does not get them back.
 */
bool db_has_bans(struct db *db, bool *exists, struct err *err) MUST;

/* Hand to row() the bans that end after now, in the order in which they were made; or the
 * bans of n keys, whenever they end. */
bool db_ban_each(struct db *db, long long now,
	bool (*row)(const struct ban_row *row, void *ctx), void *ctx,
	struct err *err) MUST;
bool db_ban_find(struct db *db, const char *const *keys, size_t n,
	bool (*row)(const struct ban_row *row, void *ctx), void *ctx,
	struct err *err) MUST;

/* Within db_transaction(): insert n bans, whose keys have none; delete the bans of n
 * keys, those that have ended by now, all. */
bool db_ban_add(
	struct db *db, const struct ban_row *rows, size_t n, struct err *err) MUST;
bool db_ban_del(struct db *db, const char *const *keys, size_t n, struct err *err) MUST;
bool db_ban_expire(struct db *db, long long now, struct err *err) MUST;
bool db_ban_flush(struct db *db, struct err *err) MUST;

/*
 * Hand over what begins with start, sorted, at most max: rules of a kind, addresses by
 * their ip_addr (of "10.0.0.0/2" the part before the slash), tags, bans that end after
 * now. The case of ASCII is ignored; no character of start is special.  Groups: all
 * numbers in use.
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
 * The tables that shieldadm works on: how they are, and how they should be.
 */
struct db_table {
	const char *name;
	int version_wanted;
	int version; /* in Kamailio's table "version"; -1: no row there */
	bool exists;
	bool is_transactional; /* a change can be taken back */
	bool is_view;          /* its rows stand in other tables */
	bool is_optional;      /* shieldadm's own, not required */
};
/* secfilter, address, shieldadm_ban, shieldadm_change, shieldadm_change_row */
#define DB_TABLES 5

/* Look at the tables. */
bool db_tables(struct db *db, struct db_table tables[DB_TABLES], struct err *err) MUST;

/*
 * The columns of "secfilter" or "address" that neither Kamailio nor shieldadm knows. What
 * they hold is lost when a row is removed and put back.  The caller clears names.
 */
struct db_further {
	struct str names; /* "setid, owner", or empty */
	bool is_needed;   /* a row without a value of its own for one is refused */
};
bool db_further_columns(struct db *db, const char *table, struct db_further *further,
	struct err *err) MUST;

/*
 * Create what is missing: the table "version", the tables, their version rows.
 * Existing tables are not changed.  tables tells how they were before.
 */
bool db_init(struct db *db, struct db_table tables[DB_TABLES], struct err *err) MUST;

#endif
