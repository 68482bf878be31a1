/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_TALLY_H
#define SHIELDADM_KAMLOG_TALLY_H

#include "kamlog/heavy.h"
#include "kamlog/line.h"

/*
 * What a log comes to: requests, put together from their lines, and counted.
 *
 * A process of Kamailio works on one request at a time, so the lines of a request
 * stand behind each other among those of its process.  A request is over when it was
 * refused, when it passed the last check, or when its process begins with another.
 * The article's route refuses an unknown method without a line of its own: what passed
 * the check before that one and no more is counted as such.
 *
 * Memory is fixed: some 15 MB, whatever the log holds.
 */
#define TALLY_SOURCES (1u << 17)
#define TALLY_AGENTS (1u << 14)
#define TALLY_AGENT_MAX 128 /* bytes by which user agents are told apart */
#define TALLY_HOURS 10000   /* more than a year */
#define TALLY_METHODS 15    /* those of RFC 3261 and its extensions; the last: others */

struct tally_count {
	uint64_t allowed, blocked;
};

struct tally_hour {
	long long hour; /* seconds since 1970 / 3600 */
	struct tally_count count;
};

struct tally {
	uint64_t lines, checks; /* all, and those of route[REQINIT] */
	uint64_t strange;       /* of these, not as that writes them */
	uint64_t rest;          /* begin as no line does */
	uint64_t untimed;       /* left out for want of a time */
	uint64_t outside;       /* left out because of their time, ... */
	long long outside_last; /* ... the latest of which is this; STAMP_NONE */
	uint64_t too_long;      /* lines that were looked at in part only */

	struct tally_count requests;
	uint64_t unfinished; /* neither let through nor refused, as far as the log goes */
	bool tells_allowed;  /* there are lines of checks that were passed */
	long long first, last; /* STAMP_NONE: no time anywhere */
	uint64_t reasons[KAMLOG_STEPS];
	struct tally_count methods[TALLY_METHODS];
	struct heavy *sources; /* keys of 4 or 16 bytes */
	struct heavy *agents;  /* keys of text, cut */
	/* In the order of time; what does not fit is not counted by hour. */
	struct tally_hour *hours;
	size_t n_hours, hour_at;
	uint64_t other_hours;

	long long since,
		until; /* only lines from since on and before until; STAMP_NONE */
	struct kamlog_reader reader;
	struct tally_process *processes, *process; /* the last line's; NULL: none was */
};

/* now: seconds since 1970.  The caller clears tally. */
void tally_begin(struct tally *tally, long long now);
void tally_clear(struct tally *tally);

/* Count one line, without its line feed. */
void tally_line(struct tally *tally, const char *s, size_t len);

/* There are no more lines: what is still open is over. */
void tally_end(struct tally *tally);

/* "REGISTER"; "other" for the last one. */
const char *tally_method_name(size_t i);

#endif
