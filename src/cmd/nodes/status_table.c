/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "cmd/nodes/nodes.h"
#include "doctor/doctor.h"

/*
 * What status prints.
 */

/* The kinds of rule, in the order in which people think of them. */
static const enum rule_kind kinds[RULE_KINDS] = { RULE_UA, RULE_COUNTRY, RULE_DOMAIN,
	RULE_USER, RULE_IP, RULE_DST };

/* Its names in JSON are part of what programs rely on: ua_live, ua_stored, ... */
static const char *const live_names[RULE_KINDS] = { [RULE_UA] = "ua_live",
	[RULE_COUNTRY] = "country_live",
	[RULE_DOMAIN] = "domain_live",
	[RULE_IP] = "ip_live",
	[RULE_USER] = "user_live",
	[RULE_DST] = "dst_live" };
static const char *const stored_names[RULE_KINDS] = { [RULE_UA] = "ua_stored",
	[RULE_COUNTRY] = "country_stored",
	[RULE_DOMAIN] = "domain_stored",
	[RULE_IP] = "ip_stored",
	[RULE_USER] = "user_stored",
	[RULE_DST] = "dst_stored" };

static const char *const state_names[NODE_STATES] = { [NODE_UNREACHABLE] = "unreachable",
	[NODE_DIFFERS] = "differs",
	[NODE_UNVERIFIED] = "unverified",
	[NODE_OK] = "ok" };

/* The columns of this report. People see the columns of a kind only when a node or the
 * database has entries of it. */
struct layout {
	struct out_column columns[OUT_COLUMNS_MAX];
	size_t n;
	bool has_kind[RULE_KINDS];
};

static void
add_column(struct layout *layout, const char *name, enum out_audience audience)
{
	layout->columns[layout->n++] =
		(struct out_column){ .name = name, .audience = audience };
}

static bool
is_of_interest(const struct change_report *report, enum rule_kind kind)
{
	bool is_held = false;

	for (size_t i = 0; i < report->nodes.len; i++)
		is_held = is_held || report->nodes.v[i].held[kind] > 0;
	return is_held || report->stored[kind] > 0 || kind == RULE_UA ||
	       kind == RULE_COUNTRY;
}

static void
lay_out(struct layout *layout, const struct change_report *report)
{
	*layout = (struct layout){ 0 };
	add_column(layout, "name", OUT_ALL);
	add_column(layout, "reachable", OUT_PROGRAMS);
	add_column(layout, "state", OUT_ALL);
	add_column(layout, "version", OUT_ALL);
	add_column(layout, "uptime", OUT_ALL);
	for (size_t i = 0; i < RULE_KINDS; i++) {
		enum rule_kind kind = kinds[i];
		layout->has_kind[kind] = is_of_interest(report, kind);
		if (layout->has_kind[kind])
			add_column(layout, rule_kind_name(kind), OUT_PEOPLE);
		add_column(layout, live_names[kind], OUT_PROGRAMS);
		add_column(layout, stored_names[kind], OUT_PROGRAMS);
	}
	add_column(layout, "addr", OUT_PEOPLE);
	add_column(layout, "addr_live", OUT_PROGRAMS);
	add_column(layout, "addr_stored", OUT_PROGRAMS);
	add_column(layout, "bans", OUT_ALL);
	add_column(layout, "memory", OUT_PEOPLE);
	add_column(layout, "memory_total", OUT_PROGRAMS);
	add_column(layout, "memory_free", OUT_PROGRAMS);
	add_column(layout, "modules_missing", OUT_PROGRAMS);
	add_column(layout, "live", OUT_PROGRAMS);
	add_column(layout, "verified", OUT_PROGRAMS);
	add_column(layout, "error", OUT_PROGRAMS);
}

/* A number that may not be known. */
static void
put_number(struct app *app, long long n)
{
	if (n == HELD_UNKNOWN)
		out_text(app->out, NULL);
	else
		out_int(app->out, n);
}

/* "11/12": live of stored. */
static void
put_count(struct app *app, bool is_shown, long long held, size_t stored)
{
	char *text = held == HELD_UNKNOWN ? xasprintf("?/%zu", stored)
	                                  : xasprintf("%lld/%zu", held, stored);

	if (is_shown && held != HELD_UNKNOWN && held != (long long)stored)
		out_alarm(app->out, text);
	else if (is_shown)
		out_text(app->out, text);
	put_number(app, held);
	out_int(app->out, (long long)stored);
	free(text);
}

/* "3d 4h", "2h 5m", "12s": the two largest units. */
static char *
uptime_text(long long s)
{
	if (s >= 86400)
		return xasprintf("%lldd %lldh", s / 86400, s % 86400 / 3600);
	if (s >= 3600)
		return xasprintf("%lldh %lldm", s / 3600, s % 3600 / 60);
	if (s >= 60)
		return xasprintf("%lldm %llds", s / 60, s % 60);
	return xasprintf("%llds", s);
}

static void
put_uptime(struct app *app, const struct node_report *node)
{
	char *text;

	if (node->facts.version[0] == '\0') {
		out_text(app->out, NULL);
	} else if (out_is_for_people(app->out)) {
		text = uptime_text(node->facts.uptime);
		out_text(app->out, text);
		free(text);
	} else {
		out_int(app->out, node->facts.uptime);
	}
}

static void
put_bans(struct app *app, const struct node_report *node)
{
	const struct node_htable *bans =
		node_htable(&node->facts, app->settings.ban_table);

	put_number(app, bans != NULL ? bans->entries : HELD_UNKNOWN);
}

