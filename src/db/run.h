/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_DB_RUN_H
#define SHIELDADM_DB_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "db/driver.h"

/*
 * What the files of src/db share: an open database, and running SQL on it.
 */
struct db {
	const struct db_driver *driver;
	void *conn;
	struct db_url url;
	struct db_options options; /* its url is NULL; its tls_ca is ours */
	char *tls_ca;
	char *name;
	bool has_history; /* its tables were there once */
	bool is_locked;
	bool in_transaction;
	enum db_end end; /* of the last statement */
};

/*
 * Run one statement, which concerns table.  It is run again once, when no row was handed
 * over yet: after a lock time-out outside of a transaction, and after a lost connection,
 * which is opened again, outside of the lock.
 */
bool db_run(struct db *db, const char *table, const char *sql,
	const struct db_param *params, size_t n, db_row_fn *row, void *ctx,
	struct err *err) MUST;

#endif
