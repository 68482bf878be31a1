/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * export: all that is stored, as one file.  Rows are sorted on their way, by the order of
 * the file and not by the database: what a text in its tables stands for is our business,
 * and it is faster.
 */
#include "cmd/policy/document.h"

#include <stdio.h>
#include <string.h>

#include "base/sorter.h"
#include "policy/address_parse.h"
#include "policy/rule_parse.h"
#include "policyfile/row.h"

/* Memory for rows that are sorted: more of them are put into a file first. */
#define ROOM (3u << 20)

struct exporting {
	struct app *app;
	unsigned kinds;
	struct sorter *rows;
	struct str record; /* of the row that is read */
	struct err failed; /* why no row is wanted any more */
	bool has_failed;
	size_t n_bad;
	struct document_writer *writer; /* NULL: as a list */
	size_t n_begun;                 /* kinds of document_order[] */
};

static const char *
group_name(void *ctx, unsigned long group)
{
	const struct app *app = ctx;

	return settings_group_name(&app->settings, group);
}

static bool
group_number(void *ctx, const char *name, unsigned long *group, struct err *err)
{
	return cmd_parse_group(ctx, name, group, err);
}

struct document_groups
cmd_document_groups(struct app *app)
{
	return (struct document_groups){ group_name, group_number, app };
}

bool
cmd_document_kinds(unsigned *kinds, const struct args *args, struct err *err)
{
	const char *only = args_opt(args, "only");

	*kinds = DOCUMENT_ALL;
	return only == NULL || document_kinds_parse(kinds, only, err);
}

static void
list_rule(struct app *app, const struct rule *rule)
{
	out_text(app->out, rule_kind_name(rule->kind));
	out_text(app->out, rule_action_name(rule->action));
	out_text(app->out, rule->value);
}

static void
list_address(struct app *app, const struct address *a)
{
	out_int(app->out, (long long)a->group);
	out_text(app->out, address_text(a));
	out_int(app->out, a->prefix);
	out_int(app->out, (int)a->port);
	out_text(app->out, a->tag);
	out_text(app->out, address_stored(a));
}

/* -- in -- */

/* Add the row of e->record. */
static bool
add(struct exporting *e)
{
	if (e->record.len > SORTER_RECORD_MAX)
		e->n_bad++;
	else
		e->has_failed =
			!sorter_add(e->rows, e->record.s, e->record.len, &e->failed);
	return !e->has_failed;
}

static bool
on_rule(const struct rule_row *row, void *ctx)
{
	struct exporting *e = ctx;
	struct rule rule, read;
	struct err why;

	if (!rule_from_row(&rule, row, &why) || !rule_is_text(&rule)) {
		e->n_bad++;
		return true;
	}
	/* As apply would store it: a country in capitals. */
	if (rule_parse(&read, rule.kind, rule.action, rule.value, true, &why) &&
		rule_same(&read, &rule))
		rule = read;
	document_rule_record(&e->record, &rule);
	return (e->kinds & 1u << rule.kind) == 0 || add(e);
}

static bool
on_address(const struct address_row *row, void *ctx)
{
	struct exporting *e = ctx;
	struct address a, read;
	struct err why;

	if (!address_from_row(&a, row, &why) || !address_is_text(&a)) {
		e->n_bad++;
		return true;
	}
	/* As apply would store it: a name in small letters. */
	if (a.form == ADDRESS_NAME && address_parse_name(&read, a.stored))
		a.stored = read.stored;
	document_address_record(&e->record, &a);
	return add(e);
}

static bool
read_rows(struct db *db, void *ctx, struct err *err)
{
	const unsigned addr = 1u << DOCUMENT_ADDR;
	struct exporting *e = ctx;

	if ((e->kinds & ~addr) != 0 && !db_rule_each(db, on_rule, e, err))
		return false;
	if ((e->kinds & addr) != 0 && !e->has_failed &&
		!db_address_each(db, on_address, e, err))
		return false;
	if (e->has_failed)
		*err = e->failed;
	return !e->has_failed;
}

/* -- out -- */

/* The kinds of a document begin, this one too; one without rows is there as well. */
static void
begin_kinds(struct exporting *e, int kind)
{
	while (e->n_begun < DOCUMENT_KINDS) {
		int next = document_order[e->n_begun++];
		if ((e->kinds & 1u << next) != 0)
			document_kind(e->writer, next);
		if (next == kind)
			break;
	}
}

