/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/str.h"
#include "base/xalloc.h"

bool
lines_open(struct lines *lines, const char *path, struct err *err)
{
	bool is_stdin = strcmp(path, "-") == 0;

	*lines = (struct lines){ .source = is_stdin ? "stdin" : path };
	lines->fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (lines->fd < 0)
		return err_set(
			err, ERR_USAGE, "cannot read '%s': %s", path, strerror(errno));
	lines->buffer = xcalloc(1, LINES_MAX + 1 + LINES_BEYOND);
	return true;
}

void
lines_open_text(struct lines *lines, const char *text, size_t len)
{
	*lines = (struct lines){ .source = "text", .fd = -1, .is_at_end = true };
	lines->buffer = xcalloc(1, len + 1 + LINES_BEYOND);
	memcpy(lines->buffer, text, len);
	lines->len = len;
}

void
lines_close(struct lines *lines)
{
	if (lines->buffer != NULL && lines->fd > STDIN_FILENO)
		close(lines->fd);
	free(lines->buffer);
	lines->buffer = NULL;
}

/* Whether the next read() would wait. */
static bool
has_to_wait(const struct lines *lines)
{
	struct pollfd fd = { .fd = lines->fd, .events = POLLIN };

	return poll(&fd, 1, 0) == 0;
}

/* Read more behind what was not given out. */
static bool
fill(struct lines *lines, struct err *err)
{
	ssize_t n;

	memmove(lines->buffer, lines->buffer + lines->used, lines->len - lines->used);
	lines->len -= lines->used;
	lines->used = 0;
	if (lines->idle != NULL && has_to_wait(lines) && !lines->idle(lines->ctx, err))
		return false;
	do
		n = read(lines->fd, lines->buffer + lines->len, LINES_MAX - lines->len);
	while (n < 0 && errno == EINTR && !interrupt_came());
	if (n < 0)
		return err_set(err, ERR_SYSTEM, "cannot read '%s': %s", lines->source,
			strerror(errno));
	lines->is_at_end = n == 0;
	lines->len += (size_t)n;
	return true;
}

/* Leave out what is left of a line that was too long. */
static void
skip_rest(struct lines *lines)
{
	char *end = memchr(lines->buffer, '\n', lines->len);

	lines->used = end != NULL ? (size_t)(end - lines->buffer) + 1 : lines->len;
	lines->is_inside = end == NULL;
}

bool
lines_next(struct lines *lines, char **block, size_t *len, struct err *err)
{
	/* What was given out last is gone now; what is left has no newline, unless it was
	 * only looked at. */
	char *end = memrchr(lines->buffer + lines->used, '\n', lines->len - lines->used);

	while (end == NULL && !lines->is_at_end && lines->len - lines->used < LINES_MAX) {
		if (!fill(lines, err))
			return false;
		if (lines->is_inside)
			skip_rest(lines);
		end = memrchr(
			lines->buffer + lines->used, '\n', lines->len - lines->used);
	}
	*block = lines->buffer + lines->used;
	*len = end != NULL ? (size_t)(end - *block) + 1 : lines->len - lines->used;
	lines->used += *len;
	if (end == NULL && *len > 0) {
		/* The last line without a newline, or the start of a too long one. */
		lines->is_inside = !lines->is_at_end;
		(*block)[(*len)++] = '\n';
	}
	return true;
}

/* Whether a line that is not empty, nor a comment, is there to its end. */
static bool
has_said(const struct lines *lines)
{
	const char *at = lines->buffer, *end = at + lines->len;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		while (at < end && strchr(" \t\r\n", *at) != NULL)
			at++;
		if (newline == NULL)
			return false;
		if (at < newline && *at != '#' && *at != ';')
			return true;
		if (at < newline)
			at = newline + 1;
	}
	return false;
}

bool
lines_peek(struct lines *lines, const char **bytes, size_t *len, struct err *err)
{
	while (!lines->is_at_end && lines->len < LINES_MAX && !has_said(lines))
		if (!fill(lines, err))
			return false;
	lines->buffer[lines->len] = '\0';
	*bytes = lines->buffer;
	*len = lines->len;
	return true;
}

bool
lines_is_cut(const struct lines *lines, const char *newline)
{
	return lines->is_inside && newline + 1 == lines->buffer + lines->used + 1;
}

bool
lines_whole(struct lines *lines, struct str *text, size_t max, struct err *err)
{
	for (;;) {
		str_add(text, lines->buffer + lines->used, lines->len - lines->used);
		lines->used = lines->len;
		if (text->len > max)
			return err_set(err, ERR_USAGE, "'%s' has more than %zu MiB",
				lines->source, max >> 20);
		if (lines->is_at_end)
			return true;
		if (!fill(lines, err))
			return false;
	}
}
