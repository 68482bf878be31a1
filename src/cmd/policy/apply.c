/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plan and apply: what is stored is brought to what a file says.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "cmd/ask_yes.h"
#include "cmd/lists/address_line.h"
#include "cmd/nodes/nodes.h"
#include "cmd/policy/document.h"
#include "cmd/policy/doubts.h"
#include "db/history.h"
#include "db/stored.h"
#include "policy/sentinel.h"

struct applying {
	struct app *app;
	const char *source;
	bool prunes;
	struct document document;
	struct change_set set;
	size_t n_doubled;
};

static void
print_faults(struct app *app, const struct document *document)
{
	static const struct out_column columns[] = { { "line", OUT_ALL },
		{ "column", OUT_ALL }, { "problem", OUT_ALL, OUT_WRAP }, { 0 } };

	out_object_begin(app->out);
	out_begin(app->out, "invalid", columns, true);
	for (size_t i = 0; i < document->faults.len; i++) {
		out_int(app->out, (long long)document->faults.v[i].line);
		out_int(app->out, (long long)document->faults.v[i].column);
		out_text(app->out, document->faults.v[i].text);
	}
	out_end(app->out);
	out_object_end(app->out);
}

static bool
check_faults(struct applying *a, struct err *err)
{
	if (a->document.n_faults == 0)
		return true;
	print_faults(a->app, &a->document);
	return err_set(err, ERR_USAGE, "'%s' has %zu fault%s%s, so nothing was done",
		a->source, a->document.n_faults, a->document.n_faults == 1 ? "" : "s",
		a->document.n_faults > a->document.faults.len
			? ", the first of which are shown"
			: "");
}

static bool
read_document(struct applying *a, const char *path, struct err *err)
{
	struct document_groups groups = cmd_document_groups(a->app);
	bool is_stdin = strcmp(path, "-") == 0, ok;
	FILE *file = is_stdin ? stdin : fopen(path, "re");

	a->source = is_stdin ? "stdin" : path;
	if (file == NULL)
		return err_set(
			err, ERR_USAGE, "cannot read '%s': %s", path, strerror(errno));
	ok = app_conf(a->app, err) &&
	     document_read(&a->document, file, &groups, a->app->force, err);
	if (!is_stdin)
		fclose(file);
	return ok && check_faults(a, err);
}

/* -- from the file to a change set -- */

static bool
is_chosen(unsigned kinds, const struct rule *rule)
{
	return (kinds & 1u << rule->kind) != 0;
}

/* Each once; returns how many went. */
static size_t
drop_doubled(struct rule_list *rules)
{
	size_t n = 0, before = rules->len;

	rule_list_sort(rules);
	for (size_t i = 0; i < before; i++)
		if (n == 0 || rule_compare(&rules->v[n - 1], &rules->v[i]) != 0)
			rules->v[n++] = rules->v[i];
	rules->len = n;
	return before - n;
}

static void
add_wanted(struct applying *a, unsigned kinds, struct rule_list *stored)
{
	const struct rule_list *wanted = &a->document.rules;

	for (size_t i = 0; i < wanted->len; i++)
		if (is_chosen(kinds, &wanted->v[i]) &&
			!rule_list_has(stored, &wanted->v[i]))
			change_add_rule(&a->set, CHANGE_ADD, &wanted->v[i]);
}

/* The sentinel belongs to kamailio.cfg, and goes with it alone. */
static void
prune(struct applying *a, unsigned kinds, const struct rule_list *stored)
{
	size_t n_kept = 0;

	for (size_t i = 0; i < stored->len; i++) {
		const struct rule *rule = &stored->v[i];
		if (!is_chosen(kinds, rule) || rule_list_has(&a->document.rules, rule) ||
			rule_is_sentinel(rule) ||
			(i > 0 && rule_compare(&stored->v[i - 1], rule) == 0))
			continue;
		if (!rule_is_text(rule)) {
			n_kept++;
			continue;
		}
		change_add_rule(&a->set, CHANGE_REMOVE, rule);
		a->set.rules.v[a->set.rules.len - 1].is_exact = true;
	}
	if (n_kept > 0)
		app_talk(a->app, CHANGE_KEPT_TEXT, n_kept, "secfilter");
}

