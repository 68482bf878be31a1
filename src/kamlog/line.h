/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_LINE_H
#define SHIELDADM_KAMLOG_LINE_H

#include <stdint.h>

#include "kamlog/ending.h"
#include "kamlog/json.h"
#include "kamlog/reason.h"
#include "kamlog/stamp.h"

/*
 * One line of Kamailio's log.
 *
 * xlog writes the texts of a caller unescaped, so the reader does not search in a line.
 * It reads the line from its start: first the envelopes (envelope.h), then Kamailio's
 * own text (message.h).
 *
 * A folded header puts a line end into the log.  The next line then begins with a blank,
 * which a line of a log with times never does.  On stderr, and in a journal or container
 * that collects stderr, lines may begin with a blank (" 1(4711) INFO: ").  There a line
 * is ignored when the line before it ends in a carriage return or inside a user agent.
 * A fold with a bare line feed elsewhere cannot be told from two lines; is_cut tells
 * that a line breaks off there.
 */
enum kamlog_kind {
	KAMLOG_REST,  /* does not begin like a line of a log */
	KAMLOG_OTHER, /* about something else */
	KAMLOG_CHECK, /* from route[REQINIT] */
	KAMLOG_SQLI,  /* from secfilter, which drops the request without naming the source
	               */
	KAMLOG_STRANGE, /* from route[REQINIT], but in another format */
	KAMLOG_PART,    /* the beginning of a message that a container's log splits */
	KAMLOG_HIDDEN   /* "[127B blob data]": journalctl without -a hides the message */
};

struct kamlog_line {
	enum kamlog_kind kind;
	long long seconds; /* STAMP_NONE: the line has no time */
	uint64_t process;  /* distinguishes the processes of all machines */
	/* The rest is set for KAMLOG_CHECK; method also for KAMLOG_SQLI. */
	struct kamlog_text method, source;
	struct kamlog_text call_id; /* s is NULL when the line has none */
	bool is_marked;             /* it was not read, although it holds "[REQINIT]" */
	bool is_cut; /* it breaks off in a text of a caller: the next line may be forged
	              */
	bool is_doubtful; /* it stands behind a line that is cut */
	bool is_same;     /* process, method, source and Call-ID equal those of the line
	                     before */
	struct kamlog_reason reason;
};

struct kamlog_reader {
	struct stamp_reader stamps;
	enum {
		KAMLOG_WHOLE,
		KAMLOG_RETURN,
		KAMLOG_QUOTE
	} left;               /* how the line before ended, ... */
	uint64_t left_sender; /* ... and whose it was */
	/* The line before: its text before and behind the time, and its process.
	 * head_len 0: it is not kept, and none of this is about it. */
	char lead[64], head[128];
	size_t lead_len, stamp_len, head_len;
	size_t body_at; /* where in head Kamailio's own text begins */
	uint64_t sender, process;
	enum kamlog_program program;
	bool has_pid, is_stderr, is_container; /* is_container: the kind of its time */
	/* The lines of a request follow each other and begin alike: the line before,
	 * up to its result.  Only a line whose prefix confirms the Call-ID is kept. */
	char same[768];
	size_t same_len;         /* 0: none is kept */
	struct kamlog_line last; /* its texts point into same */
	struct str text;         /* the message of a record, decoded */
	struct str parts[2];     /* of messages on stdout and stderr */
	struct ending lines, records;
	size_t doubt;        /* bytes of the log that may belong to a line that is cut */
	bool names_kamailio; /* a line was of a program of this name: others are not read
	                      */
	bool has_other_prefix; /* a line had another log_prefix than the stock config's */
};

/* now: seconds since 1970.  The caller clears the reader. */
void kamlog_reader_begin(struct kamlog_reader *reader, long long now);
void kamlog_reader_clear(struct kamlog_reader *reader);

/* Another file begins. */
void kamlog_reader_file(struct kamlog_reader *reader);

/* Read the line of len bytes at s, without its line feed.  Its texts are borrowed until
 * the next call. */
void kamlog_line_read(struct kamlog_reader *reader, struct kamlog_line *line,
	const char *s, size_t len);

/* The same for an entry of journalctl -o export. */
void kamlog_line_entry(struct kamlog_reader *reader, struct kamlog_line *line,
	const struct kamlog_entry *entry);

#endif
