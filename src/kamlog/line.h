/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_LINE_H
#define SHIELDADM_KAMLOG_LINE_H

#include <stdint.h>

#include "kamlog/reason.h"
#include "kamlog/stamp.h"

/*
 * One line of Kamailio's log.
 *
 * xlog writes the texts of a caller unescaped: Call-ID, CSeq and User-Agent, also in the
 * prefix that the stock config adds, {$mt $hdr(CSeq) $ci}.  So the reader does not
 * search in a line; it reads the line from its start.  A prefix ends at the first "} ",
 * its Call-ID must equal the one in the text behind it, and no other "} " may follow.  A
 * caller who forges a prefix and a line in a header fails, because the true ones follow:
 * such a line is KAMLOG_STRANGE and is not counted.
 *
 * A folded header puts a line end into the log.  The next line then begins with a blank,
 * which a line of a log with times never does.  On stderr, and in a journal that
 * collects stderr, lines may begin with a blank (" 1(4711) INFO: ").  There a line is
 * ignored when the line before it ends in a carriage return or inside a user agent. A
 * fold with a bare line feed elsewhere is not detected.
 */
enum kamlog_kind {
	KAMLOG_REST,  /* does not begin like a line of a log */
	KAMLOG_OTHER, /* about something else */
	KAMLOG_CHECK, /* from route[REQINIT] */
	KAMLOG_SQLI,  /* from secfilter, which drops the request without naming the source
	               */
	KAMLOG_STRANGE /* from route[REQINIT], but in another format */
};

struct kamlog_line {
	enum kamlog_kind kind;
	long long seconds; /* STAMP_NONE: the line has no time */
	uint64_t process;  /* distinguishes the processes of all machines */
	/* The rest is set for KAMLOG_CHECK; method also for KAMLOG_SQLI. */
	struct kamlog_text method, source;
	struct kamlog_text call_id; /* s is NULL when the line has none */
	bool is_same; /* process, method, source and Call-ID equal those of the line
	                 before */
	struct kamlog_reason reason;
};

struct kamlog_reader {
	struct stamp_reader stamps;
	enum {
		KAMLOG_WHOLE,
		KAMLOG_RETURN,
		KAMLOG_QUOTE
	} left; /* how the line before ended */
	/* The process of the line before, and its text. */
	char head[128];
	size_t head_len;
	bool head_has_time;
	uint64_t process;
	/* The lines of a request follow each other and begin alike: the line before,
	 * up to its result.  Only a line whose prefix confirms the Call-ID is kept. */
	char same[768];
	size_t same_len; /* 0: none is kept */
	size_t stamp_len;
	struct kamlog_line last; /* its texts point into same */
};

/* now: seconds since 1970. */
void kamlog_reader_begin(struct kamlog_reader *reader, long long now);

/* Read the line of len bytes at s, without its line feed.  Its texts are borrowed. */
void kamlog_line_read(struct kamlog_reader *reader, struct kamlog_line *line,
	const char *s, size_t len);

#endif
