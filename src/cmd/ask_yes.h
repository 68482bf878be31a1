/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_ASK_YES_H
#define SHIELDADM_CMD_ASK_YES_H

#include <stdbool.h>

/*
 * Ask "<text> [y/N] " on stderr and read a whole line from stdin.  True for y and yes;
 * false for every other line, and when there is none.  stdout is shown first: the
 * question is often about what stands there.
 */
bool cmd_ask_yes(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
