/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_CURSOR_H
#define SHIELDADM_KAMLOG_CURSOR_H

#include <string.h>

#include "kamlog/reason.h"

/*
 * A cursor that reads a line from its start, piece by piece.  Private to the line
 * readers.
 */
/* The position in a line. */
struct cursor {
	const char *s, *end;
};

static inline size_t
left(const struct cursor *c)
{
	return (size_t)(c->end - c->s);
}

/* Skip text if the line continues with it. */
#define SKIP(c, text) skip((c), (text), sizeof(text) - 1)

static inline bool
skip(struct cursor *c, const char *text, size_t len)
{
	if (left(c) < len || memcmp(c->s, text, len) != 0)
		return false;
	c->s += len;
	return true;
}

/* Take the text up to the next blank; false when it is empty or no blank follows. */
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
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
skip_digits(struct cursor *c)
{
	const char *s = c->s;

	while (c->s < c->end && is_digit(*c->s))
		c->s++;
	return c->s > s;
}

static inline void
skip_blanks(struct cursor *c)
{
	while (c->s < c->end && *c->s == ' ')
		c->s++;
}

#endif
