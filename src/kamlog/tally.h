/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_TALLY_H
#define SHIELDADM_KAMLOG_TALLY_H

#include "kamlog/heavy.h"
#include "kamlog/line.h"

/*
 * Put requests together from the lines of a log, and count them.
 *
 * A process of Kamailio works on one request at a time, so among the lines of one
 * process the lines of a request follow each other.  A request is complete when it was
 * blocked, when it passed the last check, or when its process begins another one.  The
 * article's route blocks an unknown method without a line: a request whose last line is
 * of the check before counts as blocked by its method.
 *
 * Memory is limited: about 15 MB for any log, and 1 MB for a small one.
 */
#define TALLY_SOURCES (1u << 17)
#define TALLY_AGENTS (1u << 14)
#define TALLY_AGENT_MAX 128 /* user agents are compared up to this length */
#define TALLY_HOURS 10000   /* more than a year */
#define TALLY_METHODS \
	15 /* the methods of RFC 3261 and its extensions; the last one: others */

struct tally_count {
	uint64_t allowed, blocked;
};

struct tally_hour {
	long long hour; /* seconds since 1970 / 3600 */
	struct tally_count count;
};

struct tally {
	uint64_t lines, checks; /* all lines, and those of route[REQINIT] */
	uint64_t strange;       /* of these, lines in another format */
	uint64_t rest;          /* do not begin like a line of a log */
	uint64_t kamailio;      /* are of Kamailio, or of another program like it */
	uint64_t hidden;        /* journalctl hid their message */
	uint64_t cut;           /* break off in a folded header, on stderr */
	uint64_t unread;        /* hold "[REQINIT]" and were not read, at any time */
	uint64_t untimed;       /* left out because they have no time */
	uint64_t outside;       /* left out because of their time, ... */
	uint64_t left_out;      /* of these two, lines that were read */
	long long outside_last; /* ... and the latest such time; STAMP_NONE */
	bool is_verbose;   /* a file is of journalctl -o verbose, which is not read */
	uint64_t too_long; /* lines of which only the beginning was read */

	struct tally_count requests;
	uint64_t unfinished;   /* neither allowed nor blocked, as far as the log shows */
	bool tells_allowed;    /* the log has lines of passed checks */
	long long first, last; /* STAMP_NONE: no line has a time */
	uint64_t reasons[KAMLOG_STEPS];
	struct tally_count methods[TALLY_METHODS];
	struct heavy *sources; /* keys of 4 or 16 bytes */
	struct heavy *agents;  /* keys are text, cut */
	/* Sorted by time.  Requests that do not fit are not counted by hour. */
	struct tally_hour *hours;
	size_t n_hours, hours_room, hour_at;
	uint64_t other_hours;

	long long since, until; /* count only lines from since on and before until;
	                           STAMP_NONE: no limit */
	struct kamlog_reader reader;
	struct tally_process **processes; /* slots; NULL: it is free */
	struct tally_process *process;    /* of the last line; NULL: there was none */
};

/* now: seconds since 1970.  The caller clears tally. */
void tally_begin(struct tally *tally, long long now);
void tally_clear(struct tally *tally);

/* Count one line, without its line feed. */
void tally_line(struct tally *tally, const char *s, size_t len);

/* Count an entry of journalctl -o export. */
void tally_entry(struct tally *tally, const struct kamlog_entry *entry);

/* The lines that hold "[REQINIT]" and were read, whether they count or not. */
uint64_t tally_read(const struct tally *tally);

/* Whether most lines that hold "[REQINIT]" were not read. */
bool tally_is_unread(const struct tally *tally);

/* The log ended: complete the open requests. */
void tally_end(struct tally *tally);

/* "REGISTER"; "other" for the last one. */
const char *tally_method_name(size_t i);

#endif
