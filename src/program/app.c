/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "program/app.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/limits.h"
#include "base/nearest.h"
#include "base/terminal.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "db/history.h"
#include "print/escape.h"
#include "print/pager.h"
#include "print/progress.h"

#define TIMEOUT_DEFAULT_MS 5000
#define TIMEOUT_MAX_S 3600
#define CONFIRM_MAX_S 86400

/* Open files besides those of the nodes: the standard ones and the database's. */
#define FILES_OF_OUR_OWN 32

static bool
parse_timeout(unsigned *timeout_ms, const char *text, struct err *err)
{
	char *end;
	double seconds;

	*timeout_ms = TIMEOUT_DEFAULT_MS;
	if (text == NULL)
		return true;
	seconds = strtod(text, &end);
	if (*end != '\0' || end == text || !(seconds >= 0.1) || seconds > TIMEOUT_MAX_S)
		return err_set(err, ERR_USAGE,
			"invalid --timeout '%s': expected 0.1 to %d seconds", text,
			TIMEOUT_MAX_S);
	*timeout_ms = (unsigned)(seconds * 1000);
	return true;
}

bool
app_wants_color(const char *when)
{
	const char *no = getenv("NO_COLOR");

	if (when != NULL && strcmp(when, "auto") != 0)
		return strcmp(when, "always") == 0;
	return terminal_can_draw(STDOUT_FILENO) && (no == NULL || no[0] == '\0');
}

static bool
check_message(const char *message, struct err *err)
{
	if (message == NULL)
		return true;
	if (strlen(message) > HISTORY_MESSAGE_MAX)
		return err_set(err, ERR_USAGE, "the message is longer than %d bytes",
			HISTORY_MESSAGE_MAX);
	return utf8_is_valid(message) ||
	       err_set(err, ERR_USAGE, "the message is not valid UTF-8");
}

/* "60" are seconds, as in other tools; "10m" is ten minutes. */
static bool
parse_confirm(unsigned *seconds, const char *text, struct err *err)
{
	long long n;
	char *end;

	if (text == NULL)
		return true;
	n = strtoll(text, &end, 10);
	if ((end == text || *end != '\0') && !ban_parse_duration(&n, text, err))
		return false;
	if (n < 1 || n > CONFIRM_MAX_S)
		return err_set(err, ERR_USAGE,
			"invalid --confirm '%s': expected 1 second to 1 day", text);
	*seconds = (unsigned)n;
	return true;
}

bool
app_init(struct app *app, const struct args *args, struct session *session,
	struct err *err)
{
	const char *name = args_opt(args, "output");
	enum out_format format = OUT_TABLE;

	*app = (struct app){ .args = args,
		.session = session,
		.dry_run = args_has(args, "dry-run"),
		.yes = args_has(args, "yes"),
		.force = args_has(args, "force"),
		.quiet = args_has(args, "quiet"),
		.verbose = args_has(args, "verbose") };
	app->is_prometheus = name != NULL && strcmp(name, "prometheus") == 0;
	if (app->is_prometheus && strcmp(args->group->name, "status") != 0)
		return err_set(
			err, ERR_USAGE, "only status has the output format 'prometheus'");
	if (name != NULL && !app->is_prometheus && !out_parse_format(&format, name, err))
		return false;
	app->out = out_new(format, app_wants_color(args_opt(args, "color")));
	app->message = args_opt(args, "message");
	if (!check_message(app->message, err) ||
		!parse_confirm(&app->confirm_seconds, args_opt(args, "confirm"), err))
		return false;
	/* A trace and a progress bar would overwrite each other. */
	progress_allow(!app->quiet && !app->verbose && terminal_can_draw(STDERR_FILENO));
	return parse_timeout(&app->timeout_ms, args_opt(args, "timeout"), err);
}

void
app_clear(struct app *app)
{
	if (!app->is_db_kept)
		db_close(app->db);
	free(app->nodes.v);
	settings_clear(&app->settings);
	out_free(app->out);
	free(app->command);
}

bool
app_conf(struct app *app, struct err *err)
{
	if (app->has_conf)
		return true;
	if (!settings_read(&app->settings, args_opt(app->args, "config"), err))
		return false;
	app->has_conf = true;
	return true;
}

/* In a shell an earlier command may have opened it. */
static bool
open_db(struct app *app, const struct db_options *options, struct err *err)
{
	struct session *session = app->session;

	if (session != NULL) {
		session->has_asked = true;
		app->db = session_db(session, options);
		app->is_db_kept = app->db != NULL;
	}
	if (app->db == NULL && !db_open(&app->db, options, err))
		return false;
	if (session != NULL && !app->is_db_kept)
		app->is_db_kept = session_keep_db(session, options, app->db);
	return true;
}

