/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_VERDICT_QUESTION_H
#define SHIELDADM_VERDICT_QUESTION_H

#include "feed/reader.h"
#include "policy/verdict.h"

/*
 * A request that the user asks about, typed or read from a stream.
 */
enum question_field {
	QUESTION_SOURCE,
	QUESTION_PORT,
	QUESTION_METHOD,
	QUESTION_UA,
	QUESTION_FROM,
	QUESTION_TO,
	QUESTION_CONTACT
};
#define QUESTION_FIELDS 7

struct question {
	char *texts[QUESTION_FIELDS];   /* as given; NULL: not given */
	struct verdict_request request; /* which borrows from them */
};

/* When no method is given. */
#define QUESTION_METHOD_DEFAULT "REGISTER"

/* Take a text over as a field. The old text is freed. */
void question_set(struct question *question, enum question_field field, char *text_take);

/* What the fields are called in CSV, JSON and the options; the first is the option. */
extern feed_names question_names[QUESTION_FIELDS];

/*
 * Parse the texts into the request. An IPv4-mapped source becomes the IPv4 address.
 * ERR_USAGE for an invalid address, port, method or URI, and for control characters.
 */
bool question_parse(struct question *question, struct err *err) MUST;

void question_clear(struct question *question);

/*
 * Many requests from stdin: JSON lines, CSV whose first line names the fields, or
 * addresses; feed/reader.h says more.
 */
struct question_stream {
	struct reader reader;
	bool has_any;                    /* a line that should be a request */
	const struct question *defaults; /* for what a line leaves out; or NULL */
};

enum question_got {
	QUESTION_GOT,
	QUESTION_BAD,   /* this line is invalid, err tells why; read on */
	QUESTION_NONE,  /* the end */
	QUESTION_FAILED /* the stream failed: err tells why */
};

/* The caller closes it when this returned true; defaults stay borrowed. */
bool question_open(struct question_stream *stream, const struct question *defaults,
	struct err *err) MUST;
void question_close(struct question_stream *stream);

/* The next one.  A stream that ends without any has failed.  The caller clears the
 * question in any case. */
enum question_got question_read(
	struct question_stream *stream, struct question *question, struct err *err) MUST;

#endif
