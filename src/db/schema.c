/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables themselves: what is there, and making what is not.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "db/db.h"
#include "db/run.h"

#define INIT_WAIT_MS 10000 /* for another shieldadm to finish */

/* One table, as a driver makes it. */
static const struct schema {
	const char *driver;
	const char *table;
	int version;
	const char *create[3]; /* ends with NULL */
	const char *insert;    /* its row in the table "version" */
} schemas[] = {
#include "schema.inc"
};

static const char *const names[DB_TABLES] = { "secfilter", "address", "shieldadm_ban",
	"shieldadm_change", "shieldadm_change_row" };

static const struct schema *
find_schema(const struct db *db, const char *table)
{
	for (size_t i = 0; i < sizeof(schemas) / sizeof(*schemas); i++) {
		if (strcmp(schemas[i].driver, db->driver->scheme) == 0 &&
			strcmp(schemas[i].table, table) == 0)
			return &schemas[i];
	}
	assert(false); /* every driver has every table in schema/ */
	return NULL;
}

static bool
is_one(const char *value)
{
	return value != NULL && strcmp(value, "1") == 0;
}

static bool
keep_table(const char *const *values, void *ctx)
{
	struct db_table *table = ctx;

	table->exists = true;
	table->is_transactional = is_one(values[0]);
	table->is_view = is_one(values[1]);
	return true;
}

static bool
keep_version(const char *const *values, void *ctx)
{
	struct db_table *table = ctx;

	if (values[0] != NULL)
		table->version = (int)strtol(values[0], NULL, 10);
	return true;
}

/* Without the table "version" there is no row in it either. */
static bool
look(struct db *db, const char *name, struct db_table *table, struct err *err)
{
	struct db_param param = { .type = DB_TEXT, .text = name };
	struct err missing;

	*table = (struct db_table){
		.name = name,
		.version = -1,
		.version_wanted = find_schema(db, name)->version,
		.is_optional = strncmp(name, "shieldadm_", strlen("shieldadm_")) == 0,
	};
	if (!db_run(db, name, db->driver->find_table, &param, 1, keep_table, table, err))
		return false;
	if (db_run(db, "version",
		    "SELECT table_version FROM version WHERE table_name = ?", &param, 1,
		    keep_version, table, &missing) ||
		db->end == DB_NO_TABLE)
		return true;
	*err = missing;
	return false;
}

bool
db_tables(struct db *db, struct db_table tables[DB_TABLES], struct err *err)
{
	for (size_t i = 0; i < DB_TABLES; i++) {
		if (!look(db, names[i], &tables[i], err))
			return false;
	}
	return true;
}

struct further_reader {
	const char *known; /* with blanks around each */
	struct db_further *further;
};

static bool
keep_further(const char *const *values, void *ctx)
{
	const struct further_reader *reader = ctx;
	struct db_further *further = reader->further;
	char *name = xasprintf(" %s ", values[0]);

	if (strcasestr(reader->known, name) == NULL) {
		str_addf(&further->names, "%s%s", further->names.len > 0 ? ", " : "",
			values[0]);
		further->is_needed = further->is_needed || is_one(values[1]);
	}
	free(name);
	return true;
}

bool
db_further_columns(
	struct db *db, const char *table, struct db_further *further, struct err *err)
{
	struct db_param param = { .type = DB_TEXT, .text = table };
	struct further_reader reader = {
		.known = strcmp(table, "address") == 0 ? " id grp ip_addr mask port tag "
		                                       : " id action type data ",
		.further = further,
	};

	return db_run(db, table, db->driver->find_columns, &param, 1, keep_further,
		&reader, err);
}

static bool
no_row(const char *const *values, void *ctx)
{
	(void)values;
	(void)ctx;
	return true;
}

/*
 * A table that has no version row gets ours only if it has our columns, as when
 * its creation was interrupted: Kamailio goes by that row.
 */
static bool
has_our_columns(struct db *db, const char *table, struct err *err)
{
	static const char *const queries[][2] = {
		{ "version",
			"SELECT table_name, table_version FROM version WHERE 1 = 0" },
		{ "secfilter",
			"SELECT id, action, type, data FROM secfilter WHERE 1 = 0" },
		{ "address",
			"SELECT id, grp, ip_addr, mask, port, tag FROM address WHERE "
			"1 = 0" },
		{ "shieldadm_ban", "SELECT id, address, expires, reason, who, made FROM "
				   "shieldadm_ban WHERE 1 = 0" },
		{ "shieldadm_change",
			"SELECT id, token, made, login, host, command, message, kinds, "
			"added, removed, undoes, confirm_by, outcome FROM "
			"shieldadm_change WHERE 1 = 0" },
		{ "shieldadm_change_row",
			"SELECT change_id, part, body FROM shieldadm_change_row WHERE "
			"1 = 0" },
	};
	const char *sql = NULL;

	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++)
		if (strcmp(table, queries[i][0]) == 0)
			sql = queries[i][1];
	assert(sql != NULL); /* every table of ours is in the list */
	return db_run(db, table, sql, NULL, 0, no_row, NULL, err);
}

/* For whoever may create tables, when this user may not. */
static bool
create_table(struct db *db, const struct schema *schema, struct err *err)
{
	for (const char *const *sql = schema->create; *sql != NULL; sql++) {
		if (!db_run(db, schema->table, *sql, NULL, 0, NULL, NULL, err))
			return err_set(err, ERR_DB,
				"cannot create %s; have it done with: %s", err->text,
				*sql);
	}
	return true;
}

/* The work of a transaction: make one table and its version row.  MySQL commits at
 * each CREATE, so what stands already is looked for every time. */
static bool
make(struct db *db, void *ctx, struct err *err)
{
	const struct schema *schema = ctx;
	struct db_table table;

	if (!look(db, schema->table, &table, err))
		return false;
	if (!table.exists && !create_table(db, schema, err))
		return false;
	if (table.version >= 0)
		return true;
	return has_our_columns(db, schema->table, err) &&
	       db_run(db, "version", schema->insert, NULL, 0, NULL, NULL, err);
}

static bool
make_table(struct db *db, const char *name, struct err *err)
{
	struct schema schema = *find_schema(db, name);
	struct db_table table;

	/* A database that needs nothing need not be writable. */
	if (!look(db, name, &table, err))
		return false;
	return (table.exists && table.version >= 0) ||
	       db_transaction(db, make, &schema, err);
}

bool
db_init(struct db *db, struct db_table tables[DB_TABLES], struct err *err)
{
	bool had_lock = db->is_locked, busy, is_good;

	if (!had_lock && !db_lock(db, INIT_WAIT_MS, &busy, err))
		return false;
	is_good = db_tables(db, tables, err) && make_table(db, "version", err);
	for (size_t i = 0; is_good && i < DB_TABLES; i++)
		is_good = make_table(db, names[i], err);
	if (!had_lock)
		db_unlock(db);
	return is_good;
}
