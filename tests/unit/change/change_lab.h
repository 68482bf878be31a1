/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_TESTS_CHANGE_LAB_H
#define SHIELDADM_TESTS_CHANGE_LAB_H

#include "change/change.h"

#include "unit.h"

#include <sqlite3.h>

#include "base/xalloc.h"
#include "fake_node.h"

/*
 * The door with all that it needs, and no Kamailio: a database in a file, a fake node
 * that reads it, and what is said to the user.
 */
struct lab {
	char path[64], url[96];
	sqlite3 *side; /* a second connection */
	struct fake_node node;
	bool has_node;
	char ways[2][128];
	struct node_config config;
	struct db *db;
	struct str said;
	struct change_env env;
	struct change_report report; /* of the last change */
	struct err err;
};

/* How often each table was read as a whole, on the connection under test. */
static size_t lab_rule_reads, lab_address_reads;

static inline int
lab_count(unsigned type, void *ctx, void *stmt, void *sql)
{
	const char *text = sql;

	(void)type;
	(void)ctx;
	(void)stmt;
	if (strncmp(text, "SELECT", 6) == 0 && strstr(text, " WHERE ") == NULL) {
		lab_rule_reads += strstr(text, "FROM secfilter") != NULL;
		lab_address_reads += strstr(text, "FROM address") != NULL;
	}
	return 0;
}

/* Called by SQLite for each connection that is opened. */
static inline int
lab_count_on(sqlite3 *db, const char **why, const void *api)
{
	(void)why;
	(void)api;
	return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, lab_count, NULL);
}

