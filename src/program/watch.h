/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PROGRAM_WATCH_H
#define SHIELDADM_PROGRAM_WATCH_H

#include "program/app.h"
#include "program/watch_start.h"

/* Be the watcher of change id: sleep until confirm_by (seconds since 1970), then take the
 * change back if nobody has confirmed it.  A failure is tried again, for an hour. */
bool watch_run(struct app *app, long long id, long long confirm_by, struct err *err) MUST;

#endif
