/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_ENVELOPE_H
#define SHIELDADM_KAMLOG_ENVELOPE_H

#include "base/hash.h"
#include "kamlog/cursor.h"
#include "kamlog/json.h"
#include "kamlog/line.h"

/*
 * What other systems put around a line of Kamailio: syslog, the journal, containers.
 *
 * Envelopes are read from the start of the line only, one inside the other, and reading
 * stops at the first log level ("INFO: ").  Kamailio writes its level before any text of
 * a caller, so no such text is ever read as an envelope:
 *
 *	<134>Nov  5 12:31:30 edge1 kamailio[7]: INFO:         RFC 3164
 *	<134>1 2026-11-05T12:31:30Z edge1 kamailio 7 - - INFO:  RFC 5424
 *	Wed 2026-11-05 12:31:30 CET edge1 kamailio[7]: INFO:  journalctl, all forms
 *	2026-11-05T12:31:30.123Z stderr F  1(7) INFO:         CRI; P: a part of a line
 *	kamailio-1  | 2026-11-05T12:31:30.123Z  1(7) INFO:    compose, docker logs -t
 *	[pod/kamailio-0/sip] 2026-11-05T12:31:30.123Z  1(7) INFO:     kubectl logs
 *	kamailio-0 sip 2026-11-05T12:31:30.123Z  1(7) INFO:   stern
 *	{"log":" 1(7) INFO: ...\n","stream":"stderr","time":"..."}    docker's files
 *	{"MESSAGE":"INFO: ...","_PID":"7",...}                journalctl -o json
 *	{ "level": "INFO", "module": "xlog", ...}             Kamailio's log engine json
 */
enum envelope_kind {
	ENVELOPE_NONE,    /* no line of Kamailio */
	ENVELOPE_PART,    /* the beginning of a message, kept for the next line */
	ENVELOPE_MESSAGE, /* at is the message */
};

struct envelope {
	struct cursor at;
	const char
		*body; /* where the text inside the envelopes begins: a rank or level */
	long long seconds; /* the innermost time, or STAMP_NONE */
	uint64_t sender;   /* distinguishes machines and containers, ... */
	uint64_t process;  /* ... and their processes */
	enum kamlog_program program;
	bool is_stderr; /* the line is of Kamailio's stderr */
	bool has_pid;   /* the process is known */
	bool is_whole;  /* the message is complete: no other line belongs to it */
	enum kamlog_engine engine;
	/* The only time that stands in the line; NULL: none, several, or elsewhere. */
	const char *stamp;
	size_t stamp_len;
	unsigned stamps;
	/* A record of CRI or docker was opened: 1 stdout, 2 stderr; 0: none. */
	int stream;
	bool is_part; /* its message continues in the next record of the stream */
	int depth;    /* how many envelopes were read */
	bool is_copy; /* at is not in the line any more, but in the reader's memory */
};

/* Read the envelopes of a line, or of a record that was decoded already, into *e. */
enum envelope_kind envelope_read(
	struct kamlog_reader *reader, struct envelope *e, const char *s, size_t len);
enum envelope_kind envelope_open(struct kamlog_reader *reader, struct envelope *e,
	const struct kamlog_entry *entry);

/* Whether the beginning of a message is kept: the next line may be the rest of it, and
 * says nothing alone. */
bool envelope_has_part(const struct kamlog_reader *reader);

/* The layers of text (layers.c): skip one, false when there is none. */
bool layer_read(struct kamlog_reader *reader, struct envelope *e);

/* Whether Kamailio's own text begins here: a rank, a level, or JSON. */
bool layer_is_message(struct cursor c);

/* Whether a time is one that containers have, and that may stand alone before Kamailio's
 * text: "2026-11-05T12:31:30...", and "11-05 12:31:30" of stern. */
bool layer_is_container_time(const char *s, size_t len);

/* Skip " 1(4711) INFO: ", with or without the numbers. */
bool layer_level(struct envelope *e);

/* Skip a byte order mark, colors, and the separators of journalctl -o json-seq, -sse. */
void layer_marks(struct cursor *c);

/* Mix a text into the identity of the sender. */
static inline void
envelope_sender(struct envelope *e, const char *s, size_t len)
{
	e->sender = hash_bytes(s, len, e->sender);
	e->process = e->sender;
}

#endif
