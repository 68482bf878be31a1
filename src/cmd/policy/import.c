/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import: the lists of others, all of a file as one change.
 */
#include "cmd/policy/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "cmd/nodes/nodes.h"
#include "policy/address_parse.h"
#include "policy/aggregate.h"

/* Of so many invalid lines the reasons are told beside the entries. */
#define TALKED_MAX 10

static const char *const kinds[] = { LIST_NAMES, NULL };
static const char *const actions[] = { "block", "allow", NULL };

/* Some options are for addresses only, others for the other kinds only. */
static bool
check_options(const struct import *im, const struct args *args, struct err *err)
{
	static const char *const of_addr[] = { "group", "port", "tag", "aggregate",
		NULL };

	for (size_t i = 0; !im->is_addr && of_addr[i] != NULL; i++)
		if (args_has(args, of_addr[i]))
			return err_set(err, ERR_USAGE,
				"--%s is for addresses: --kind addr", of_addr[i]);
	if (im->is_addr && args_has(args, "action"))
		return err_set(err, ERR_USAGE,
			"addresses are always let in: --action is for the other kinds");
	if (im->kind == RULE_DST && !im->is_addr && im->action == RULE_ALLOW)
		return err_set(err, ERR_USAGE, "there is nothing to allow in 'dst'");
	return true;
}

static bool
begin(struct import *im, struct app *app, const struct args *args, struct err *err)
{
	const char *kind = args_opt(args, "kind"), *action = args_opt(args, "action");
	const char *group = args_opt(args, "group"), *port = args_opt(args, "port");
	struct address checked;

	*im = (struct import){ .app = app,
		.is_addr = kind == NULL || strcmp(kind, "addr") == 0,
		.terms.tag = args_opt(args, "tag"),
		.column = args_opt(args, "column"),
		.firewall_set = args_opt(args, "set") };
	if (!im->is_addr)
		im->kind = (enum rule_kind)list_kind(kind, strlen(kind));
	im->action =
		action != NULL && strcmp(action, "allow") == 0 ? RULE_ALLOW : RULE_BLOCK;
	im->has_action = action != NULL;
	return check_options(im, args, err) && app_conf(app, err) &&
	       (group == NULL || cmd_parse_group(app, group, &im->terms.group, err)) &&
	       (port == NULL || address_parse_port(&im->terms.port, port, err)) &&
	       (im->terms.tag == NULL || address_set_tag(&checked, im->terms.tag, err));
}

/* -- what is printed -- */

static void
print_faults(struct app *app, const struct import *im)
{
	static const struct out_column columns[] = {
		{ "line", OUT_ALL },
		{ "text", OUT_ALL },
		{ "reason", OUT_ALL, OUT_WRAP },
		{ 0 },
	};

	size_t n_told = im->faults.len + (im->groupless > 1 ? im->groupless - 1 : 0);

	out_begin(app->out, "invalid", columns, true);
	for (size_t i = 0; i < im->faults.len; i++) {
		out_int(app->out, im->faults.v[i].line);
		out_text(app->out, im->faults.v[i].text);
		out_text(app->out, im->faults.v[i].reason);
	}
	out_end(app->out);
	if (im->groupless > 1)
		app_talk(app, "%zu more have no group", im->groupless - 1);
	if (im->invalid > n_told)
		app_talk(app, "%zu more are invalid", im->invalid - n_told);
}

static void
print_counts(struct app *app, const struct import *im, const struct plan *plan)
{
	static const struct out_column columns[] = {
		{ "lines", OUT_ALL },
		{ "added", OUT_ALL },
		{ "present", OUT_ALL },
		{ "doubled", OUT_ALL },
		{ "invalid", OUT_ALL },
		{ "networks_before", OUT_PROGRAMS },
		{ "networks_after", OUT_PROGRAMS },
		{ 0 },
	};

	out_begin(app->out, "import", columns, true);
	out_int(app->out, (long long)im->lines);
	out_int(app->out, (long long)plan_count(plan, CHANGE_ADDED));
	out_int(app->out, (long long)plan_count(plan, CHANGE_PRESENT));
	out_int(app->out, (long long)im->doubled);
	out_int(app->out, (long long)im->invalid);
	out_int(app->out, (long long)im->networks_before);
	out_int(app->out, (long long)im->networks_after);
	out_end(app->out);
}

/* -- what is done -- */

static bool
refuse_faults(struct app *app, const struct import *im, struct err *err)
{
	out_object_begin(app->out);
	print_faults(app, im);
	out_object_end(app->out);
	return err_set(err, ERR_USAGE,
		"%zu of %zu lines are invalid, so nothing was imported; --skip-invalid "
		"leaves them out",
		im->invalid, im->lines);
}

/* The lines that --skip-invalid leaves out, where no table tells of them. */
static void
talk_of_faults(const struct import *im)
{
	for (size_t i = 0; i < im->faults.len && i < TALKED_MAX; i++)
		app_talk(im->app, "%s %u: %s", im->what, im->faults.v[i].line,
			im->faults.v[i].reason);
	if (im->invalid > 0)
		app_talk(im->app, "%zu of %zu lines are invalid, and left out",
			im->invalid, im->lines);
}

