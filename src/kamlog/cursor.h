/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_CURSOR_H
#define SHIELDADM_KAMLOG_CURSOR_H

#include <string.h>

#include "kamlog/line.h"

/*
 * Reading a line from its start, piece by piece.  Private to the files that read lines.
 */
/* Where we are in a line. */
struct cursor {
	const char *s, *end;
};

static inline size_t
left(const struct cursor *c)
{
	return (size_t)(c->end - c->s);
}

/* Step over text, which must stand here. */
#define SKIP(c, text) skip((c), (text), sizeof(text) - 1)

static inline bool
skip(struct cursor *c, const char *text, size_t len)
{
	if (left(c) < len || memcmp(c->s, text, len) != 0)
		return false;
	c->s += len;
	return true;
}

/* Take up to the next blank; false when there is nothing, or no blank. */
static inline bool
take_word(struct cursor *c, struct kamlog_text *word)
{
	const char *s = c->s;

	while (c->s < c->end && *c->s != ' ' && *c->s != '\t')
		c->s++;
	*word = (struct kamlog_text){ s, (size_t)(c->s - s) };
	return word->len > 0 && c->s < c->end;
}

static inline bool
skip_digits(struct cursor *c)
{
	const char *s = c->s;

	while (c->s < c->end && *c->s >= '0' && *c->s <= '9')
		c->s++;
	return c->s > s;
}

static inline void
skip_blanks(struct cursor *c)
{
	while (c->s < c->end && *c->s == ' ')
		c->s++;
}

/* How long the time and the sender are that a line begins with; 0 without these. */
size_t kamlog_head_skip(struct kamlog_reader *reader, const char *s, size_t len);

/* Read all up to the message, and the time: false when it begins as no line does.  The
 * process is in reader then. */
bool kamlog_head_read(
	struct kamlog_reader *reader, struct cursor *c, long long *seconds) MUST;

#endif