static void
take_addresses(struct applying *a)
{
	a->n_doubled += pack_sort(&a->document.addresses);
	cmd_warn_of_names(a->app, a->document.addresses.names.len);
	a->set.bulk = bulk_new();
	a->set.bulk->is_whole = a->prunes;
	a->set.bulk->replaces_tags = true;
	a->set.bulk->wanted = a->document.addresses;
	a->document.addresses = (struct pack){ .v = NULL };
}

/* Compare the document with the rules of the table. */
static bool
compare_with_stored(
	struct applying *a, unsigned kinds, struct rule_list *stored, struct err *err)
{
	rule_list_sort(stored);
	if (!cmd_resolve_doubts(a->app, &a->document, kinds, stored, err) ||
		!check_faults(a, err))
		return false;
	a->n_doubled = drop_doubled(&a->document.rules);
	if ((kinds & 1u << DOCUMENT_ADDR) != 0)
		take_addresses(a);
	add_wanted(a, kinds, stored);
	if (a->prunes)
		prune(a, kinds, stored);
	return true;
}

static bool
make_set(struct applying *a, const struct args *args, struct err *err)
{
	struct rule_list stored = { 0 };
	struct bad_rows bad = { 0 };
	unsigned kinds;
	bool ok;

	if (!cmd_document_kinds(&kinds, args, err))
		return false;
	kinds &= a->document.kinds;
	ok = stored_rules(a->app->db, &stored, &bad, err) &&
	     compare_with_stored(a, kinds, &stored, err);
	rule_list_clear(&stored);
	bad_rows_clear(&bad);
	if (ok && a->n_doubled > 0)
		app_talk(a->app, "%zu entr%s twice in '%s'", a->n_doubled,
			a->n_doubled == 1 ? "y stands" : "ies stand", a->source);
	return ok;
}

/* -- doing it -- */

static size_t
count(const struct plan *plan)
{
	return plan_count(plan, CHANGE_ADDED) + plan_count(plan, CHANGE_REMOVED);
}

static bool
note_version(struct app *app, struct change_env *env, struct err *err)
{
	if (!db_has_history(app->db, &env->has_version, err))
		return false;
	return !env->has_version || db_history_last(app->db, &env->version, err);
}

/* The plan, as a dry run; guards and impact speak when it is done. */
static bool
look(struct applying *a, const struct change_env *env, struct change_report *report,
	struct err *err)
{
	struct change_env looking = *env;

	looking.dry_run = looking.force = looking.is_agreed = true;
	return change_apply(&looking, &a->set, report, err);
}

static void
print_plan(struct app *app, const struct change_report *report)
{
	bool was_dry = app->dry_run;

	app->dry_run = true;
	for (size_t i = 0; i < report->plan.notes.len; i++)
		app_talk(app, "%s", report->plan.notes.v[i]);
	out_object_begin(app->out);
	cmd_print_changes(app, &report->plan);
	cmd_print_impact(app, &report->impact);
	out_object_end(app->out);
	app->dry_run = was_dry;
}

static bool
begin(struct applying *a, struct app *app, const struct args *args,
	bool (*make_env)(struct app *app, struct change_env *env, struct err *err),
	struct change_env *env, struct err *err)
{
	*a = (struct applying){ .app = app, .prunes = args_has(args, "prune") };
	return read_document(a, args_word(args, 0), err) && make_env(app, env, err) &&
	       note_version(app, env, err) && make_set(a, args, err);
}

static void
end(struct applying *a)
{
	document_clear(&a->document);
	change_set_clear(&a->set);
}

