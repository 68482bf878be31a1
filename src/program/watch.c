/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "program/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "change/undo.h"

#define PAUSE_FIRST_S 2
#define PAUSE_MAX_S 60
#define PATIENCE_S 3600

/* The words of its command line; NULL-terminated. */
struct words {
	char **v;
	size_t len, cap;
};

static void
add(struct words *words, const char *word)
{
	*LIST_ADD(words) = word != NULL ? xstrdup(word) : NULL;
}

static void
add_option(struct words *words, const char *name, const char *value)
{
	if (value == NULL)
		return;
	add(words, name);
	add(words, value);
}

static void
make_words(struct words *words, const struct app *app, long long id, long long confirm_by)
{
	const struct args *args = app->args;
	const char *node;
	char number[32];

	add(words, "shieldadm");
	add_option(words, "--config", args_opt(args, "config"));
	add_option(words, "--timeout", args_opt(args, "timeout"));
	for (size_t i = 0; (node = args_opt_at(args, "node", i)) != NULL; i++)
		add_option(words, "--node", node);
	add(words, WATCH_NOUN);
	snprintf(number, sizeof(number), "%lld", id);
	add(words, number);
	snprintf(number, sizeof(number), "%lld", confirm_by);
	add(words, number);
	add(words, NULL);
}

/* In the grandchild: nothing of the terminal, of signals that wait, of open files. */
static void
become_watcher(char *const *words)
{
	int null = open("/dev/null", O_RDWR);
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGHUP, SIG_IGN);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
		dup2(null, STDERR_FILENO) < 0)
		_exit(1);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	execv("/proc/self/exe", words);
	_exit(1);
}

bool
watch_start(const struct app *app, long long id, long long confirm_by, struct err *err)
{
	struct words words = { 0 };
	pid_t child;
	int status = 1;

	make_words(&words, app, id, confirm_by);
	child = fork();
	if (child == 0) {
		/* A session of its own, whose leader is gone: no terminal ends it. */
		setsid();
		if ((child = fork()) == 0)
			become_watcher(words.v);
		_exit(child < 0);
	}
	if (child > 0)
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			;
	for (size_t i = 0; i < words.len; i++)
		free(words.v[i]);
	free(words.v);
	return (child > 0 && status == 0) ||
	       err_set(err, ERR_SYSTEM, "the watcher cannot be started");
}

/* By the clock on the wall, which may be set meanwhile. */
static void
sleep_until(long long seconds)
{
	struct timespec end = { .tv_sec = (time_t)seconds };

	while (clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &end, NULL) == EINTR)
		;
}

static bool
still_waits(struct app *app, long long id, bool *waits, struct err *err)
{
	struct undo_pendings list;
	bool ok = undo_pending(app->db, 0, &list, err);

	*waits = false;
	for (size_t i = 0; i < list.len; i++)
		*waits = *waits || list.v[i].id == id;
	undo_pendings_clear(&list);
	return ok;
}

/* True when there is nothing left to be done. */
static bool
try(const struct app *watcher, long long id, struct err *err)
{
	struct change_report report = { 0 };
	struct change_env env;
	struct app app;
	bool waits = true, ok;

	ok = app_init(&app, watcher->args, NULL, err);
	app.has_caught_up = app.quiet = true;
	ok = ok && app_change_env(&app, &env, err) && still_waits(&app, id, &waits, err);
	if (ok && waits) {
		ok = undo_unconfirmed(&env, id, &report, err);
		/* It is stored, so sync can do the rest. */
		ok = ok || err->code == ERR_NOT_LIVE || err->code == ERR_ABSENT;
		if (ok)
			syslog(LOG_NOTICE, "change %lld was not confirmed: taken back",
				id);
	}
	change_report_clear(&report);
	app_clear(&app);
	return ok;
}

bool
watch_run(struct app *app, long long id, long long confirm_by, struct err *err)
{
	long long end = confirm_by + PATIENCE_S;
	unsigned pause = PAUSE_FIRST_S;

	openlog("shieldadm", LOG_PID, LOG_DAEMON);
	sleep_until(confirm_by);
	while (!try(app, id, err)) {
		syslog(LOG_ERR,
			"change %lld was not confirmed, and cannot be taken back: "
			"%s",
			id, err->text);
		if ((long long)time(NULL) > end)
			return false;
		sleep(pause);
		pause = pause * 2 < PAUSE_MAX_S ? pause * 2 : PAUSE_MAX_S;
	}
	return true;
}
