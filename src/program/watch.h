/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PROGRAM_WATCH_H
#define SHIELDADM_PROGRAM_WATCH_H

#include "program/app.h"

/*
 * The watcher of a change that is to be confirmed: a process of its own, which outlives
 * the command, the terminal and the ssh session, and takes the change back when its time
 * is over.  It is shieldadm itself, by the command "watch", with the options --config,
 * --node and --timeout of this one.
 */
#define WATCH_NOUN "watch"

/* Start it; it holds none of our files.  ERR_SYSTEM. */
bool watch_start(
	const struct app *app, long long id, long long confirm_by, struct err *err) MUST;

/* Be it: sleep until confirm_by (seconds since 1970), then take back change id if it
 * still waits.  What fails is tried again, for an hour. */
bool watch_run(struct app *app, long long id, long long confirm_by, struct err *err) MUST;

#endif
