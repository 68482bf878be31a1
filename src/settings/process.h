/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETTINGS_PROCESS_H
#define SHIELDADM_SETTINGS_PROCESS_H

#include <stdbool.h>

#include "settings/service.h"

/*
 * How a running Kamailio was started, read from /proc.  Nothing is sent to it.  Only
 * processes of root, of the user "kamailio" and of the caller count, outside of
 * containers.  Private to settings.
 *
 * config: the whole path that its option -f must name; NULL: any.  False when no such
 * Kamailio runs, or when several run with different files; *service is empty then.
 */
bool process_read(struct service *service, const char *config);

#endif
