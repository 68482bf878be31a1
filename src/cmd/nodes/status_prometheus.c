/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * status -o prometheus: for the textfile collector of node_exporter.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/put_file.h"
#include "base/xalloc.h"
#include "change/undo.h"
#include "cmd/nodes/nodes.h"
#include "cmd/nodes/status.h"
#include "db/history.h"
#include "geo/geo.h"
#include "node/counters.h"
#include "print/prometheus.h"

#define METRIC(name, type, help) prometheus_metric(m->text, "shieldadm_" name, type, help)
#define SAMPLE(name, value, ...) \
	prometheus_sample(m->text, "shieldadm_" name, (double)(value), __VA_ARGS__)

struct metrics {
	struct app *app;
	struct str *text;
	const struct change_report *report;
	bool has_database; /* otherwise the report has only the nodes' facts */
	struct node_counters *counters; /* of each node */
	long long begun;                /* by clock_ms() */
};

/* The value of each node that tells it; HELD_UNKNOWN is left out. */
static void
add_of_nodes(struct metrics *m, const char *name, const char *help,
	double (*value)(const struct node_report *node))
{
	prometheus_metric(m->text, name, "gauge", help);
	for (size_t i = 0; i < m->report->nodes.len; i++) {
		const struct node_report *node = &m->report->nodes.v[i];
		double n = value(node);
		if (n >= 0)
			prometheus_sample(m->text, name, n, "node", node->name, NULL);
	}
}

static double
is_up(const struct node_report *node)
{
	return !node->is_gone;
}

static double
is_live(const struct node_report *node)
{
	return !node->is_gone && node->is_live;
}

static double
uptime(const struct node_report *node)
{
	return node->is_gone ? HELD_UNKNOWN : (double)node->facts.uptime;
}

static double
memory_total(const struct node_report *node)
{
	const struct node_process *tightest = node_tightest(&node->facts);

	return tightest != NULL ? (double)tightest->total : HELD_UNKNOWN;
}

static double
memory_free(const struct node_report *node)
{
	const struct node_process *tightest = node_tightest(&node->facts);

	return tightest != NULL ? (double)tightest->free : HELD_UNKNOWN;
}

static void
add_entries(struct metrics *m)
{
	METRIC("node_entries", "gauge", "Entries that the node holds, by kind.");
	for (size_t i = 0; i < m->report->nodes.len; i++) {
		const struct node_report *node = &m->report->nodes.v[i];
		for (int kind = 0; kind < RULE_KINDS && !node->is_gone; kind++)
			if (node->held[kind] != HELD_UNKNOWN)
				SAMPLE("node_entries", node->held[kind], "node",
					node->name, "kind",
					rule_kind_name((enum rule_kind)kind), NULL);
		if (!node->is_gone && node->held_addresses != HELD_UNKNOWN)
			SAMPLE("node_entries", node->held_addresses, "node", node->name,
				"kind", "addr", NULL);
	}
}

static void
add_drift(struct metrics *m)
{
	METRIC("node_drift_entries", "gauge",
		"Entries by which the node differs from the database, as far as it shows "
		"them.");
	for (size_t i = 0; i < m->report->nodes.len; i++) {
		const struct node_report *node = &m->report->nodes.v[i];
		if (node->is_gone)
			continue;
		SAMPLE("node_drift_entries",
			node->rules.missing.len + node->addresses.missing.len +
				node->bans_missing.len,
			"node", node->name, "difference", "missing", NULL);
		SAMPLE("node_drift_entries",
			node->rules.extra.len + node->addresses.extra.len, "node",
			node->name, "difference", "extra", NULL);
		SAMPLE("node_drift_entries",
			node->rules.doubled.len + node->addresses.doubled.len, "node",
			node->name, "difference", "doubled", NULL);
	}
}

static void
add_bans(struct metrics *m)
{
	METRIC("node_bans", "gauge", "Addresses that the node has banned at the moment.");
	for (size_t i = 0; i < m->report->nodes.len; i++) {
		const struct node_report *node = &m->report->nodes.v[i];
		const struct node_htable *table =
			node_htable(&node->facts, m->app->settings.ban_table);
		if (table != NULL)
			SAMPLE("node_bans", table->entries, "node", node->name, NULL);
	}
}

static void
add_counters(struct metrics *m)
{
	METRIC("node_secfilter_messages_total", "counter",
		"Messages that secfilter has decided about since the node was started, "
		"by "
		"what decided.");
	for (size_t i = 0; i < m->report->nodes.len; i++)
		for (size_t j = 0; j < m->counters[i].len; j++) {
			const struct node_counter *c = &m->counters[i].v[j];
			SAMPLE("node_secfilter_messages_total", c->messages, "node",
				m->report->nodes.v[i].name, "action",
				c->is_allowed ? "allow" : "block", "by", c->what, NULL);
		}
}

static void
add_nodes(struct metrics *m)
{
	add_of_nodes(m, "shieldadm_node_up", "Whether the node answers.", is_up);
	if (m->has_database) {
		add_of_nodes(m, "shieldadm_node_in_sync",
			"Whether the node enforces what is stored.", is_live);
		add_entries(m);
		add_drift(m);
	}
	add_bans(m);
	add_of_nodes(m, "shieldadm_node_uptime_seconds",
		"How long the node has been running.", uptime);
	add_of_nodes(m, "shieldadm_node_private_memory_bytes",
		"Private memory of the process of the node that has the least left.",
		memory_total);
	add_of_nodes(m, "shieldadm_node_private_memory_free_bytes", "What is left of it.",
		memory_free);
	add_counters(m);
}