static void
put_row(struct exporting *e, const struct document_row *row)
{
	bool is_address = row->kind == DOCUMENT_ADDR;

	if (e->writer == NULL && is_address) {
		list_address(e->app, &row->address);
	} else if (e->writer == NULL) {
		list_rule(e->app, &row->rule);
	} else {
		if (e->n_begun == 0 || document_order[e->n_begun - 1] != row->kind)
			begin_kinds(e, row->kind);
		if (is_address)
			document_address(e->writer, &row->address);
		else
			document_rule(e->writer, &row->rule);
	}
}

/* One that stands twice is one. */
static bool
put_rows(struct exporting *e, struct err *err)
{
	struct document_row rows[2] = { { .kind = -1 }, { .kind = -1 } };
	const unsigned char *record;
	size_t len, now = 0;

	for (;;) {
		if (!sorter_next(e->rows, &record, &len, err))
			return false;
		if (record == NULL)
			break;
		document_row_read(&rows[now], record);
		if (document_row_same(&rows[now], &rows[!now]))
			continue;
		put_row(e, &rows[now]);
		now = !now;
	}
	if (e->writer != NULL)
		begin_kinds(e, -1);
	return true;
}

/* One that fails in the middle has no end, so that JSON is seen to be cut. */
static bool
export_document(struct exporting *e, enum document_form form, struct err *err)
{
	struct document_groups groups = cmd_document_groups(e->app);
	struct document_writer writer;

	e->writer = &writer;
	document_begin(&writer, stdout, form, &groups);
	if (!put_rows(e, err))
		return false;
	document_end(&writer);
	return true;
}

static bool
export_list(struct exporting *e, struct err *err)
{
	static const struct out_column rule_columns[] = { { "kind", OUT_ALL },
		{ "action", OUT_ALL }, { "value", OUT_ALL }, { 0 } };
	static const struct out_column address_columns[] = { { "group", OUT_ALL },
		{ "address", OUT_ALL }, { "mask", OUT_ALL }, { "port", OUT_ALL },
		{ "tag", OUT_ALL }, { "stored", OUT_PROGRAMS }, { 0 } };
	bool is_addr = e->kinds == 1u << DOCUMENT_ADDR, ok;

	out_begin(e->app->out, NULL, is_addr ? address_columns : rule_columns, true);
	ok = put_rows(e, err);
	out_end(e->app->out);
	return ok;
}

/* A list has the columns of one table. */
static bool
check_list(unsigned kinds, struct err *err)
{
	const unsigned addr = 1u << DOCUMENT_ADDR;

	if ((kinds & addr) != 0 && kinds != addr)
		return err_set(err, ERR_USAGE,
			"a list is of addresses (--only addr) or of the other kinds "
			"(--only ua,country, ...), not of both");
	return true;
}

static bool export(struct app *app, const struct args *args, struct err *err)
{
	enum out_format format = out_format(app->out);
	bool is_list = format == OUT_CSV || format == OUT_PLAIN, ok;
	struct exporting e = { .app = app };

	if (!cmd_document_kinds(&e.kinds, args, err) ||
		(is_list && !check_list(e.kinds, err)) || !app_db(app, false, err))
		return false;
	e.rows = sorter_new(ROOM);
	ok = db_snapshot(app->db, read_rows, &e, err) &&
	     (is_list ? export_list(&e, err)
		      : export_document(&e,
				format == OUT_JSON ? DOCUMENT_JSON : DOCUMENT_YAML, err));
	sorter_free(e.rows);
	str_clear(&e.record);
	if (ok && e.n_bad > 0)
		ok = err_set(err, ERR_DB,
			"%zu row%s cannot be written and %s left out: shieldadm db check "
			"shows what harms a node; other texts are not UTF-8",
			e.n_bad, e.n_bad == 1 ? "" : "s", e.n_bad == 1 ? "is" : "are");
	return ok;
}

static const struct cmd_opt export_opts[] = { DOCUMENT_ONLY_OPT, { 0 } };

const struct command_group cmd_export = {
	.name = "export",
	.summary = "print all that is stored, as a file for apply",
	.commands =
		(const struct command[]){
			{ .summary = "print all that is stored: YAML, or -o json, csv, "
				     "plain",
				.opts = export_opts,
				.examples = (const char *const[]){ "export",
					"export --only ua,country -o json",
					"export --only addr -o csv", NULL },
				.run = export },
			{ 0 } },
};
