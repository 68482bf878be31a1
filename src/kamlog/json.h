/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_JSON_H
#define SHIELDADM_KAMLOG_JSON_H

#include <stdint.h>

#include "base/str.h"
#include "kamlog/reason.h"
#include "kamlog/stamp.h"

/* Who wrote the message of a record. */
enum kamlog_engine {
	KAMLOG_TEXT,      /* Kamailio's text with its level, perhaps in an envelope */
	KAMLOG_XLOG,      /* Kamailio's log engine json, for xlog: no level, no prefix */
	KAMLOG_SECFILTER, /* the same, for the module secfilter */
	KAMLOG_MODULE,    /* the same, for any other part of Kamailio */
};

/* Which program wrote a line, as far as its envelope names one. */
enum kamlog_program {
	PROGRAM_UNNAMED,
	PROGRAM_KAMAILIO, /* its name holds "kamailio" */
	PROGRAM_OTHER,
};

/* What is read of a record. */
enum kamlog_field {
	KAMLOG_F_MESSAGE,
	KAMLOG_F_MODULE,
	KAMLOG_F_LEVEL,
	KAMLOG_F_TIME,
	KAMLOG_F_STREAM,
	KAMLOG_F_PROCESS,
	KAMLOG_F_PROGRAM, /* or of the container that it runs in */
	KAMLOG_F_SENDER
};
#define KAMLOG_FIELDS (KAMLOG_F_SENDER + 1)

/*
 * A record: one JSON object, or one entry of journalctl -o export.
 */
struct kamlog_entry {
	struct str message; /* owned */
	long long seconds;  /* STAMP_NONE: no time */
	uint64_t sender;    /* the host, the program and the process */
	bool has_pid;
	enum kamlog_program program;
	enum kamlog_engine engine;
	int stream;                /* of docker: 1 stdout, 2 stderr; 0: none */
	bool is_part;              /* docker: the message continues in the next record */
	unsigned n[KAMLOG_FIELDS]; /* how often each field came */
};

/*
 * Read one JSON object of len bytes, for example of journalctl -o json, docker's
 * json-file, stern -o json, or Kamailio's log engine.  False when it is not one, or has
 * no message, or has a name twice: Kamailio's engine does not escape its prefix and its
 * Call-ID, so a caller can add names, but cannot take one away.  The caller clears the
 * message.
 */
bool kamlog_json_read(struct kamlog_entry *entry, struct stamp_reader *stamps,
	const char *s, size_t len);

enum kamlog_program kamlog_program_of(const char *name, size_t len);

/* Begin an entry, and take over a field of the journal as its text: _PID, MESSAGE, ... */
void kamlog_entry_begin(struct kamlog_entry *entry);
void kamlog_entry_field(struct kamlog_entry *entry, struct stamp_reader *stamps,
	const char *name, struct kamlog_text value);

#endif
