/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "program/watch.h"

#include <errno.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "change/undo.h"

#define PAUSE_FIRST_S 2
#define PAUSE_MAX_S 60
#define PATIENCE_S 3600

/* By wall-clock time, which may be adjusted meanwhile. */
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

/* True when nothing is left to do. */
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
		/* The undo is stored: sync can do the rest. */
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
