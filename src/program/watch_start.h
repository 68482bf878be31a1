/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PROGRAM_WATCH_START_H
#define SHIELDADM_PROGRAM_WATCH_START_H

#include "base/err.h"
#include "cli/args.h"

/*
 * Start the watcher of a change that is to be confirmed: a process of its own, which
 * outlives the command, the terminal and the ssh session.  It is shieldadm itself with
 * the command WATCH_NOUN (program/watch.h) and the options --config, --node and --timeout
 * of this command line.  It holds none of our files.  ERR_SYSTEM.
 */
#define WATCH_NOUN "watch"

bool watch_start(const struct args *args, long long id, long long confirm_by,
	struct err *err) MUST;

#endif
