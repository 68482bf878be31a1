/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/ask_yes.h"
#include "cmd/cmd.h"

/*
 * Whom a change cuts off: shown, and asked about.
 */
static const struct out_column count_columns[] = {
	{ "kind", OUT_ALL },
	{ "cut_off", OUT_ALL },
	{ 0 },
};

static const struct out_column cut_columns[] = {
	{ "kind", OUT_ALL },
	{ "who", OUT_ALL },
	{ "contact", OUT_ALL },
	{ "source", OUT_ALL },
	{ "user_agent", OUT_ALL },
	{ "why", OUT_ALL, OUT_WRAP },
	{ 0 },
};

/* People are told by the text of cmd_change(). */
static void
print_counts(struct app *app, const struct impact *impact)
{
	out_begin(app->out, "impact", count_columns, true);
	out_text(app->out, "phone");
	out_int(app->out, (long long)impact->phones);
	out_text(app->out, "addr");
	out_int(app->out, (long long)impact->addresses);
	out_end(app->out);
}

static void
print_cut(struct app *app, const struct impact_cut *cut)
{
	out_text(app->out, cut->is_phone ? "phone" : "addr");
	out_text(app->out, cut->who);
	out_text(app->out, cut->contact);
	out_text(app->out, cut->source);
	out_text(app->out, cut->user_agent);
	out_text(app->out, cut->why);
}

void
cmd_print_impact(struct app *app, const struct impact *impact)
{
	size_t n = impact->phones + impact->addresses;
	char *text;

	if (n == 0)
		return;
	if (!out_is_for_people(app->out))
		print_counts(app, impact);
	out_begin(app->out, "cut_off", cut_columns, true);
	for (size_t i = 0; i < impact->shown.len; i++)
		print_cut(app, &impact->shown.v[i]);
	out_end(app->out);
	if (n > impact->shown.len && out_is_for_people(app->out)) {
		text = impact_text(impact);
		app_talk(app, "the first %zu of %s are shown", impact->shown.len, text);
		free(text);
	}
}

void
cmd_print_refused(struct app *app, const struct impact *impact)
{
	if (impact->shown.len == 0 || impact->was_shown)
		return;
	out_object_begin(app->out);
	cmd_print_impact(app, impact);
	out_object_end(app->out);
}

/* The list stands on stdout, where data is: the question and its answer do not. */
static bool
ask(void *ctx, const struct impact *impact, const struct err *guard)
{
	struct app *app = ctx;
	char *text = impact_text(impact);
	int clause = change_guard_clause(guard);
	bool yes;

	cmd_print_impact(app, impact);
	if (impact->phones + impact->addresses == 0)
		yes = cmd_ask_yes("shieldadm: %.*s; go ahead?", clause, guard->text);
	else
		yes = cmd_ask_yes("shieldadm: %s would be cut off%s%.*s; go ahead?", text,
			clause > 0 ? ", for " : "", clause, guard->text);
	free(text);
	return yes;
}

void
cmd_let_ask(const struct app *app, struct change_env *env)
{
	if (app_can_ask(app))
		env->ask = ask;
}