/* Of the process that has the least left. */
static void
put_memory(struct app *app, const struct node_report *node)
{
	const struct node_process *process = node_tightest(&node->facts);
	char *text;

	if (process == NULL) {
		for (size_t i = 0; i < 3; i++)
			out_text(app->out, NULL);
		return;
	}
	text = xasprintf("%llu%% of %lluM",
		(process->total - process->free) * 100 / process->total,
		process->total >> 20);
	out_text(app->out, text);
	out_int(app->out, (long long)process->total);
	out_int(app->out, (long long)process->free);
	free(text);
}

/* The article's modules that the node lacks; NULL-terminated. */
struct missing_modules {
	const char **v;
	size_t len, cap;
};

static void
find_missing(struct missing_modules *missing, const struct node_report *node)
{
	const char *name;

	*missing = (struct missing_modules){ 0 };
	for (size_t i = 0; (name = doctor_module(i)) != NULL; i++)
		if (node->facts.modules.len > 0 && !node_has_module(&node->facts, name))
			*LIST_ADD(missing) = name;
	*LIST_ADD(missing) = NULL;
}

static void
put_end(struct app *app, const struct node_report *node)
{
	struct missing_modules missing;

	find_missing(&missing, node);
	out_texts(app->out, missing.v);
	node_out_verdict(app, node);
	free(missing.v);
}

/* People are told that it answers, but is not trusted.  The text is that of rpc/. */
static const char *
state_name(const struct app *app, const struct node_report *node)
{
	bool is_untrusted = node->is_gone && node->error != NULL &&
	                    strstr(node->error, "bad certificate of") != NULL;

	return is_untrusted && out_is_for_people(app->out)
	               ? "bad certificate"
	               : state_names[node_state(node)];
}

static void
print_node(struct app *app, const struct layout *layout,
	const struct change_report *report, const struct node_report *node)
{
	const char *version = node->facts.version;

	out_text(app->out, node->name);
	out_bool(app->out, !node->is_gone);
	if (node->is_live)
		out_text(app->out, state_name(app, node));
	else
		out_alarm(app->out, state_name(app, node));
	out_text(app->out, version[0] != '\0' ? version : NULL);
	put_uptime(app, node);
	for (size_t i = 0; i < RULE_KINDS; i++)
		put_count(app, layout->has_kind[kinds[i]], node->held[kinds[i]],
			report->stored[kinds[i]]);
	put_count(app, true, node->held_addresses, report->stored_addresses);
	put_bans(app, node);
	put_memory(app, node);
	put_end(app, node);
}

static void
print_counted(struct app *app, const struct layout *layout, const struct node_rows *rows)
{
	for (size_t state = 0; state < NODE_STATES; state++) {
		char *name = node_rows_more(rows->n_counted[state]);
		if (rows->n_counted[state] > 0) {
			out_text(app->out, name);
			out_text(app->out, NULL);
			out_text(app->out, state_names[state]);
			for (size_t i = 3; i < layout->n; i++)
				out_text(app->out, NULL);
		}
		free(name);
	}
}

static bool
differs_by_name(const struct node_report *node)
{
	return node->rules.missing.len + node->rules.extra.len + node->rules.doubled.len +
	               node->addresses.missing.len + node->addresses.extra.len +
	               node->addresses.doubled.len + node->bans_missing.len >
	       0;
}

/* How many reasons why nodes cannot be asked people see. */
#define REASONS_MAX 8

/* Why nodes cannot be asked, or differ in a way that the table does not show. */
static void
talk_of_errors(struct app *app, const struct change_report *report)
{
	size_t n = 0;

	for (size_t i = 0; i < report->nodes.len; i++) {
		const struct node_report *node = &report->nodes.v[i];
		if (node->error != NULL && !differs_by_name(node) && n++ < REASONS_MAX)
			app_talk(app, "%s: %s", node->name, node->error);
	}
	if (n > REASONS_MAX)
		app_talk(app, "%zu more have reasons of their own (-o plain shows them)",
			n - REASONS_MAX);
}

/* What else does not fit into the table. */
static void
talk_of_notes(struct app *app, const struct change_report *report)
{
	struct said_list said = { 0 };
	struct missing_modules missing;

	for (size_t i = 0; i < report->nodes.len; i++) {
		const struct node_report *node = &report->nodes.v[i];
		for (size_t j = 0; j < node->notes.len; j++)
			said_add(&said, node->name, node->notes.v[j]);
		find_missing(&missing, node);
		for (size_t j = 0; missing.v[j] != NULL; j++) {
			char *text = xasprintf(
				"the module %s is not loaded, which the article needs "
				"(shieldadm doctor)",
				missing.v[j]);
			said_add(&said, node->name, text);
			free(text);
		}
		free(missing.v);
	}
	node_talk(app, &said);
	said_clear(&said);
}

void
cmd_print_status(struct app *app, const struct change_report *report)
{
	struct layout layout;
	struct node_rows rows;

	lay_out(&layout, report);
	node_rows(&rows, app, report);
	out_object_begin(app->out);
	out_begin(app->out, "nodes", layout.columns, true);
	for (size_t i = 0; i < rows.shown.len; i++)
		print_node(app, &layout, report, rows.shown.v[i]);
	print_counted(app, &layout, &rows);
	out_end(app->out);
	cmd_print_differences(app, report);
	out_object_end(app->out);
	talk_of_errors(app, report);
	talk_of_notes(app, report);
	cmd_talk_bad_rows(app, report->n_bad_rows);
	node_rows_clear(&rows);
}
