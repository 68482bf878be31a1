/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * export: all that is stored, as one file.  Rows go from the database to stdout as they
 * come.
 */
#include "cmd/document.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

struct exporting {
	struct app *app;
	struct document_writer *writer; /* NULL: as a list */
	struct rule rule;               /* the last one: one that stands twice is one */
	struct address address;
	bool has_rule, has_address;
	size_t n_bad;
};

static const char *
group_name(void *ctx, unsigned long group)
{
	const struct app *app = ctx;

	return conf_group_name(&app->conf, group);
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
	out_text(app->out, a->text);
	out_int(app->out, a->prefix);
	out_int(app->out, a->port);
	out_text(app->out, a->tag);
}

static bool
on_rule(const struct rule_row *row, void *ctx)
{
	struct exporting *e = ctx;
	struct rule rule;
	struct err why;

	if (!rule_from_row(&rule, row, &why) || !utf8_is_valid(rule.value)) {
		e->n_bad++;
		return true;
	}
	if (e->has_rule && rule_same(&e->rule, &rule))
		return true;
	if (e->writer != NULL)
		document_rule(e->writer, &rule);
	else
		list_rule(e->app, &rule);
	e->rule = rule;
	e->has_rule = true;
	return true;
}

static bool
on_address(const struct address_row *row, void *ctx)
{
	struct exporting *e = ctx;
	struct address a;
	struct err why;

	if (!address_from_row(&a, row, &why) || !utf8_is_valid(a.tag)) {
		e->n_bad++;
		return true;
	}
	if (e->has_address && address_same(&e->address, &a))
		return true;
	if (e->writer != NULL)
		document_address(e->writer, &a);
	else
		list_address(e->app, &a);
	e->address = a;
	e->has_address = true;
	return true;
}

static bool
export_rules(struct exporting *e, enum rule_kind kind, struct err *err)
{
	for (int action = RULE_BLOCK; action <= RULE_ALLOW; action++) {
		if (kind == RULE_DST && action == RULE_ALLOW)
			continue;
		e->has_rule = false;
		if (!db_rule_sorted(
			    e->app->db, kind, (enum rule_action)action, on_rule, e, err))
			return false;
	}
	return true;
}

static bool
export_kinds(struct exporting *e, unsigned kinds, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; i < DOCUMENT_KINDS && ok; i++) {
		int kind = document_order[i];
		if ((kinds & 1u << kind) == 0)
			continue;
		if (e->writer != NULL)
			document_kind(e->writer, kind);
		ok = kind == DOCUMENT_ADDR
		             ? db_address_sorted(e->app->db, on_address, e, err)
		             : export_rules(e, (enum rule_kind)kind, err);
	}
	return ok;
}

static bool
export_document(
	struct exporting *e, unsigned kinds, enum document_form form, struct err *err)
{
	struct document_groups groups = cmd_document_groups(e->app);
	struct document_writer writer;
	bool ok;

	e->writer = &writer;
	document_begin(&writer, stdout, form, &groups);
	ok = export_kinds(e, kinds, err);
	document_end(&writer);
	return ok;
}

/* A list has the columns of one table. */
static bool
export_list(struct exporting *e, unsigned kinds, struct err *err)
{
	static const struct out_column rule_columns[] = { { "kind", OUT_ALL },
		{ "action", OUT_ALL }, { "value", OUT_ALL }, { 0 } };
	static const struct out_column address_columns[] = { { "group", OUT_ALL },
		{ "address", OUT_ALL }, { "mask", OUT_ALL }, { "port", OUT_ALL },
		{ "tag", OUT_ALL }, { 0 } };
	bool is_addr = kinds == 1u << DOCUMENT_ADDR, ok;

	if (!is_addr && (kinds & 1u << DOCUMENT_ADDR) != 0)
		return err_set(err, ERR_USAGE,
			"a list is of addresses (--only addr) or of the other kinds "
			"(--only ua,country, ...), not of both");
	out_begin(e->app->out, NULL, is_addr ? address_columns : rule_columns, true);
	ok = export_kinds(e, kinds, err);
	out_end(e->app->out);
	return ok;
}

static bool export(struct app *app, const struct args *args, struct err *err)
{
	struct exporting e = { .app = app };
	enum out_format format = out_format(app->out);
	unsigned kinds;
	bool ok;

	if (!cmd_document_kinds(&kinds, args, err) || !app_db(app, false, err))
		return false;
	ok = format == OUT_CSV || format == OUT_PLAIN
	             ? export_list(&e, kinds, err)
	             : export_document(&e, kinds,
			       format == OUT_JSON ? DOCUMENT_JSON : DOCUMENT_YAML, err);
	if (ok)
		cmd_talk_bad_rows(app, e.n_bad);
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
