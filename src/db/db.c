/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "db/db.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/xalloc.h"
#include "db/run.h"

#define PAUSE_MS 20          /* between two tries to get the lock */
#define RELOCK_MS 10000      /* the server frees the lock of a lost connection by then */
#define DEADLOCK_PAUSE_MS 50 /* for the winner of a deadlock to finish */

static const struct db_driver *const drivers[] = { &db_mysql, &db_sqlite };

static bool
find_driver(struct db *db, struct err *err)
{
	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++) {
		if (strcmp(drivers[i]->scheme, db->url.scheme) == 0) {
			db->driver = drivers[i];
			return true;
		}
	}
	return err_set(err, ERR_USAGE,
		"the database URL begins with '%s://': only mysql:// and sqlite:// are "
		"known",
		db->url.scheme);
}

static bool
connect_db(struct db *db, struct err *err)
{
	if (!find_driver(db, err))
		return false;
	return db->driver->open(&db->conn, &db->url, &db->options, err) ||
	       err_wrap(err, "cannot open '%s'", db->name);
}

bool
db_open(struct db **db, const struct db_options *options, struct err *err)
{
	struct db *opened = xcalloc(1, sizeof(*opened));

	if (!db_url_parse(&opened->url, options->url, err)) {
		free(opened);
		return false;
	}
	opened->name = db_url_name(&opened->url);
	opened->options = *options;
	opened->options.url = NULL;
	if (options->tls_ca != NULL)
		opened->options.tls_ca = opened->tls_ca = xstrdup(options->tls_ca);
	if (!connect_db(opened, err)) {
		db_close(opened);
		return false;
	}
	*db = opened;
	return true;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	if (db->driver != NULL)
		db->driver->close(db->conn);
	db_url_clear(&db->url);
	free(db->tls_ca);
	free(db->name);
	free(db);
}

bool
db_is_worth_keeping(const struct db *db)
{
	return db->driver->reopen != NULL;
}

const char *
db_name(const struct db *db)
{
	return db->name;
}

const char *
db_scheme(const struct db *db)
{
	return db->driver->scheme;
}

static void
pause_ms(long ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000 }, NULL);
}

/* Ask for the lock until it is there or wait_ms are over. */
static enum db_end
take_lock(struct db *db, unsigned wait_ms, bool *got, struct err *err)
{
	long long end = clock_ms() + wait_ms;

	for (;;) {
		long long left = end - clock_ms();
		enum db_end tried = db->driver->lock(
			db->conn, left > 0 ? (unsigned)left : 0, got, err);

		if (tried != DB_DONE || *got || left <= 0 || interrupt_came())
			return tried;
		pause_ms(PAUSE_MS);
	}
}

bool
db_lock(struct db *db, unsigned wait_ms, bool *busy, struct err *err)
{
	bool got = false;
	enum db_end end = take_lock(db, wait_ms, &got, err);

	*busy = false;
	if (end == DB_LOST && db->driver->reopen(db->conn, err))
		end = take_lock(db, wait_ms, &got, err);
	if (end != DB_DONE)
		return err_wrap(err, "cannot lock '%s'", db->name);
	if (!got) {
		*busy = true;
		return err_set(
			err, ERR_DB, "another shieldadm is changing '%s'", db->name);
	}
	db->is_locked = true;
	return true;
}

void
db_unlock(struct db *db)
{
	if (db->is_locked)
		db->driver->unlock(db->conn);
	db->is_locked = false;
}

/* A row function that remembers that it was called. */
struct seen {
	db_row_fn *row;
	void *ctx;
	bool any;
};

static bool
see(const char *const *values, void *ctx)
{
	struct seen *seen = ctx;

	seen->any = true;
	return seen->row == NULL || seen->row(values, seen->ctx);
}

/* A transaction is run again as a whole, by who began it. */
static bool
may_run_again(const struct db *db, const struct seen *seen, struct err *err)
{
	if (db->in_transaction || seen->any)
		return false;
	return db->end == DB_AGAIN || (db->end == DB_LOST && !db->is_locked &&
					      db->driver->reopen(db->conn, err));
}

