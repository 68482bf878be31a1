/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/quote.h"
#include "base/xalloc.h"
#include "fleet/registered.h"
#include "db/stored.h"
#include "cmd/report/report.h"
#include "kamlog/suggest.h"

/*
 * Print the suggestions of report --suggest: commands that can be run.
 */
static bool
on_phone(const struct phone_row *row, void *ctx)
{
	phones_add(ctx, row->contact, row->received, row->user_agent);
	return true;
}

static bool
read_phones(const struct app *app, const struct fleet *fleet, struct phones *phones,
	struct err *err)
{
	if (!registered_each(fleet, on_phone, phones, err))
		return false;
	phones_sort(phones);
	if (phones->addresses.len == 0)
		app_talk(app, "no registered phone is known: neither the table "
			      "'location' nor a node lists one");
	return true;
}

static void
ask_one(void *ctx, size_t i, struct node *node, const struct err *err)
{
	struct address_list *of = ctx; /* one list for each node */

	/* app_look_env() found the nodes just before: an unreachable one is skipped. */
	if (err == NULL)
		node_own_addresses(node, &of[i]);
}

/* Ask the nodes for their own addresses. */
static void
read_own(const struct fleet *fleet, struct address_list *own)
{
	struct address_list *of = xcalloc(fleet->n_nodes, sizeof(*of));

	fleet_each(fleet, ask_one, of);
	for (size_t i = 0; i < fleet->n_nodes; i++) {
		for (size_t j = 0; j < of[i].len; j++)
			address_list_add(own, &of[i].v[j]);
		address_list_clear(&of[i]);
	}
	free(of);
}

static void
known_clear(struct suggest_known *known)
{
	rule_list_clear(&known->rules);
	address_list_clear(&known->addresses);
	address_list_clear(&known->own);
	phones_clear(&known->phones);
}

/* Names are not resolved: whoever controls the name's DNS could exempt an address. */
static void
talk_of_names(const struct app *app, const struct address_list *addresses)
{
	size_t names = 0;

	for (size_t i = 0; i < addresses->len; i++)
		names += addresses->v[i].form == ADDRESS_NAME;
	if (names > 0)
		app_talk(app,
			"%zu name%s in 'address' %s not resolved: check that the "
			"suggestions do not block %s",
			names, names == 1 ? "" : "s", names == 1 ? "is" : "are",
			names == 1 ? "it" : "them");
}

static bool
read_known(struct app *app, struct suggest_known *known, struct err *err)
{
	struct bad_rows bad = { 0 };
	struct fleet fleet;
	bool ok = stored_rules(app->db, &known->rules, &bad, err) &&
	          stored_addresses(app->db, &known->addresses, &bad, err) &&
	          app_look_env(app, &fleet, err) &&
	          read_phones(app, &fleet, &known->phones, err);

	if (ok) {
		read_own(&fleet, &known->own);
		talk_of_names(app, &known->addresses);
	}
	bad_rows_clear(&bad);
	return ok;
}

/* Without a database only the log tells which sources were let in. */
static bool
open_known(struct app *app, const struct tally *t, struct suggest_known *known,
	struct err *err)
{
	settings_discover_db(&app->settings);
	if (app->settings.db_url == NULL && t->tells_allowed) {
		app_talk(app, "no database is known: a suggestion may be stored already, "
			      "or may block a stored address or a registered phone");
		return true;
	}
	return app_db(app, false, err) && read_known(app, known, err);
}

/* The command gets the --config option of this run. */
static char *
command_text(const struct app *app, const struct suggestion *s)
{
	static const char *const verbs[] = { [SUGGEST_AGENT] = "ua block",
		[SUGGEST_BAN] = "ban add",
		[SUGGEST_NETWORK] = "ip block" };
	const char *config = args_opt(app->args, "config");
	struct str str = { 0 };
	char *text;

	str_addf(&str, "shieldadm ");
	if (config != NULL) {
		str_addf(&str, "--config ");
		quote_add(&str, config);
		str_addf(&str, " ");
	}
	str_addf(&str, "%s %s", verbs[s->kind], s->value[0] == '-' ? "-- " : "");
	quote_add(&str, s->value);
	text = xstrdup(str_get(&str));
	str_clear(&str);
	return text;
}

