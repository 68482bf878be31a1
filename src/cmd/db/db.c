/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "db/stored.h"
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
	       table->is_transactional;
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

static void
print_row(struct app *app, const char *table, long long id, const char *word,
	const char *problem, const char *mend, const char *effect)
{
	out_text(app->out, table);
	out_int(app->out, id);
	out_text(app->out, word);
	out_text(app->out, problem);
	out_text(app->out, mend);
	out_text(app->out, effect);
}

/* Rows that are not what they look like; returns how many. */
static size_t
print_looks(struct app *app, const struct rule_list *rules,
	const struct address_list *addresses, bool has_ids)
{
	struct look look;
	size_t n = 0;

	for (size_t i = 0; i < rules->len + addresses->len; i++) {
		bool is_rule = i < rules->len;
		const struct address *a = is_rule ? NULL : &addresses->v[i - rules->len];
		if (is_rule ? look_at_rule(&look, &rules->v[i])
			    : look_at_address(&look, a)) {
			n++;
			print_row(app, is_rule ? "secfilter" : "address",
				is_rule ? rules->v[i].id : a->id,
				look_word_text(look.word), str_get(&look.what),
				look.mend.len > 0 && has_ids ? look.mend.s : NULL,
				has_ids ? str_get(&look.effect) : NO_IDS_TEXT);
		}
		look_clear(&look);
	}
	return n;
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
		for (size_t i = 0; i < bad.len; i++)
			print_row(app, bad.v[i].table, bad.v[i].id, "harms",
				bad.v[i].reason, has_ids ? bad.v[i].mend : NULL,
				has_ids ? bad.v[i].effect : NO_IDS_TEXT);
		n += print_looks(app, &rules, &addresses, has_ids);
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