static bool
plan(struct app *app, const struct args *args, struct err *err)
{
	struct change_report report = { 0 };
	struct change_env env;
	struct applying a;
	bool ok = begin(&a, app, args, app_plan_env, &env, err) &&
	          look(&a, &env, &report, err);

	if (ok) {
		print_plan(app, &report);
		if (count(&report.plan) > 0)
			ok = err_set(err, ERR_NOT_LIVE,
				"%zu row%s would be added or removed",
				count(&report.plan), count(&report.plan) == 1 ? "" : "s");
		else
			app_talk(app, "nothing is to be done");
	}
	change_report_clear(&report);
	end(&a);
	return ok;
}

/* What goes is asked about; a script has to say so. */
static bool
may_remove(struct app *app, const struct change_report *report, struct err *err)
{
	size_t n = plan_count(&report->plan, CHANGE_REMOVED);

	if (n == 0 || app->yes || app->dry_run)
		return true;
	if (!app_can_ask(app))
		return err_set(err, ERR_GUARD,
			"%zu row%s would be removed: shieldadm plan shows which, and "
			"--yes "
			"does it",
			n, n == 1 ? "" : "s");
	print_plan(app, report);
	return cmd_ask_yes("shieldadm: %zu row%s would be removed; go ahead?", n,
		       n == 1 ? "" : "s") ||
	       err_set(err, ERR_GUARD, "nothing was changed");
}

/* Only what may remove something has to be looked at twice. */
static bool
check_removal(struct applying *a, const struct change_env *env, struct err *err)
{
	struct change_report report = { 0 };
	bool ok = !a->prunes || a->app->yes ||
	          (look(a, env, &report, err) && may_remove(a->app, &report, err));

	change_report_clear(&report);
	return ok;
}

static bool
do_it(struct applying *a, struct change_env *env, struct err *err)
{
	struct change_report report;
	bool ok;

	cmd_let_ask(a->app, env);
	ok = change_apply(env, &a->set, &report, err);
	if (ok && count(&report.plan) == 0)
		app_talk(a->app, "nothing was to be done");
	cmd_print_report(a->app, &report, ok, err);
	change_report_clear(&report);
	return ok;
}

static bool
apply(struct app *app, const struct args *args, struct err *err)
{
	struct change_env env;
	struct applying a;
	bool ok;

	if (app->session != NULL && app->session->begun.is_open && !app->dry_run)
		return err_set(err, ERR_USAGE,
			"apply is not part of the set that is begun: commit or abort it "
			"first");
	ok = begin(&a, app, args, app_change_env, &env, err) &&
	     check_removal(&a, &env, err) && do_it(&a, &env, err);
	end(&a);
	return ok;
}

static const struct cmd_arg file_arg[] = {
	{ .name = "file", .help = "the policy; - is stdin", .kind = VALUE_FILE },
	{ 0 },
};
static const struct cmd_opt apply_opts[] = {
	{ 0, "prune", NULL, "what is stored and not in the file goes" },
	DOCUMENT_ONLY_OPT,
	{ 0 },
};

const struct command_group cmd_plan = {
	.name = "plan",
	.summary = "what apply would add and remove",
	.commands =
		(const struct command[]){
			{ .summary = "show what apply would add and remove",
				.args = file_arg,
				.opts = apply_opts,
				.examples = (const char *const[]){ "plan policy.yaml",
					"plan policy.yaml --prune -o json", NULL },
				.run = plan },
			{ 0 } },
};

const struct command_group cmd_apply_file = {
	.name = "apply",
	.summary = "bring what is stored to what a file says",
	.commands =
		(const struct command[]){
			{ .summary = "bring what is stored to what a file says, as one "
				     "change",
				.args = file_arg,
				.opts = apply_opts,
				.examples = (const char *const[]){ "apply policy.yaml",
					"apply policy.yaml --prune --confirm 10m",
					"apply - --yes", NULL },
				.run = apply },
			{ 0 } },
};
