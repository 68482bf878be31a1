/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "base/xalloc.h"
#include "cmd/cmd.h"
#include "node/raw.h"

/*
 * rpc: a call as it is typed, to all chosen nodes.
 */
struct calling {
	struct app *app;
	struct node_raw *raw;
	struct called {
		char *result; /* JSON; NULL when it failed */
		struct err err;
	} * nodes;
};

static void
call_one(void *ctx, size_t i, struct node *node, const struct err *unopened)
{
	const struct calling *c = ctx;
	struct called *called = &c->nodes[i];

	if (node == NULL)
		called->err = *unopened;
	else if (!node_raw_call(
			 node, c->raw, c->app->force, &called->result, &called->err))
		called->result = NULL;
}

/* A single answer is printed alone. Several have the names of their nodes. */
static void
print_for_people(const struct calling *c)
{
	const struct app *app = c->app;

	for (size_t i = 0; i < app->nodes.len; i++)
		if (c->nodes[i].result != NULL)
			out_json_document(
				app->nodes.len > 1 ? app->nodes.v[i].name : NULL,
				c->nodes[i].result);
}

/* Only JSON has a place for an error. */
static void
print_for_programs(const struct calling *c)
{
	static const struct out_column with_error[] = { { "node", OUT_ALL },
		{ "result", OUT_ALL }, { "error", OUT_ALL }, { 0 } };
	static const struct out_column results[] = { { "node", OUT_ALL },
		{ "result", OUT_ALL }, { 0 } };
	struct out *out = c->app->out;
	bool is_json = out_format(out) == OUT_JSON;

	out_begin(out, NULL, is_json ? with_error : results, true);
	for (size_t i = 0; i < c->app->nodes.len; i++) {
		const struct called *called = &c->nodes[i];
		if (called->result == NULL && !is_json)
			continue;
		out_text(out, c->app->nodes.v[i].name);
		out_value(out, called->result);
		if (is_json)
			out_text(out, called->result == NULL ? called->err.text : NULL);
	}
	out_end(out);
}

/* The last failure is the error; the others are told before it. */
static bool
tell_failures(const struct calling *c, struct err *err)
{
	const struct app *app = c->app;
	bool ok = true;

	for (size_t i = 0; i < app->nodes.len; i++) {
		const struct called *called = &c->nodes[i];
		if (called->result != NULL)
			continue;
		if (!ok)
			app_talk(app, "%s", err->text);
		ok = err_set(err, called->err.code, "%s: %s", app->nodes.v[i].name,
			called->err.text);
	}
	return ok;
}

static void
tell_note(const struct calling *c)
{
	char *note = node_raw_note(c->raw);
	bool any = false;

	for (size_t i = 0; i < c->app->nodes.len; i++)
		any = any || c->nodes[i].result != NULL;
	if (any && note != NULL)
		app_talk(c->app, "%s", note);
	free(note);
}

static void
show_plan(const struct calling *c, const char *method)
{
	static const struct out_column columns[] = { { "node", OUT_ALL },
		{ "method", OUT_ALL }, { "params", OUT_ALL }, { 0 } };
	struct out *out = c->app->out;
	char *params = node_raw_params(c->raw);

	out_begin(out, NULL, columns, true);
	for (size_t i = 0; i < c->app->nodes.len; i++) {
		out_text(out, c->app->nodes.v[i].name);
		out_text(out, method);
		out_value(out, params);
	}
	out_end(out);
	free(params);
}

static bool
call_all(struct calling *c, struct err *err)
{
	struct app *app = c->app;
	struct fleet fleet;
	bool ok;

	c->nodes = xcalloc(app->nodes.len, sizeof(*c->nodes));
	app_fleet(app, &fleet);
	fleet_each(&fleet, call_one, c);
	if (out_is_for_people(app->out))
		print_for_people(c);
	else
		print_for_programs(c);
	tell_note(c);
	ok = tell_failures(c, err);
	for (size_t i = 0; i < app->nodes.len; i++)
		free(c->nodes[i].result);
	free(c->nodes);
	return ok;
}

static bool
rpc(struct app *app, const struct args *args, struct err *err)
{
	const char *method = args_word(args, 0);
	struct calling c = { .app = app };
	bool ok;

	if (!node_raw_new(&c.raw, method, args->words.v + 1, args->words.len - 1, err))
		return false;
	ok = (app->force || node_raw_check(c.raw, err)) && app_nodes(app, err);
	if (ok && app->nodes.len == 0)
		ok = err_set(err, ERR_NODE,
			"no node is configured, and no socket of a Kamailio was found "
			"([node NAME] in the configuration)");
	if (ok && app->dry_run)
		show_plan(&c, method);
	else if (ok)
		ok = call_all(&c, err);
	node_raw_free(c.raw);
	return ok;
}

static const struct cmd_arg rpc_args[] = {
	{ .name = "method",
		.help = "as Kamailio calls it: core.uptime",
		.kind = VALUE_METHOD },
	{ .name = "param",
		.help = "a string; i:5 is the integer 5, s:i:5 the string i:5",
		.optional = true,
		.many = true },
	{ 0 },
};

const struct command_group cmd_rpc = {
	.name = "rpc",
	.summary = "call a method of Kamailio as it is typed",
	.commands =
		(const struct command[]){
			{ .summary = "call a method on each node, and print what it "
				     "answers as JSON",
				.args = rpc_args,
				.examples = (const char *const[]){ "rpc core.uptime",
					"rpc htable.get ipban 192.0.2.7",
					"rpc corex.debug i:2 --node edge1", NULL },
				.run = rpc },
			{ 0 } },
};
