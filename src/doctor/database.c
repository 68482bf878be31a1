/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "db/history.h"
#include "doctor/doctor.h"
#include "doctor/rows.h"
#include "node/quirks.h"

static void
not_reached(const struct doctor_env *env, struct findings *list)
{
	const struct settings *settings = env->settings;

	findings_add(list, FINDING_WRONG, "connection", "%s", env->db_err->text);
	if (settings->db_url == NULL)
		findings_mend(list,
			"write [database] and url = mysql://user:password@host/kamailio "
			"into %s",
			doctor_conf_file(env));
	else
		findings_mend(list,
			"start the database, or correct its URL in '%s'; then: shieldadm "
			"db init",
			settings->db_source);
}

/* Whether its rows can be looked at. */
static bool
check_table(const struct db_table *table, struct findings *list)
{
	char check[64];

	snprintf(check, sizeof(check), "table %s", table->name);
	if (!table->exists) {
		findings_add(list, FINDING_WRONG, check, "it is missing");
		findings_mend(list, "shieldadm db init");
		return false;
	}
	if (table->version < 0) {
		findings_add(list, FINDING_WRONG, check,
			"it has no row in the table 'version': Kamailio does not start");
		findings_mend(list, "shieldadm db init");
	} else if (table->version != table->version_wanted) {
		findings_add(list, FINDING_WRONG, check,
			"its version is %d, and Kamailio " QUIRKS_TRIED
			" want %d: they do not "
			"start",
			table->version, table->version_wanted);
		findings_mend(list,
			"bring it to what Kamailio's release notes say, then in the "
			"database: UPDATE version SET table_version = %d WHERE "
			"table_name = '%s';",
			table->version_wanted, table->name);
	} else if (table->is_view) {
		findings_add(list, FINDING_WARNING, check,
			"it is a view: the rows stand in other tables, and whether a "
			"change of them can be taken back cannot be told");
		findings_mend(list, "make it a table, as shieldadm db init would");
	} else if (!table->is_transactional) {
		findings_add(list, FINDING_WRONG, check,
			"its engine does not support transactions: a failed change is "
			"half stored");
		findings_mend(list, "ALTER TABLE %s ENGINE = InnoDB;", table->name);
	} else {
		findings_add(list, FINDING_OK, check, "it is there, version %d",
			table->version);
	}
	return true;
}

static void
failed(const struct err *err, struct findings *list)
{
	findings_add(list, FINDING_WRONG, "rows", "%s", err->text);
	findings_mend(list, "give Kamailio's database user the right to read it, and the "
			    "columns that shieldadm db init would make");
}

static void
check_rules(struct db *db, struct rule_list *rules, struct findings *list)
{
	struct bad_rows bad = { 0 };
	struct err err;

	if (stored_rules(db, rules, &bad, &err)) {
		doctor_rules(rules, &bad, list);
	} else {
		failed(&err, list);
	}
	bad_rows_clear(&bad);
}

static void
check_addresses(struct db *db, struct address_list *addresses, struct findings *list)
{
	struct bad_rows bad = { 0 };
	struct err err;

	if (stored_addresses(db, addresses, &bad, &err)) {
		doctor_addresses(addresses, &bad, list);
	} else {
		failed(&err, list);
	}
	bad_rows_clear(&bad);
}

/* The tables are in the order of db_tables(): secfilter, address. */
static void
check_rows(struct db *db, const struct db_table tables[DB_TABLES], struct weight *stored,
	struct findings *list)
{
	struct rule_list rules = { 0 };
	struct address_list addresses = { 0 };

	if (check_table(&tables[0], list))
		check_rules(db, &rules, list);
	if (check_table(&tables[1], list))
		check_addresses(db, &addresses, list);
	*stored = weight_of(&rules, &addresses);
	rule_list_clear(&rules);
	address_list_clear(&addresses);
}

/* Changes work without their history. */
static void
check_history(struct db *db, struct findings *list)
{
	bool exists;
	struct err err;

	if (!db_has_history(db, &exists, &err)) {
		failed(&err, list);
	} else if (exists) {
		findings_add(list, FINDING_OK, "table shieldadm_change", "it is there");
	} else {
		findings_add(list, FINDING_WARNING, "table shieldadm_change",
			"it is missing: changes are not recorded, so none can be taken "
			"back or has to be confirmed");
		findings_mend(list, "shieldadm db init");
	}
}

/* Bans work without their records. */
static void
check_bans(struct db *db, struct findings *list)
{
	bool exists;
	struct err err;

	if (!db_has_bans(db, &exists, &err)) {
		failed(&err, list);
	} else if (exists) {
		findings_add(list, FINDING_OK, "table shieldadm_ban", "it is there");
	} else {
		findings_add(list, FINDING_WARNING, "table shieldadm_ban",
			"it is missing: a node that restarts has lost its bans, and sync "
			"cannot bring them back");
		findings_mend(list, "shieldadm db init");
	}
}

void
doctor_database(
	const struct doctor_env *env, struct weight *stored, struct findings *list)
{
	struct db_table tables[DB_TABLES];
	struct err err;

	list->subject = "database";
	if (env->fleet.db == NULL) {
		not_reached(env, list);
		return;
	}
	if (!db_tables(env->fleet.db, tables, &err)) {
		failed(&err, list);
		return;
	}
	findings_add(list, FINDING_OK, "connection", "'%s' (from '%s')",
		db_name(env->fleet.db), env->settings->db_source);
	check_rows(env->fleet.db, tables, stored, list);
	check_bans(env->fleet.db, list);
	check_history(env->fleet.db, list);
}