static void
add_stored(struct metrics *m)
{
	METRIC("entries_stored", "gauge", "Entries that are stored, by kind.");
	for (int kind = 0; kind < RULE_KINDS; kind++)
		SAMPLE("entries_stored", m->report->stored[kind], "kind",
			rule_kind_name((enum rule_kind)kind), NULL);
	SAMPLE("entries_stored", m->report->stored_addresses, "kind", "addr", NULL);
	METRIC("bad_rows", "gauge", "Rows that no node should load.");
	SAMPLE("bad_rows", m->report->n_bad_rows, NULL);
}

static bool
count_ban(const struct ban_row *row, void *ctx)
{
	(void)row;
	++*(size_t *)ctx;
	return true;
}

static bool
keep_made(const struct history_row *row, void *ctx)
{
	*(struct history_row *)ctx =
		(struct history_row){ .id = row->id, .made = row->made };
	return false;
}

static void
add_records(struct metrics *m)
{
	struct db *db = m->app->db;
	struct history_row last = { .id = 0 };
	struct undo_pendings pending;
	size_t bans = 0;
	struct err ignored;
	bool exists;

	if (db_has_bans(db, &exists, &ignored) && exists &&
		db_ban_each(db, (long long)time(NULL), count_ban, &bans, &ignored)) {
		METRIC("bans_stored", "gauge", "Bans that are recorded and run.");
		SAMPLE("bans_stored", bans, NULL);
	}
	if (!db_has_history(db, &exists, &ignored) || !exists ||
		!db_history_each(db, 0, 1, keep_made, &last, &ignored))
		return;
	METRIC("changes_total", "counter", "Changes that were recorded.");
	SAMPLE("changes_total", last.id, NULL);
	if (last.id > 0) {
		METRIC("last_change_timestamp_seconds", "gauge",
			"When the last one was made.");
		SAMPLE("last_change_timestamp_seconds", last.made, NULL);
	}
	if (undo_pending(db, 0, &pending, &ignored)) {
		METRIC("changes_unconfirmed", "gauge",
			"Changes that go back unless they are confirmed.");
		SAMPLE("changes_unconfirmed", pending.len, NULL);
	}
	undo_pendings_clear(&pending);
}

static void
add_geoip(struct metrics *m)
{
	const char *path = m->app->settings.geoip_database;
	struct err ignored;
	struct geo *geo;
	bool ok = path != NULL && geo_open(&geo, path, &ignored);

	METRIC("geoip_up", "gauge", "Whether the GeoIP file can be read here.");
	SAMPLE("geoip_up", ok, NULL);
	if (!ok)
		return;
	METRIC("geoip_build_timestamp_seconds", "gauge",
		"When the GeoIP file was made, by its own word.");
	SAMPLE("geoip_build_timestamp_seconds", geo_info(geo)->built, NULL);
	geo_close(geo);
}

static void
add_run(struct metrics *m)
{
	METRIC("database_up", "gauge", "Whether the database could be read.");
	SAMPLE("database_up", m->has_database, NULL);
	METRIC("status_timestamp_seconds", "gauge", "When this was found out.");
	SAMPLE("status_timestamp_seconds", time(NULL), NULL);
	METRIC("status_duration_seconds", "gauge", "How long that took.");
	prometheus_sample(m->text, "shieldadm_status_duration_seconds",
		(double)(clock_ms() - m->begun) / 1000, NULL);
}

/* -- the nodes' own counters -- */

static void
ask_one(void *ctx, size_t i, struct node *node, const struct err *unopened)
{
	struct metrics *m = ctx;
	struct err ignored;

	(void)unopened;
	if (m->report->nodes.v[i].is_gone || node == NULL)
		return;
	if (!node_counters(node, &m->counters[i], &ignored))
		m->counters[i].len = 0;
}

static void
ask_counters(struct metrics *m)
{
	struct fleet fleet;

	m->counters = xcalloc(m->report->nodes.len, sizeof(*m->counters));
	if (m->report->nodes.len == 0)
		return;
	app_fleet(m->app, &fleet);
	fleet_each(&fleet, ask_one, m);
}

static bool
put(struct metrics *m, struct err *err)
{
	const char *path = args_opt(m->app->args, "textfile");

	if (path != NULL)
		return put_file(path, str_get(m->text), 0644, err);
	fputs(str_get(m->text), stdout);
	return true;
}

bool
status_prometheus(struct app *app, const struct change_report *report, bool has_database,
	long long begun, struct err *err)
{
	struct str text = { 0 };
	struct metrics m = { app, &text, report, has_database, NULL, begun };
	size_t n = report->nodes.len;
	bool ok;

	ask_counters(&m);
	add_nodes(&m);
	if (has_database) {
		add_stored(&m);
		add_records(&m);
	}
	add_geoip(&m);
	add_run(&m);
	ok = put(&m, err);
	for (size_t i = 0; i < n; i++)
		free(m.counters[i].v);
	free(m.counters);
	str_clear(&text);
	return ok;
}