static inline void
lab_sql(struct lab *lab, const char *sql)
{
	char *why = NULL;

	if (sqlite3_exec(lab->side, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
}

/* The first value of the first row, as text; the caller frees it. */
static inline char *
lab_text(struct lab *lab, const char *sql)
{
	sqlite3_stmt *stmt;
	char *text = NULL;

	assert_int_equal(sqlite3_prepare_v2(lab->side, sql, -1, &stmt, NULL), SQLITE_OK);
	if (sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_text(stmt, 0) != NULL)
		text = xstrdup((const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return text;
}

static inline void
assert_sql(struct lab *lab, const char *sql, const char *wanted)
{
	char *text = lab_text(lab, sql);

	if (strcmp(text != NULL ? text : "", wanted) != 0)
		fail_msg("%s: '%s', not '%s'", sql, text, wanted);
	free(text);
}

/* The values in the table, in order. */
static inline void
assert_stored(struct lab *lab, const char *wanted)
{
	assert_sql(lab,
		"SELECT group_concat(data, ' ') FROM (SELECT data FROM secfilter "
		"ORDER BY data)",
		wanted);
}

static inline void
lab_schema(struct lab *lab, const char *name)
{
	char path[96], sql[4096];
	size_t n;
	FILE *file;

	snprintf(path, sizeof(path), "schema/sqlite/%s.sql", name);
	file = fopen(path, "re");
	assert_non_null(file);
	n = fread(sql, 1, sizeof(sql) - 1, file);
	fclose(file);
	sql[n] = '\0';
	lab_sql(lab, sql);
}

static inline void
lab_talk(void *ctx, const char *text)
{
	struct lab *lab = ctx;

	str_addf(&lab->said, "%s\n", text);
}

static inline void
lab_database(struct lab *lab)
{
	static const char *const tables[] = { "version", "secfilter", "address",
		"shieldadm_ban", "shieldadm_change", "shieldadm_change_row" };
	int fd;

	snprintf(lab->path, sizeof(lab->path), "/tmp/change.XXXXXX");
	fd = mkstemp(lab->path);
	assert_true(fd >= 0);
	close(fd);
	snprintf(lab->url, sizeof(lab->url), "sqlite:///%s", lab->path);
	assert_int_equal(sqlite3_open(lab->path, &lab->side), SQLITE_OK);
	for (size_t i = 0; i < COUNT(tables); i++)
		lab_schema(lab, tables[i]);
	sqlite3_auto_extension((void (*)(void))lab_count_on);
	if (!db_open(&lab->db,
		    &(struct db_options){ .url = lab->url, .timeout_ms = 3000 },
		    &lab->err))
		fail_msg("%s", lab->err.text);
}

/* way: "ctl", "unixgram" or "http". */
static inline void
lab_open(struct lab *lab, const char *way, const char *version, const char *reload_delta)
{
	*lab = (struct lab){ .has_node = true };
	lab_database(lab);
	fake_node_start_with(&lab->node, version, lab->path, reload_delta);
	if (strcmp(way, "http") == 0)
		snprintf(lab->ways[0], sizeof(lab->ways[0]), "http://127.0.0.1:%d/RPC",
			lab->node.http_port);
	else
		snprintf(lab->ways[0], sizeof(lab->ways[0]), "%s:%s/%s", way,
			lab->node.dir, strcmp(way, "ctl") == 0 ? "ctl" : "rpc.sock");
	lab->config = (struct node_config){
		.name = "edge", .ways = { lab->ways[0] }, .timeout_ms = 2000
	};
	lab->env = (struct change_env){ .fleet = { .nodes = &lab->config,
						.n_nodes = 1,
						.db = lab->db,
						.ban_table = "ipban",
						.talk = lab_talk,
						.ctx = lab },
		.command = "test",
		.ctx = lab };
}

/* HTTP as well, after the first. */
static inline void
lab_second_way(struct lab *lab)
{
	snprintf(lab->ways[1], sizeof(lab->ways[1]), "http://127.0.0.1:%d/RPC",
		lab->node.http_port);
	lab->config.ways[1] = lab->ways[1];
}

static inline void
lab_forget(struct lab *lab)
{
	change_report_clear(&lab->report);
	str_clear(&lab->said);
}

static inline void
lab_close(struct lab *lab)
{
	lab_forget(lab);
	db_close(lab->db);
	sqlite3_close(lab->side);
	if (lab->has_node)
		fake_node_stop(&lab->node);
	unlink(lab->path);
	sqlite3_reset_auto_extension();
}

/* The calls that change something, and those only: "add_bl "ua" "x", reload". */
static inline void
assert_changed_by(struct lab *lab, const char *wanted)
{
	struct str calls = fake_node_calls(&lab->node), got = { 0 };
	char *at = NULL, *text = xstrdup(str_get(&calls));

	for (char *line = strtok_r(text, "\n", &at); line != NULL;
		line = strtok_r(NULL, "\n", &at)) {
		const char *name = strchr(line, '.') + 1;
		if (strncmp(name, "add_", 4) == 0 || strncmp(name, "del_", 4) == 0 ||
			strncmp(name, "reload", 6) == 0 || strstr(name, "Reload") != NULL)
			str_addf(&got, "%s%s", got.len > 0 ? ", " : "", name);
	}
	if (strcmp(str_get(&got), wanted) != 0)
		fail_msg("it got '%s', not '%s'", str_get(&got), wanted);
	free(text);
	str_clear(&got);
	str_clear(&calls);
}

/* Do a set of changes: "+ua block evil", "-ua block evil", "+country allow US". */
static inline bool
lab_change(struct lab *lab, const char *const *lines)
{
	struct change_set set = { 0 };
	bool ok;

	lab_forget(lab);
	for (; *lines != NULL; lines++) {
		char kind[16], action[16], value[65];
		struct rule rule = { .id = 0 };
		assert_int_equal(
			sscanf(*lines + 1, "%15s %15s %64s", kind, action, value), 3);
		rule.value = intern(value);
		while (strcmp(rule_kind_name(rule.kind), kind) != 0)
			rule.kind = (enum rule_kind)(rule.kind + 1);
		rule.action = strcmp(action, "allow") == 0 ? RULE_ALLOW : RULE_BLOCK;
		change_add_rule(
			&set, (*lines)[0] == '+' ? CHANGE_ADD : CHANGE_REMOVE, &rule);
	}
	ok = change_apply(&lab->env, &set, &lab->report, &lab->err);
	change_set_clear(&set);
	return ok;
}

#define CHANGE(lab, ...) lab_change(lab, (const char *const[]){ __VA_ARGS__, NULL })

static inline void
assert_live(const struct lab *lab)
{
	const struct node_report *node = &lab->report.nodes.v[0];

	assert_int_equal(lab->report.nodes.len, 1);
	if (!node->is_live || node->error != NULL)
		fail_msg("not live: %s", node->error);
	assert_int_equal(node->verdict, NODE_VERIFIED);
}

/* A look finds what is stored on the node, and nothing else. */
static inline void
assert_in_sync(struct lab *lab)
{
	lab_forget(lab);
	if (!change_look(&lab->env.fleet, true, &lab->report, &lab->err))
		fail_msg("%s", lab->err.text);
}

static inline void
assert_behind(const struct lab *lab, const char *why)
{
	const struct node_report *node = &lab->report.nodes.v[0];

	assert_int_equal(lab->report.nodes.len, 1);
	assert_int_equal(lab->err.code, ERR_NOT_LIVE);
	assert_non_null(strstr(lab->err.text, "shieldadm sync"));
	assert_false(node->is_live);
	assert_int_equal(node->verdict, NODE_NOT_VERIFIED);
	if (node->error == NULL || strstr(node->error, why) == NULL)
		fail_msg("no '%s' in: %s", why, node->error);
}

/* The node's report, or what the user was told, has a note that says this. */
static inline void
assert_noted(const struct lab *lab, const char *text)
{
	const struct node_report *node = &lab->report.nodes.v[0];

	for (size_t i = 0; i < node->notes.len; i++)
		if (strstr(node->notes.v[i], text) != NULL)
			return;
	if (strstr(str_get(&lab->said), text) == NULL)
		fail_msg("nothing says '%s'", text);
}

#endif