bool
db_run(struct db *db, const char *table, const char *sql, const struct db_param *params,
	size_t n, db_row_fn *row, void *ctx, struct err *err)
{
	struct seen seen = { .row = row, .ctx = ctx };

	db->end = db->driver->exec(db->conn, sql, params, n, see, &seen, err);
	if (may_run_again(db, &seen, err))
		db->end = db->driver->exec(db->conn, sql, params, n, see, &seen, err);
	if (db->end == DB_DONE)
		return true;
	if (db->end == DB_NO_TABLE)
		return err_set(err, ERR_DB,
			"table '%s' does not exist in '%s': run: shieldadm db init",
			table, db->name);
	return err_wrap(err, "table '%s' of '%s'", table, db->name);
}

/* One attempt at a transaction.  *committing tells how far it came. */
static enum db_end
attempt(struct db *db, bool (*work)(struct db *db, void *ctx, struct err *err), void *ctx,
	bool *committing, struct err *err)
{
	enum db_end end = db->driver->begin(db->conn, err);

	*committing = false;
	if (end != DB_DONE) {
		err_wrap(err, "'%s'", db->name);
		return end;
	}
	db->in_transaction = true;
	db->end = DB_DONE;
	if (work(db, ctx, err)) {
		*committing = true;
		end = db->driver->commit(db->conn, err);
		if (end != DB_DONE)
			err_wrap(err, "saving in '%s'", db->name);
	} else {
		end = db->end != DB_DONE ? db->end : DB_FAILED;
	}
	db->in_transaction = false;
	if (end != DB_DONE)
		db->driver->rollback(db->conn);
	return end;
}

/* Be connected and hold the lock as before the connection was lost. */
static bool
recover(struct db *db, struct err *err)
{
	bool busy;

	db->is_locked = false;
	return db->driver->reopen(db->conn, err) && db_lock(db, RELOCK_MS, &busy, err);
}

static bool
explain_loss(const struct db *db, bool committing, struct err *err)
{
	if (committing)
		return err_wrap(err,
			"the connection to '%s' broke while the change was saved, so it "
			"is stored whole or not at all; give the command again, what "
			"stands already is left alone",
			db->name);
	return err_wrap(
		err, "the connection to '%s' broke, nothing was stored", db->name);
}

bool
db_transaction(struct db *db, bool (*work)(struct db *db, void *ctx, struct err *err),
	void *ctx, struct err *err)
{
	bool was_beaten = false, was_lost = false, may_stand = false, committing;

	assert(!db->in_transaction);
	if (!db->is_locked)
		return err_set(err, ERR_DB,
			"the lock of '%s' is lost, nothing was stored", db->name);
	for (;;) {
		switch (attempt(db, work, ctx, &committing, err)) {
		case DB_DONE:
			return true;
		case DB_AGAIN:
			if (was_beaten)
				return may_stand ? explain_loss(db, true, err) : false;
			was_beaten = true;
			pause_ms(DEADLOCK_PAUSE_MS);
			break;
		case DB_LOST:
			may_stand = may_stand || committing;
			if (was_lost || !recover(db, err))
				return explain_loss(db, may_stand, err);
			was_lost = true;
			break;
		case DB_FAILED:
		case DB_NO_TABLE:
			return may_stand ? explain_loss(db, true, err) : false;
		}
	}
}

static bool
begin_snapshot(struct db *db, struct err *err)
{
	const char *const *sql = db->driver->begin_snapshot;

	db->end = DB_DONE;
	for (; *sql != NULL && db->end == DB_DONE; sql++)
		db->end = db->driver->exec(db->conn, *sql, NULL, 0, NULL, NULL, err);
	return db->end == DB_DONE;
}

bool
db_snapshot(struct db *db, bool (*work)(struct db *db, void *ctx, struct err *err),
	void *ctx, struct err *err)
{
	bool ok = begin_snapshot(db, err);

	assert(!db->in_transaction);
	if (!ok && db->end == DB_LOST && !db->is_locked)
		ok = db->driver->reopen(db->conn, err) && begin_snapshot(db, err);
	if (!ok)
		return err_wrap(err, "'%s'", db->name);
	/* What was lost is not asked for again: it would be of another moment. */
	db->in_transaction = true;
	ok = work(db, ctx, err);
	db->in_transaction = false;
	db->driver->rollback(db->conn);
	return ok;
}
