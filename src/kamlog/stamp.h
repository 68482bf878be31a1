/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_STAMP_H
#define SHIELDADM_KAMLOG_STAMP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* No time: a log on stderr has none. */
#define STAMP_NONE (-1LL)

/*
 * The times that begin the lines of a log:
 *
 *	Nov  5 12:31:30            syslog, journalctl -o short
 *	Nov 05 12:31:30.123456     journalctl -o short-precise
 *	2026-11-05T12:31:30+0100   journalctl -o short-iso
 *	2026-11-05T12:31:30.123456+01:00   rsyslog, journalctl -o short-iso-precise
 *
 * One without a zone is local time, one without a year of the last twelve months.
 */
struct stamp_reader {
	long long now;
	char minute[12];       /* the text of the minute that was read last */
	long long minute_time; /* and its time */
};

/* now: seconds since 1970. */
void stamp_begin(struct stamp_reader *reader, long long now);

/* Read one at s.  Returns how long it is, 0 when there is none. */
size_t stamp_read(
	struct stamp_reader *reader, const char *s, size_t len, long long *seconds);

/*
 * A time that somebody typed: "2026-11-05", "2026-11-05 12:30" (or with a T, or with
 * seconds), "12:30" today; or how long ago: 90s, 30m, 2h, 7d.
 */
bool stamp_parse(
	long long *seconds, const char *text, long long now, struct err *err) MUST;

#endif
