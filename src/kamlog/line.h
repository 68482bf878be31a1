/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_LINE_H
#define SHIELDADM_KAMLOG_LINE_H

#include <stdint.h>

#include "kamlog/reason.h"
#include "kamlog/stamp.h"

/*
 * One line of Kamailio's log.
 *
 * xlog writes what a caller sent as it came: his Call-ID, CSeq and User-Agent stand
 * raw in the line, in the prefix that the stock config adds, {$mt $hdr(CSeq) $ci}, as
 * well.  So nothing is looked for: a line is read from its start.  A prefix ends with
 * the first "} ", its Call-ID must be that of the text behind it, and no other "} " may
 * follow.  One that a caller puts into a header, with a line of his own making behind
 * it, is followed by the true one: such a line is KAMLOG_STRANGE, and not counted.
 *
 * A header may be folded, and brings a line end into the log then.  What follows
 * begins with a blank, and is told from a line by that in all logs with a time, but
 * not on stderr, nor where the journal collects it: there lines may begin with a blank
 * too
 * (" 1(4711) INFO: ").  There
 * a line is no line when the one before it ends in a carriage return, or in a user
 * agent that is still open; a fold with a bare line feed elsewhere passes.
 */
enum kamlog_kind {
	KAMLOG_REST,   /* does not begin as a line of a log */
	KAMLOG_OTHER,  /* of something else */
	KAMLOG_CHECK,  /* of route[REQINIT] */
	KAMLOG_SQLI,   /* secfilter's own: it drops the request, and names no source */
	KAMLOG_STRANGE /* of route[REQINIT], but not as that writes it */
};

struct kamlog_line {
	enum kamlog_kind kind;
	long long seconds; /* STAMP_NONE when there is no time */
	uint64_t process;  /* tells apart the processes of all machines */
	/* All below: of KAMLOG_CHECK, method of KAMLOG_SQLI as well. */
	struct kamlog_text method, source;
	struct kamlog_text call_id; /* s is NULL when there is none in the line */
	bool is_same; /* process, method, source and Call-ID are those of the last one */
	struct kamlog_reason reason;
};

struct kamlog_reader {
	struct stamp_reader stamps;
	enum {
		KAMLOG_WHOLE,
		KAMLOG_RETURN,
		KAMLOG_QUOTE
	} left; /* how the last line ended */
	/* The process of the last line and its text. */
	char head[128];
	size_t head_len;
	bool head_has_time;
	uint64_t process;
	/* The lines of a request follow each other, and are alike up to what they tell of
	 * it: the last line, up to there.  Only one whose Call-ID its prefix vouches for.
	 */
	char same[768];
	size_t same_len; /* 0: there is none */
	size_t stamp_len;
	struct kamlog_line last; /* its texts lie in same */
};

/* now: seconds since 1970. */
void kamlog_reader_begin(struct kamlog_reader *reader, long long now);

/* Read the line of len bytes at s, without its line feed.  Its texts are borrowed. */
void kamlog_line_read(struct kamlog_reader *reader, struct kamlog_line *line,
	const char *s, size_t len);

#endif