/* "# 120 blocked: flood, failed logins; CN": a comment to the shell. */
static char *
why_text(const struct suggestion *s)
{
	struct str str = { 0 };
	const char *before = ": ";
	char *text;

	str_addf(&str, "# %llu blocked", (unsigned long long)s->blocked);
	for (size_t i = 0; i < KAMLOG_STEPS; i++)
		if ((s->reasons & (1u << i)) != 0) {
			str_addf(&str, "%s%s", before,
				kamlog_step_name((enum kamlog_step)i));
			before = ", ";
		}
	if (s->sources > 0)
		str_addf(&str, "; %zu addresses", s->sources);
	if (s->country[0] != '\0')
		str_addf(&str, "; %.2s", s->country);
	text = xstrdup(str_get(&str));
	str_clear(&str);
	return text;
}

static void
print_suggestion(struct app *app, const struct suggestion *s)
{
	static const char *const kinds[] = {
		[SUGGEST_AGENT] = "ua", [SUGGEST_BAN] = "ban", [SUGGEST_NETWORK] = "ip"
	};
	char *command = command_text(app, s), *why = why_text(s);

	out_text(app->out, command);
	out_text(app->out, why);
	out_text(app->out, kinds[s->kind]);
	out_text(app->out, s->value);
	out_int(app->out, (long long)s->blocked);
	kamlog_report_reasons(app, s->reasons);
	free(command);
	free(why);
}

static void
print_suggestions(struct app *app, const struct suggestions *list)
{
	static const struct out_column columns[] = {
		{ "command", OUT_ALL, OUT_WHOLE },
		{ "why", OUT_PEOPLE, OUT_WRAP },
		{ "kind", OUT_PROGRAMS },
		{ "value", OUT_PROGRAMS },
		{ "blocked", OUT_PROGRAMS },
		{ "reasons", OUT_PROGRAMS },
		{ 0 },
	};

	out_begin(app->out, NULL, columns, false);
	for (size_t i = 0; i < list->len; i++)
		print_suggestion(app, &list->v[i]);
	out_end(app->out);
}

/* Tell what to know before running the commands. */
static void
talk_of_suggestions(
	const struct app *app, const struct tally *t, const struct suggestions *list)
{
	bool has_network = false;

	for (size_t i = 0; i < list->len; i++)
		has_network = has_network || list->v[i].kind == SUGGEST_NETWORK;
	if (has_network)
		app_talk(app, "'ip block' works only if kamailio.cfg calls "
			      "secf_check_ip(); the article's does not");
	if (list->len > 0 && !t->tells_allowed)
		app_talk(app, "the log does not show allowed requests: a suggested "
			      "source may have been let through");
	if (heavy_forgot_allowed(t->agents))
		app_talk(app, "no user agents are suggested: the log has too many to be "
			      "sure that none was let through");
	if (list->len == 0 && t->checks > 0 && !tally_is_unread(t))
		app_talk(app,
			"nothing to suggest: every source and user agent that was "
			"blocked %d times or more was also let through, or is known or "
			"blocked already",
			SUGGEST_LEAST);
}

/* A source of which nothing was read may be a customer: lines that were not read tell
 * perhaps that it was let through. */
static bool
can_suggest(const struct app *app, const struct tally *t)
{
	if (tally_is_unread(t)) {
		app_talk(app, "nothing is suggested, because the lines that were not "
			      "read may show that a source was let through");
		return false;
	}
	if (t->unread + t->hidden > 0)
		app_talk(app, "the lines that were not read may show that a suggested "
			      "source was let through");
	return true;
}

bool
kamlog_report_suggest(
	struct app *app, const struct tally *tally, size_t top, struct err *err)
{
	struct suggest_known known = { 0 };
	struct suggestions list = { 0 };
	bool can = can_suggest(app, tally);
	bool ok = !can || open_known(app, tally, &known, err);

	if (ok) {
		if (can)
			suggest(&list, tally, &known, top);
		print_suggestions(app, &list);
		talk_of_suggestions(app, tally, &list);
		free(list.v);
	}
	known_clear(&known);
	return ok;
}