static bool
refuse_empty(const struct import *im, const char *path, struct err *err)
{
	const char *why = im->invalid > 0    ? ": all are invalid"
	                  : im->left.len > 0 ? ": all are left out"
	                                     : "";

	talk_of_faults(im);
	return err_set(err, ERR_USAGE, "'%s' has no line that could be imported%s",
		strcmp(path, "-") == 0 ? "stdin" : path, why);
}

static bool
check_read(const struct import *im, const char *path, bool skips, struct err *err)
{
	left_out_talk(im->app, &im->left, im->what);
	if (im->lacks_action)
		return err_set(err, ERR_USAGE, "block or allow? --action says which");
	if (im->invalid > 0 && !skips)
		return refuse_faults(im->app, im, err);
	return pack_count(&im->pack) + im->set.rules.len > 0 ||
	       refuse_empty(im, path, err);
}

static void
aggregate(struct import *im)
{
	size_t before = pack_count(&im->pack);

	pack_aggregate(&im->pack);
	im->networks_after = pack_networks(&im->pack);
	if (pack_count(&im->pack) == before)
		app_talk(im->app, "nothing could be put together: %zu entries", before);
	else
		app_talk(im->app,
			"%zu entries were put together to %zu, %zu of which are networks",
			before, pack_count(&im->pack), im->networks_after);
}

/* One a line, for other programs. */
static void
print_entries(const struct import *im)
{
	struct address a;

	talk_of_faults(im);
	for (size_t i = 0; i < im->set.rules.len; i++)
		printf("%s\n", im->set.rules.v[i].rule.value);
	for (size_t i = 0; i < pack_count(&im->pack); i++) {
		pack_get(&im->pack, i, &a);
		if (a.form == ADDRESS_NETWORK)
			printf("%s/%u\n", a.ip, a.prefix);
		else
			printf("%s\n", address_text(&a));
	}
}

static bool
store(struct import *im, struct err *err)
{
	struct app *app = im->app;
	struct change_report report;
	struct change_env env;
	bool ok;

	if (!app_change_env(app, &env, err))
		return false;
	cmd_let_ask(app, &env);
	if (im->is_addr) {
		im->set.bulk = bulk_new();
		im->set.bulk->wanted = im->pack;
		im->pack = (struct pack){ .v = NULL };
	}
	ok = change_apply(&env, &im->set, &report, err);
	if (ok || err->code == ERR_NOT_LIVE) {
		for (size_t i = 0; i < report.plan.notes.len; i++)
			app_talk(app, "%s", report.plan.notes.v[i]);
		out_object_begin(app->out);
		print_counts(app, im, &report.plan);
		if (im->invalid > 0)
			print_faults(app, im);
		cmd_print_nodes(app, &report, false);
		out_object_end(app->out);
	} else {
		cmd_print_refused(app, &report.impact);
	}
	change_report_clear(&report);
	return ok;
}

static bool
import(struct app *app, const struct args *args, struct err *err)
{
	const char *path = args_word(args, 0);
	struct import im;
	bool ok;

	if (app->session != NULL && app->session->begun.is_open && !app->dry_run)
		return err_set(err, ERR_USAGE,
			"an import is not part of the set that is begun: commit or abort "
			"it "
			"first");
	ok = begin(&im, app, args, err) && import_read(&im, path, err) &&
	     check_read(&im, path, args_has(args, "skip-invalid"), err);
	if (ok) {
		im.doubled = pack_sort(&im.pack);
		cmd_warn_of_names(app, im.pack.names.len);
		im.networks_before = im.networks_after = pack_networks(&im.pack);
		if (args_has(args, "aggregate"))
			aggregate(&im);
		if (args_has(args, "print"))
			print_entries(&im);
		else
			ok = store(&im, err);
	}
	import_clear(&im);
	return ok;
}

static const struct cmd_arg import_args[] = {
	{ .name = "file", .help = "the list; - is stdin", .kind = VALUE_FILE },
	{ 0 },
};
static const struct cmd_opt import_opts[] = {
	{ 0, "kind", "kind", "of what it is a list (default: addr)", VALUE_ONE_OF,
		kinds },
	{ 'g', "group", "group", "of the addresses: its name or number", VALUE_GROUP },
	{ 0, "action", "action", "block or allow, for other kinds than addr",
		VALUE_ONE_OF, actions },
	{ 'p', "port", "port", "only requests from this source port (default: any)" },
	{ 't', "tag", "text", "a note kept with each row (default: the group's name)",
		VALUE_TAG },
	{ 0, "column", "name", "the column of CSV that holds the values" },
	{ 0, "set", "name", "the set that is meant, where a firewall lists several" },
	{ 0, "skip-invalid", NULL, "leave invalid lines out, instead of doing nothing" },
	{ 'a', "aggregate", NULL, "put neighbouring and covered networks together" },
	{ 0, "print", NULL, "print what would be imported, and store nothing" },
	{ 0 },
};

const struct command_group cmd_import = {
	.name = "import",
	.summary = "store the lists of others: lines, CSV or JSON",
	.commands =
		(const struct command[]){
			{ .summary = "store all of a list as one change",
				.args = import_args,
				.opts = import_opts,
				.examples = (const char *const
						[]){ "import carrier.csv --group carrier",
					"import ranges.txt -g customer --aggregate",
					"import agents.txt --kind ua --action block",
					NULL },
				.run = import },
			{ 0 } },
};
