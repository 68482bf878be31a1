/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamlog/line.h"

#include <string.h>

#include "kamlog/cursor.h"

#define METHOD_MAX 32

void
kamlog_reader_begin(struct kamlog_reader *reader, long long now)
{
	*reader = (struct kamlog_reader){ 0 };
	stamp_begin(&reader->stamps, now);
}

/* "REGISTER from 192.0.2.1 blocked" */
static bool
read_subject(struct cursor *c, struct kamlog_line *line, bool *is_blocked)
{
	SKIP(c, ":");
	if (!SKIP(c, " ") || !take_word(c, &line->method) ||
		line->method.len > METHOD_MAX || !SKIP(c, " from ") ||
		!take_word(c, &line->source))
		return false;
	*is_blocked = SKIP(c, " blocked");
	return *is_blocked || SKIP(c, " allowed");
}

/* "1 1 REGISTER ID", from the stock config's {$mt $hdr(CSeq) $ci}: only these three
 * blanks precede the ID. */
static bool
read_prefix(struct kamlog_text prefix, struct kamlog_text *method, struct kamlog_text *id)
{
	struct cursor c = { prefix.s, prefix.s + prefix.len };

	if (!skip_digits(&c) || !SKIP(&c, " ") || !skip_digits(&c))
		return false;
	skip_blanks(&c);
	if (!take_word(&c, method) || !SKIP(&c, " "))
		return false;
	*id = (struct kamlog_text){ c.s, left(&c) };
	return true;
}

/* The end of the prefix: the first "} ", or NULL. */
static const char *
find_end(const char *s, const char *end)
{
	while (s < end && (s = memchr(s, '}', (size_t)(end - s))) != NULL) {
		if (s + 1 < end && s[1] == ' ')
			return s;
		s++;
	}
	return NULL;
}

/* A valid line with a prefix has no second "} " (see line.h). */
static bool
has_end(struct kamlog_text text)
{
	return find_end(text.s, text.s + text.len) != NULL;
}

/* Read the text behind the Call-ID.  Only this part holds text from a caller. */
static bool
read_reason(struct kamlog_line *line, struct kamlog_text text, bool is_blocked,
	bool has_prefix)
{
	kamlog_reason_read(&line->reason, text, is_blocked);
	return !has_prefix ||
	       (line->reason.step != KAMLOG_AGENT && line->reason.step != KAMLOG_OWN) ||
	       !has_end(text);
}

/* "ID, REASON".  A line with a prefix gives the ID there. */
static bool
read_rest(struct cursor *c, const struct kamlog_text *id, struct kamlog_line *line,
	bool is_blocked)
{
	struct kamlog_text rest = { c->s, left(c) };
	size_t at = id != NULL ? id->len : kamlog_reason_find(rest, is_blocked);

	if (at + 2 > rest.len || memcmp(rest.s + at, ", ", 2) != 0 ||
		(id != NULL && memcmp(rest.s, id->s, at) != 0))
		return false;
	line->call_id = (struct kamlog_text){ rest.s, at };
	return read_reason(line,
		(struct kamlog_text){ rest.s + at + 2, rest.len - at - 2 }, is_blocked,
		id != NULL);
}

/* Read the text behind "[REQINIT]".  id: the Call-ID of the prefix; NULL without a
 * prefix. */
static bool
read_check(struct cursor c, const struct kamlog_text *id, struct kamlog_line *line)
{
	struct kamlog_text rest;
	bool is_blocked;

	if (!read_subject(&c, line, &is_blocked))
		return false;
	if (SKIP(&c, " for call-id: "))
		return read_rest(&c, id, line, is_blocked);
	if (!is_blocked || !SKIP(&c, ": "))
		return false;
	rest = (struct kamlog_text){ c.s, left(&c) };
	line->call_id = (struct kamlog_text){ NULL, 0 };
	kamlog_reason_read_short(&line->reason, rest);
	return id == NULL || !has_end(rest);
}

/* "secfilter [secfilter.c:153]: w_check_sqli_all(): Possible SQL injection found" */
static bool
is_sqli(struct cursor c)
{
	static const char found[] = "(): Possible SQL injection found in ";
	const char *paren;

	if (!SKIP(&c, "secfilter [secfilter.c:"))
		return false;
	paren = memchr(c.s, '(', left(&c));
	if (paren == NULL)
		return false;
	c.s = paren;
	return SKIP(&c, found);
}

#define MARK "<script>: [REQINIT]"

