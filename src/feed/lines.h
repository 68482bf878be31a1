/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_LINES_H
#define SHIELDADM_FEED_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * The lines of a file or of stdin, however many, however long, in blocks: who reads
 * millions of them looks at each byte once, and needs no copy.
 */
#define LINES_MAX 65535 /* of a longer line the rest is left out */
#define LINES_BEYOND 16 /* bytes behind a block that may be looked at */

struct lines {
	const char *source; /* its name: "stdin" */

	/* Called, when not NULL, before it waits for more; a false ends the reading. */
	bool (*idle)(void *ctx, struct err *err);
	void *ctx;

	int fd; /* -1: a text */
	char *buffer;
	size_t used, len; /* of the buffer: what was given out, what was read */
	bool is_at_end;
	bool is_inside; /* a line that is too long: the rest of it comes next */
};

/* "-" is stdin.  ERR_USAGE when it cannot be opened. */
bool lines_open(struct lines *lines, const char *path, struct err *err) MUST;

/* The lines of a text, which is copied. */
void lines_open_text(struct lines *lines, const char *text, size_t len);
void lines_close(struct lines *lines);

/*
 * All that there is, in one piece, instead of the first lines_next(); also where a line
 * is longer than LINES_MAX.  ERR_USAGE when it is more than max bytes.
 */
struct str;
bool lines_whole(struct lines *lines, struct str *text, size_t max, struct err *err) MUST;

/* The first line at least that is not empty nor a comment, as far as there is room,
 * without taking it.  A NUL follows. */
bool lines_peek(
	struct lines *lines, const char **bytes, size_t *len, struct err *err) MUST;

/*
 * The next lines: len bytes, the last of which is a newline.  They may be written to,
 * and stay until the next call.  len is 0 after the last.
 */
bool lines_next(struct lines *lines, char **block, size_t *len, struct err *err) MUST;

/* Whether the line of the last block that ends with this newline was longer, and its rest
 * is left out. */
bool lines_is_cut(const struct lines *lines, const char *newline);

#endif
