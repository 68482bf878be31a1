/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shell/state.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program/app.h"
#include "base/clock.h"
#include "base/xalloc.h"
#include "db/dburl.h"
#include "print/escape.h"

/* How often to ask while nothing is typed; the time limit of one look. */
#define AGAIN_MS 60000
#define CHILD_MS 20000

/* Longer lists of names are replaced by the number of nodes. */
#define NAMES_MAX 24

struct answer {
	enum state_is is;
	size_t n_nodes, n_differ, n_gone;
};

/* -- where -- */

/* "kamailio" of mysql://u:p@h/kamailio and of sqlite:////x/kamailio.sqlite. */
static void
add_database(struct str *place, const char *text)
{
	const char *name, *dot;
	struct db_url url;
	struct err ignored;

	if (text == NULL || !db_url_parse(&url, text, &ignored)) {
		str_addf(place, "(no database)");
		return;
	}
	name = strrchr(url.database, '/') != NULL ? strrchr(url.database, '/') + 1
	                                          : url.database;
	dot = strrchr(name, '.');
	if (dot != NULL && dot > name)
		str_add(place, name, (size_t)(dot - name));
	else
		str_addf(place, "%s", name);
	db_url_clear(&url);
}

static void
add_nodes(struct str *place, const struct app *app)
{
	struct str names = { 0 };

	for (size_t i = 0; i < app->nodes.len; i++)
		str_addf(&names, "%s%s", i > 0 ? "," : "", app->nodes.v[i].name);
	if (app->nodes.len == 0)
		str_addf(place, " (no node)");
	else if (names.len > NAMES_MAX && app->nodes.len > 1)
		str_addf(place, " %zu nodes", app->nodes.len);
	else
		str_addf(place, " %s", str_get(&names));
	str_clear(&names);
}

void
state_look(struct state *state, const struct args *options)
{
	struct str place = { 0 }, safe = { 0 };
	struct err ignored;
	struct app app;

	if (app_init(&app, options, NULL, &ignored) && app_choose_nodes(&app, &ignored)) {
		settings_discover_db(&app.settings);
		state->n_nodes = app.nodes.len;
		add_database(&place, app.settings.db_url);
		add_nodes(&place, &app);
	} else {
		str_addf(&place, "(no configuration)");
	}
	escape_add(&safe, str_get(&place));
	free(state->place);
	state->place = xstrdup(str_get(&safe));
	str_clear(&place);
	str_clear(&safe);
	app_clear(&app);
}

/* -- the child -- */

static void
be_quiet(void)
{
	struct itimerval timer = { .it_value = { CHILD_MS / 1000, 0 } };
	int null = open("/dev/null", O_RDWR);
	sigset_t none;

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* Ctrl-C is meant for the shell. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	signal(SIGALRM, SIG_DFL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

static void
count(struct answer *answer, const struct change_report *report)
{
	answer->n_nodes = report->nodes.len;
	for (size_t i = 0; i < report->nodes.len; i++) {
		answer->n_gone += report->nodes.v[i].is_gone;
		answer->n_differ +=
			!report->nodes.v[i].is_gone && !report->nodes.v[i].is_live;
	}
	answer->is = answer->n_gone + answer->n_differ > 0 ? STATE_DIFFERS : STATE_OK;
}

static void
run_child(const struct args *options, int fd)
{
	struct answer answer = { .is = STATE_UNKNOWN };
	struct change_report report;
	struct fleet fleet;
	struct err err;
	struct app app;

	be_quiet();
	if (!app_init(&app, options, NULL, &err))
		return;
	app.quiet = true;
	app.verbose = false;
	if (!app_look_env(&app, &fleet, &err)) {
		if (err.code == ERR_DB)
			answer.is = STATE_NO_DATABASE;
	} else if (change_look(&fleet, false, &report, &err) || report.nodes.len > 0) {
		count(&answer, &report);
	} else if (err.code == ERR_DB) {
		answer.is = STATE_NO_DATABASE;
	}
	(void)!write(fd, &answer, sizeof(answer));
}

/* -- the parent -- */

static void
end_child(struct state *state)
{
	if (state->fd < 0)
		return;
	close(state->fd);
	state->fd = -1;
	kill(state->pid, SIGKILL);
	waitpid(state->pid, NULL, 0);
}

void
state_ask(struct state *state, const struct args *options)
{
	int fds[2];
	pid_t pid;

	end_child(state);
	state->asked_ms = clock_ms();
	if (pipe2(fds, O_CLOEXEC) != 0)
		return;
	pid = fork();
	if (pid == 0) {
		run_child(options, fds[1]);
		_exit(0);
	}
	close(fds[1]);
	if (pid < 0) {
		close(fds[0]);
		return;
	}
	state->fd = fds[0];
	state->pid = pid;
}

/* Whether the child has answered or ended. */
static bool
can_be_read(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };

	return fd >= 0 && poll(&ready, 1, 0) > 0;
}

bool
state_tick(struct state *state, const struct args *options)
{
	struct answer answer = { .is = STATE_UNKNOWN }, old = { .is = state->is,
		.n_nodes = state->n_nodes,
		.n_differ = state->n_differ,
		.n_gone = state->n_gone };

	if (state->fd < 0 && clock_ms() - state->asked_ms >= AGAIN_MS)
		state_ask(state, options);
	if (!can_be_read(state->fd))
		return false;
	if (read(state->fd, &answer, sizeof(answer)) != (ssize_t)sizeof(answer))
		answer = (struct answer){ .is = STATE_UNKNOWN, .n_nodes = old.n_nodes };
	end_child(state);
	state->is = answer.is;
	if (answer.n_nodes > 0)
		state->n_nodes = answer.n_nodes;
	state->n_differ = answer.n_differ;
	state->n_gone = answer.n_gone;
	return state->is != old.is || state->n_nodes != old.n_nodes ||
	       state->n_differ != old.n_differ || state->n_gone != old.n_gone;
}

void
state_clear(struct state *state)
{
	end_child(state);
	free(state->place);
	state->place = NULL;
}
