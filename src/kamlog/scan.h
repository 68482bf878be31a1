/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_SCAN_H
#define SHIELDADM_KAMLOG_SCAN_H

#include "base/err.h"
#include "kamlog/tally.h"

/*
 * Count all lines of an open file or pipe; name is for messages.  The file is read, not
 * mapped, because a log rotation may truncate it.  ERR_SYSTEM when it cannot be read,
 * ERR_USAGE when it is compressed.
 */
bool kamlog_scan(struct tally *tally, int fd, const char *name, struct err *err) MUST;

#endif
