/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_STAMP_H
#define SHIELDADM_KAMLOG_STAMP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* No time, as in a log on stderr. */
#define STAMP_NONE (-1LL)

/*
 * Times at the start of log lines:
 *
 *	Nov  5 12:31:30            syslog, journalctl -o short
 *	Nov 05 12:31:30.123456     journalctl -o short-precise
 *	2026-11-05T12:31:30+0100   journalctl -o short-iso
 *	2026-11-05T12:31:30.123456+01:00   rsyslog, journalctl -o short-iso-precise
 *	Thu 2026-11-05 12:31:30 CET   journalctl -o short-full, with-unit
 *	Thu Nov  5 12:31:30 2026   OpenWrt
 *	1795608000.123456          journalctl -o short-unix
 *	[ 1234.567890]             journalctl -o short-monotonic, short-delta: no time
 *	11-05 12:31:30             stern --timestamps=short
 *
 * A time without a zone is local time.  A time without a year is in the last twelve
 * months.
 */
struct stamp_reader {
	long long now;
	char minute[12];       /* the text of the last minute that was read */
	long long minute_time; /* and its value */
};

/* now: seconds since 1970. */
void stamp_begin(struct stamp_reader *reader, long long now);

/* Read the time at s.  Returns its length, 0 when there is none. */
size_t stamp_read(
	struct stamp_reader *reader, const char *s, size_t len, long long *seconds);

/*
 * Parse a time that the user typed: "2026-11-05", "2026-11-05 12:30" (T and seconds are
 * allowed), "12:30" today; or an age: 90s, 30m, 2h, 7d.
 */
bool stamp_parse(
	long long *seconds, const char *text, long long now, struct err *err) MUST;

#endif
