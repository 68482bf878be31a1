/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Read what precedes a line's message: time, sender and log level.
 */
#include "kamlog/cursor.h"
#include "base/hash.h"

#define LEVEL_MAX 10

/* Skip " 1(4711) ", which stderr has. */
static bool
skip_rank(struct cursor *c)
{
	struct cursor try = *c;

	skip_blanks(&try);
	if (!skip_digits(&try) || !SKIP(&try, "(") || !skip_digits(&try) ||
		!SKIP(&try, ") "))
		return false;
	*c = try;
	return true;
}

/* "INFO: " */
static bool
skip_level(struct cursor *c)
{
	const char *s = c->s;

	while (c->s < c->end && *c->s >= 'A' && *c->s <= 'Z')
		c->s++;
	return c->s > s && c->s - s <= LEVEL_MAX && SKIP(c, ": ");
}

/* Skip " host tag[4711]: ", which follows the time. */
static bool
skip_sender(struct cursor *c)
{
	struct kamlog_text host, tag;

	if (!SKIP(c, " "))
		return false;
	skip_blanks(c);
	if (!take_word(c, &host) || !SKIP(c, " ") || !take_word(c, &tag) ||
		tag.s[tag.len - 1] != ':')
		return false;
	return SKIP(c, " ");
}

size_t
kamlog_head_skip(struct kamlog_reader *r, const char *s, size_t len)
{
	struct cursor c = { s, s + len };
	long long seconds;

	c.s += stamp_read(&r->stamps, s, len, &seconds);
	return c.s > s && skip_sender(&c) ? (size_t)(c.s - s) : 0;
}

/* Remember the head of len bytes: most lines come from the same process as the line
 * before, and have the same head. */
static void
keep(struct kamlog_reader *r, const char *head, size_t len, bool has_time)
{
	r->head_len = len <= sizeof(r->head) ? len : 0;
	r->head_has_time = has_time;
	memcpy(r->head, head, r->head_len);
}

bool
kamlog_head_read(struct kamlog_reader *r, struct cursor *c, long long *seconds)
{
	size_t stamp = stamp_read(&r->stamps, c->s, left(c), seconds);
	bool has_time = stamp > 0;
	const char *head = c->s + stamp, *sender_end;

	if (!has_time)
		*seconds = STAMP_NONE;
	r->stamp_len = stamp;
	c->s = head;
	if (r->head_len > 0 && r->head_has_time == has_time &&
		skip(c, r->head, r->head_len))
		return true;
	if (has_time ? !skip_sender(c) : !skip_rank(c))
		return false;
	/* The journal may add its head to the head of a server that logs to stderr. */
	if (has_time)
		skip_rank(c);
	sender_end = c->s;
	if (!skip_level(c))
		return false;
	r->process = hash_bytes(head, (size_t)(sender_end - head), 0);
	keep(r, head, (size_t)(c->s - head), has_time);
	return true;
}