/* Read a message with a prefix. */
static enum kamlog_kind
read_prefixed(struct cursor c, struct kamlog_line *line)
{
	const char *end = find_end(c.s, c.end);
	struct cursor at = { end, c.end };
	struct kamlog_text id;
	bool is_read;

	if (end == NULL)
		return KAMLOG_OTHER;
	at.s += 2;
	is_read = read_prefix((struct kamlog_text){ c.s + 1, (size_t)(end - c.s) - 1 },
		&line->method, &id);
	if (is_read && SKIP(&at, MARK))
		return read_check(at, &id, line) ? KAMLOG_CHECK : KAMLOG_STRANGE;
	if (is_read && is_sqli(at) && !has_end((struct kamlog_text){ at.s, left(&at) }))
		return KAMLOG_SQLI;
	return memmem(c.s, left(&c), MARK, sizeof(MARK) - 1) != NULL ? KAMLOG_STRANGE
	                                                             : KAMLOG_OTHER;
}

static enum kamlog_kind
read_message(struct cursor c, struct kamlog_line *line)
{
	if (c.s < c.end && *c.s == '{')
		return read_prefixed(c, line);
	if (SKIP(&c, MARK))
		return read_check(c, NULL, line) ? KAMLOG_CHECK : KAMLOG_STRANGE;
	return is_sqli(c) ? KAMLOG_SQLI : KAMLOG_OTHER;
}

/* Whether the line is the rest of a header that was folded in the line before. */
static bool
is_rest(struct kamlog_reader *r, const char *s, size_t len)
{
	size_t head = kamlog_head_skip(r, s, len);
	bool has_return = len > 0 && s[len - 1] == '\r';

	/* The journal makes a line with a head of each line from stderr. */
	s += head;
	len -= head;
	if (len == 0 || (s[0] != ' ' && s[0] != '\t')) {
		r->left = KAMLOG_WHOLE;
		return false;
	}
	/* The check for SQL injection blocks user agents with a quote, so the first
	 * quote ends the user agent. */
	if (r->left == KAMLOG_RETURN || memchr(s, '\'', len) != NULL)
		r->left = has_return ? KAMLOG_RETURN : KAMLOG_WHOLE;
	return true;
}

/* The offset in same of a text of the line. */
static struct kamlog_text
moved(const struct kamlog_reader *r, struct kamlog_text text, const char *line)
{
	return (struct kamlog_text){ r->same + (text.s - line), text.len };
}

/* Remember the line of s, whose message begins at message, for similar lines that
 * follow. */
static void
keep_same(struct kamlog_reader *r, const struct kamlog_line *line, const char *s,
	const char *message)
{
	const char *end;

	if (line->kind != KAMLOG_CHECK || line->reason.is_blocked || *message != '{')
		return;
	end = line->call_id.s + line->call_id.len + 2;
	if ((size_t)(end - s) > sizeof(r->same))
		return;
	r->same_len = (size_t)(end - s);
	memcpy(r->same, s, r->same_len);
	r->last = *line;
	r->last.is_same = true;
	r->last.method = moved(r, line->method, s);
	r->last.source = moved(r, line->source, s);
	r->last.call_id = moved(r, line->call_id, s);
}

/* Read a line that differs from the last one only in its time. */
static bool
read_same(struct kamlog_reader *r, struct kamlog_line *line, const char *s, size_t len)
{
	size_t skipped = r->stamp_len;

	if (r->same_len == 0 || len < r->same_len)
		return false;
	if (memcmp(s, r->same, r->same_len) != 0) {
		if (skipped == 0 ||
			stamp_read(&r->stamps, s, len, &r->last.seconds) != skipped ||
			memcmp(s + skipped, r->same + skipped, r->same_len - skipped) !=
				0)
			return false;
		memcpy(r->same, s, skipped);
	}
	*line = r->last;
	if (!read_reason(line, (struct kamlog_text){ s + r->same_len, len - r->same_len },
		    false, true))
		line->kind = KAMLOG_STRANGE;
	return true;
}

/* Read a line from its start. */
static void
read_whole(struct kamlog_reader *r, struct kamlog_line *line, const char *s, size_t len)
{
	struct cursor c = { s, s + len };

	line->seconds = STAMP_NONE;
	line->is_same = false;
	r->same_len = 0;
	if (!kamlog_head_read(r, &c, &line->seconds)) {
		line->kind = KAMLOG_REST;
		return;
	}
	line->process = r->process;
	line->kind = read_message(c, line);
	keep_same(r, line, s, c.s);
}

void
kamlog_line_read(
	struct kamlog_reader *r, struct kamlog_line *line, const char *s, size_t len)
{
	if (r->left != KAMLOG_WHOLE && is_rest(r, s, len)) {
		line->kind = KAMLOG_REST;
		return;
	}
	if (!read_same(r, line, s, len))
		read_whole(r, line, s, len);
	if (line->kind == KAMLOG_CHECK && line->reason.is_open)
		r->left = KAMLOG_QUOTE;
	else if (len > 0 && s[len - 1] == '\r')
		r->left = KAMLOG_RETURN;
}
