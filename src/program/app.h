/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PROGRAM_APP_H
#define SHIELDADM_PROGRAM_APP_H

#include "change/change.h"
#include "cli/args.h"
#include "settings/settings.h"
#include "db/db.h"
#include "node/node.h"
#include "print/out.h"
#include "program/session.h"

/*
 * What a command works with.  The configuration is read and the database is opened
 * when a command first asks for them; "help" needs neither.
 */
struct app {
	struct out *out;
	bool dry_run, yes, force, quiet, verbose;
	bool is_prometheus;       /* --output prometheus; only status has it */
	const char *message;      /* for the history; NULL: none */
	unsigned confirm_seconds; /* a change goes back unless confirmed in time; 0: it
	                             stays */
	unsigned timeout_ms;
	const struct args *args;
	struct session *session; /* of the shell that runs this command; NULL: no shell */

	char *command;      /* the line of the command, for the history */
	bool has_caught_up; /* overdue changes were taken back already */

	bool has_conf;
	struct settings settings;
	struct db *db;
	bool is_db_kept; /* it is the session's */
	struct {
		struct node_config *v;
		size_t len, cap;
	} nodes;
};

/* Set up from the options that every command has.  session may be NULL, and is
 * borrowed. */
bool app_init(struct app *app, const struct args *args, struct session *session,
	struct err *err) MUST;
void app_clear(struct app *app);

/* Whether to use colours. when: the value of --color, or NULL. NO_COLOR in the
 * environment, a pipe and a plain terminal mean "never". */
bool app_wants_color(const char *when);

/* A second call changes nothing. */
bool app_conf(struct app *app, struct err *err) MUST;

/* Open the database. create: make its file if it is missing. */
bool app_db(struct app *app, bool create, struct err *err) MUST;

/* Choose the nodes as app_nodes() does, but do not check their ways: an invalid way
 * fails when the node is opened. */
bool app_choose_nodes(struct app *app, struct err *err) MUST;

/* The nodes the user chose, or all: app->nodes.  ERR_USAGE for an unknown name. */
bool app_nodes(struct app *app, struct err *err) MUST;

/*
 * The environments of looks and changes.  They are made here and nowhere else.
 *
 * app_fleet(): the nodes chosen so far, with the database opened when it is first needed.
 * app_look_env(): the chosen nodes and the open database, for a look: nothing is changed,
 * and a change that nobody has confirmed stays for the watcher or the next change.
 */
void app_fleet(struct app *app, struct fleet *fleet);
bool app_look_env(struct app *app, struct fleet *fleet, struct err *err) MUST;

/* For a change.  Overdue changes, which nobody confirmed in time, are taken back first,
 * and the user is told. */
bool app_change_env(struct app *app, struct change_env *env, struct err *err) MUST;

/* For the plan of a change: env->dry_run is set, and nothing is taken back. */
bool app_plan_env(struct app *app, struct change_env *env, struct err *err) MUST;

/* The same as app_change_env() without the database: env->fleet.db is NULL. */
bool app_node_env(struct app *app, struct change_env *env, struct err *err) MUST;

/* Whether a person at a terminal can be asked. */
bool app_can_ask(const struct app *app);

/* Print a note on stderr, unless --quiet. */
void app_talk(const struct app *app, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