bool
app_db(struct app *app, bool create, struct err *err)
{
	const struct settings *settings = &app->settings;
	struct db_options options = { .create = create, .timeout_ms = app->timeout_ms };

	if (app->db != NULL)
		return true;
	if (!app_conf(app, err))
		return false;
	settings_discover_db(&app->settings);
	if (settings->db_url == NULL && settings->db_unknown != NULL)
		return err_set(err, ERR_DB,
			"Kamailio's database is not known: %s; write 'url' into "
			"[database] of %s",
			settings->db_unknown,
			settings->file != NULL ? settings->file : SETTINGS_SYSTEM_FILE);
	if (settings->db_url == NULL)
		return err_set(err, ERR_DB,
			"no database is configured: there is no 'url' in [database] of "
			"%s, "
			"and no readable DBURL in '%s'",
			settings->file != NULL ? settings->file : "a configuration file",
			settings->kamailio_config);
	options.url = settings->db_url;
	options.tls_ca = settings->db_ca;
	options.tls = strcmp(settings->db_tls, "off") == 0      ? DB_TLS_OFF
	              : strcmp(settings->db_tls, "verify") == 0 ? DB_TLS_VERIFY
	                                                        : DB_TLS_AUTO;
	if (open_db(app, &options, err))
		return true;
	/* The URL was not written for shieldadm: say where it comes from. */
	if (settings->file == NULL || strcmp(settings->db_source, settings->file) != 0)
		err_set(err, err->code, "%s (its URL is from '%s')", err->text,
			settings->db_source);
	return false;
}

/* Several threads may call this at once: one call prints one line. */
static void
trace(const char *node, const char *way, const char *method, const char *params)
{
	struct str safe = { 0 };

	escape_add(&safe, params);
	fprintf(stderr, "shieldadm: %s: %s %s over %s\n", node, method, str_get(&safe),
		way);
	str_clear(&safe);
}

static void
talk_of_node(const char *node, const char *text)
{
	struct str safe = { 0 };

	escape_add(&safe, text);
	progress_hide();
	fprintf(stderr, "shieldadm: %s: %s\n", node, str_get(&safe));
	str_clear(&safe);
}

/* A node that is named twice is taken once.  Two threads would add everything twice. */
static void
choose(struct app *app, const struct settings_node *node)
{
	struct node_config *config;

	for (size_t i = 0; i < app->nodes.len; i++)
		if (strcmp(app->nodes.v[i].name, node->name) == 0)
			return;
	config = LIST_ADD(&app->nodes);
	config->name = node->name;
	config->ca = node->ca;
	config->user = node->user;
	config->password = node->password;
	config->sip = node->sip;
	config->max_subnets = node->max_subnets;
	config->timeout_ms = app->timeout_ms;
	config->talk = app->quiet ? NULL : talk_of_node;
	config->trace = app->verbose ? trace : NULL;
	for (size_t i = 0; i < SETTINGS_WAYS_MAX; i++)
		config->ways[i] = node->rpc[i];
}

static bool
choose_named(struct app *app, const char *name, struct err *err)
{
	struct nearest nearest;

	nearest_init(&nearest, name, strlen(name));
	for (size_t i = 0; i < app->settings.nodes.len; i++)
		if (strcmp(app->settings.nodes.v[i].name, name) == 0) {
			choose(app, &app->settings.nodes.v[i]);
			return true;
		}
	for (size_t i = 0; i < app->settings.nodes.len; i++)
		nearest_consider(&nearest, app->settings.nodes.v[i].name);
	return err_set(err, ERR_USAGE, "there is no node '%s' in the configuration%s",
		name, nearest_say(&nearest, ""));
}

/* An invalid way to a node is an error before anything is stored. */
static bool
check_ways(const struct app *app, struct err *err)
{
	struct node *node;

	for (size_t i = 0; i < app->nodes.len; i++) {
		if (!node_open(&node, &app->nodes.v[i], err))
			return false;
		node_close(node);
	}
	return true;
}

bool
app_choose_nodes(struct app *app, struct err *err)
{
	const char *name;

	if (!app_conf(app, err))
		return false;
	settings_discover_nodes(&app->settings);
	for (size_t i = 0; (name = args_opt_at(app->args, "node", i)) != NULL; i++)
		if (!choose_named(app, name, err))
			return false;
	for (size_t i = 0; i < app->settings.nodes.len && !args_has(app->args, "node");
		i++)
		choose(app, &app->settings.nodes.v[i]);
	if (app->session != NULL)
		app->session->has_asked = true;
	limits_want_files(FILES_OF_OUR_OWN + app->nodes.len * NODE_FILES_MAX);
	return true;
}

bool
app_nodes(struct app *app, struct err *err)
{
	return (app->nodes.len > 0 || app_choose_nodes(app, err)) && check_ways(app, err);
}

bool
app_can_ask(const struct app *app)
{
	if (app->session != NULL && !app->session->asks)
		return false;
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

void
app_talk(const struct app *app, const char *fmt, ...)
{
	struct str safe = { 0 };
	va_list ap;
	char *text;

	/* After an interrupt only the interrupt is reported. */
	if (app->quiet || interrupt_came())
		return;
	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	escape_add(&safe, xmust(text));
	progress_hide();
	/* stdout and stderr may share a terminal: keep the order. */
	fflush(stdout);
	pager_say(str_get(&safe));
	str_clear(&safe);
	free(text);
}
