/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "db/odd_row.h"

/*
 * db: the tables that shieldadm and Kamailio share.
 */
static const struct out_column table_columns[] = {
	{ "table", OUT_ALL },
	{ "version", OUT_ALL },
	{ "state", OUT_ALL, OUT_WRAP },
	{ 0 },
};

static const char *
table_state(const struct db_table *table)
{
	if (!table->exists && strcmp(table->name, "shieldadm_ban") == 0)
		return "missing: bans do not outlive a restart of their node";
	if (!table->exists && table->is_optional)
		return "missing: changes are not recorded";
	if (!table->exists)
		return "missing";
	if (table->version < 0 && table->is_optional)
		return "has no row in the table 'version'";
	if (table->version < 0)
		return "has no row in the table 'version': Kamailio does not start";
	if (table->version != table->version_wanted)
		return "has another version than this Kamailio and shieldadm know";
	if (table->is_view)
		return "is a view: the rows stand in other tables, which shieldadm does "
		       "not know";
	if (!table->is_transactional)
		return "its engine knows no transactions: convert it to InnoDB";
	return "ok";
}

static bool
is_ok(const struct db_table *table)
{
	if (table->is_optional && !table->exists)
		return true;
	return table->exists && table->version == table->version_wanted &&
	       table->is_transactional && !table->is_view;
}

static void
print_table(struct app *app, const struct db_table *table, const char *state)
{
	out_text(app->out, table->name);
	if (table->version >= 0)
		out_int(app->out, table->version);
	else
		out_text(app->out, NULL);
	out_text(app->out, state);
}

static bool
init(struct app *app, const struct args *args, struct err *err)
{
	struct db_table before[DB_TABLES], after[DB_TABLES];

	(void)args;
	if (!app_db(app, !app->dry_run, err))
		return false;
	if (app->dry_run ? !db_tables(app->db, before, err)
			 : !db_init(app->db, before, err) ||
				   !db_tables(app->db, after, err))
		return false;
	out_begin(app->out, NULL, table_columns, true);
	for (size_t i = 0; i < DB_TABLES; i++)
		if (app->dry_run)
			print_table(app, &before[i],
				before[i].exists && before[i].version >= 0 ? "present"
				: before[i].exists ? "its version would be noted"
						   : "would be created");
		else
			print_table(
				app, &after[i], before[i].exists ? "present" : "created");
	out_end(app->out);
	return true;
}

/* What "rows" of the output shows; mend and effect are of a statement by id. */
static void
print_row(struct app *app, const char *table, long long id, const char *verdict,
	const char *problem)
{
	out_text(app->out, table);
	out_int(app->out, id);
	out_text(app->out, verdict);
	out_text(app->out, problem);
}

static void
print_mend(struct app *app, bool has_ids, const char *mend, const char *effect)
{
	out_text(app->out, has_ids && mend[0] != '\0' ? mend : NULL);
	out_text(app->out, has_ids ? effect : NO_IDS_TEXT);
}

static void
print_odd(struct app *app, const char *table, long long id, bool has_ids,
	const struct odd_row *odd)
{
	print_row(app, table, id, odd_text(odd->is), str_get(&odd->what));
	print_mend(app, has_ids, str_get(&odd->mend), str_get(&odd->effect));
}

/* Rows that are not what they look like; returns how many. */
static size_t
print_odd_rules(struct app *app, const struct rule_list *rules, bool has_ids)
{
	struct odd_row odd;
	size_t n = 0;

	for (size_t i = 0; i < rules->len; i++) {
		if (odd_rule(&odd, &rules->v[i])) {
			print_odd(app, "secfilter", rules->v[i].id, has_ids, &odd);
			n++;
		}
		odd_row_clear(&odd);
	}
	return n;
}

static size_t
print_odd_addresses(struct app *app, const struct address_list *addresses, bool has_ids)
{
	struct odd_row odd;
	size_t n = 0;

	for (size_t i = 0; i < addresses->len; i++) {
		if (odd_address(&odd, &addresses->v[i])) {
			print_odd(app, "address", addresses->v[i].id, has_ids, &odd);
			n++;
		}
		odd_row_clear(&odd);
	}
	return n;
}

static void
print_bad(struct app *app, const struct bad_rows *bad, bool has_ids)
{
	for (size_t i = 0; i < bad->len; i++) {
		const struct bad_row *row = &bad->v[i];
		print_row(app, row->table, row->id, "harms", row->reason);
		print_mend(app, has_ids, row->mend, row->effect);
	}
}

static bool
print_rows(struct app *app, struct err *err)
{
	static const struct out_column columns[] = {
		{ "table", OUT_ALL },
		{ "id", OUT_ALL },
		{ "verdict", OUT_ALL },
		{ "problem", OUT_ALL, OUT_WRAP },
		{ "mend", OUT_ALL, OUT_WRAP },
		{ "effect", OUT_ALL, OUT_WRAP },
		{ 0 },
	};
	struct rule_list rules = { 0 };
	struct address_list addresses = { 0 };
	struct bad_rows bad = { 0 };
	bool ok = stored_rules(app->db, &rules, &bad, err) &&
	          stored_addresses(app->db, &addresses, &bad, err);
	size_t n = bad.len;

	if (ok) {
		bool has_ids = rules_have_ids(&rules, &bad) &&
		               addresses_have_ids(&addresses, &bad);
		out_begin(app->out, "rows", columns, true);
		print_bad(app, &bad, has_ids);
		n += print_odd_rules(app, &rules, has_ids);
		n += print_odd_addresses(app, &addresses, has_ids);
		out_end(app->out);
	}
	rule_list_clear(&rules);
	address_list_clear(&addresses);
	bad_rows_clear(&bad);
	return ok && (n == 0 || cmd_answer_no(err));
}

static bool
check(struct app *app, const struct args *args, struct err *err)
{
	struct db_table tables[DB_TABLES];
	bool all_exist = true, all_ok = true, ok;

	(void)args;
	if (!app_db(app, false, err) || !db_tables(app->db, tables, err))
		return false;
	out_object_begin(app->out);
	out_begin(app->out, "tables", table_columns, true);
	for (size_t i = 0; i < DB_TABLES; i++) {
		print_table(app, &tables[i], table_state(&tables[i]));
		all_exist = all_exist && (tables[i].exists || tables[i].is_optional);
		all_ok = all_ok && is_ok(&tables[i]);
	}
	out_end(app->out);
	ok = !all_exist || print_rows(app, err);
	out_object_end(app->out);
	if (!all_exist)
		return err_set(
			err, ERR_NO, "what is missing is created by: shieldadm db init");
	return ok && (all_ok || cmd_answer_no(err));
}

const struct command_group cmd_db = {
	.name = "db",
	.summary = "the tables that Kamailio and shieldadm share",
	.commands = (const struct command
			[]){ { .name = "init",
				     .summary = "create the tables that are missing",
				     .examples = (const char *const[]){ "db init",
					     "db init --dry-run", NULL },
				     .run = init },
		{ .name = "check",
			.summary = "check the tables, and find rows that harm or mislead",
			.examples = (const char *const[]){ "db check", "db check -o json",
				NULL },
			.run = check },
		{ 0 } },
};
