/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamlog/message.h"

#include "kamlog/origin.h"

#define METHOD_MAX 32

bool
message_is_marked(const char *s, size_t len)
{
	return memmem(s, len, ORIGIN_MARK, sizeof(ORIGIN_MARK) - 1) != NULL;
}

static bool
has_origin(struct cursor c)
{
	struct origin origin;

	return origin_find(c, &origin);
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

bool
message_breaks_off(struct cursor c)
{
	const char *open = memrchr(c.s, '<', left(&c));

	if (open != NULL && memchr(open, '>', (size_t)(c.end - open)) == NULL)
		return true;
	return left(&c) > 0 && *c.s == '{' && find_end(c.s, c.end) == NULL;
}

/* A valid line with the stock config's prefix has no second "} ". */
static bool
has_end(struct kamlog_text text)
{
	return find_end(text.s, text.s + text.len) != NULL;
}

bool
message_reason(const struct kamlog_reader *r, struct kamlog_line *line,
	struct kamlog_text text, bool is_blocked, bool is_confirmed)
{
	struct cursor c = { text.s, text.s + text.len };

	kamlog_reason_read(&line->reason, text, is_blocked);
	/* Only these reasons hold text from a caller. */
	if (line->reason.step != KAMLOG_AGENT && line->reason.step != KAMLOG_OWN)
		return true;
	return !(is_confirmed && has_end(text)) &&
	       !(r->has_other_prefix && has_origin(c));
}

/* "ID, REASON".  A line with a prefix gives the ID there. */
static bool
read_rest(const struct kamlog_reader *r, struct cursor *c, const struct kamlog_text *id,
	struct kamlog_line *line, bool is_blocked)
{
	struct kamlog_text rest = { c->s, left(c) };
	size_t at = id != NULL ? id->len : kamlog_reason_find(rest, is_blocked);

	if (at + 2 > rest.len || memcmp(rest.s + at, ", ", 2) != 0 ||
		(id != NULL && memcmp(rest.s, id->s, at) != 0))
		return false;
	line->call_id = (struct kamlog_text){ rest.s, at };
	return message_reason(r, line,
		(struct kamlog_text){ rest.s + at + 2, rest.len - at - 2 }, is_blocked,
		id != NULL);
}

/* Read the text behind "[REQINIT]".  id: the Call-ID of the prefix; NULL without a
 * prefix. */
static enum kamlog_kind
read_check(const struct kamlog_reader *r, struct cursor c, const struct kamlog_text *id,
	struct kamlog_line *line)
{
	struct kamlog_text rest;
	bool is_blocked;

	if (!read_subject(&c, line, &is_blocked))
		return KAMLOG_STRANGE;
	if (SKIP(&c, " for call-id: "))
		return read_rest(r, &c, id, line, is_blocked) ? KAMLOG_CHECK
		                                              : KAMLOG_STRANGE;
	if (!is_blocked || !SKIP(&c, ": "))
		return KAMLOG_STRANGE;
	rest = (struct kamlog_text){ c.s, left(&c) };
	line->call_id = (struct kamlog_text){ NULL, 0 };
	kamlog_reason_read_short(&line->reason, rest);
	return id == NULL || !has_end(rest) ? KAMLOG_CHECK : KAMLOG_STRANGE;
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

bool
message_begins(struct cursor c)
{
	const char *end = find_end(c.s, c.end);
	struct kamlog_text method, id;
	bool is_script;

	if (left(&c) > 0 && *c.s == '{' && end != NULL &&
		read_prefix((struct kamlog_text){ c.s + 1, (size_t)(end - c.s) - 1 },
			&method, &id))
		c.s = end + 2;
	return is_sqli(c) || origin_skip_mark(&c, &is_script);
}

/* The stock config's prefix with one more word, as {$mt $hdr(CSeq) $ci $cfg(route)}. */
static bool
has_more_words(struct kamlog_text id, struct kamlog_text call_id)
{
	return id.len > call_id.len && id.s[call_id.len] == ' ' &&
	       memcmp(id.s, call_id.s, call_id.len) == 0;
}

/* Read a check that may stand behind any prefix, because its line has one origin. */
static enum kamlog_kind
read_alone(struct kamlog_reader *r, struct cursor at, struct kamlog_line *line)
{
	if (has_origin(at))
		return KAMLOG_STRANGE;
	return read_check(r, at, NULL, line);
}

/* Read what stands behind the stock config's prefix. */
static enum kamlog_kind
read_stock(struct kamlog_reader *r, struct cursor at, struct kamlog_text id,
	struct kamlog_line *line, bool *is_confirmed)
{
	struct cursor after = at;
	bool is_script;
	enum kamlog_kind kind;

	if (!origin_skip_mark(&after, &is_script))
		return KAMLOG_OTHER;
	if ((!is_script || r->has_other_prefix) && has_origin(after))
		return KAMLOG_STRANGE;
	kind = read_check(r, after, &id, line);
	*is_confirmed = kind == KAMLOG_CHECK && line->call_id.s != NULL;
	if (kind == KAMLOG_CHECK)
		return kind;
	kind = read_alone(r, after, line);
	if (kind == KAMLOG_CHECK && line->call_id.s != NULL &&
		has_more_words(id, line->call_id)) {
		r->has_other_prefix = true;
		return kind;
	}
	return KAMLOG_STRANGE;
}

/* A line that begins with "{".  False: the prefix is not the stock config's. */
static bool
read_braced(struct kamlog_reader *r, struct cursor c, struct kamlog_line *line,
	enum kamlog_kind *kind, bool *is_confirmed)
{
	const char *end = find_end(c.s, c.end);
	struct cursor at = { end, c.end };
	struct kamlog_text id;

	if (end == NULL ||
		!read_prefix((struct kamlog_text){ c.s + 1, (size_t)(end - c.s) - 1 },
			&line->method, &id))
		return false;
	at.s += 2;
	*kind = read_stock(r, at, id, line, is_confirmed);
	if (*kind != KAMLOG_OTHER)
		return true;
	if (is_sqli(at) && !has_end((struct kamlog_text){ at.s, left(&at) }))
		*kind = KAMLOG_SQLI;
	else if (memmem(c.s, left(&c), ORIGIN_SCRIPT ORIGIN_MARK,
			 sizeof(ORIGIN_SCRIPT ORIGIN_MARK) - 1) != NULL)
		*kind = KAMLOG_STRANGE;
	return true;
}

/* A line whose origin is a module. */
static enum kamlog_kind
read_module(const struct kamlog_reader *r, struct cursor c, const struct origin *origin)
{
	bool has_prefix = origin->s > c.s || r->has_other_prefix;
	struct cursor at = { origin->s, c.end }, after = { origin->end, c.end };

	if (has_prefix && has_origin(after))
		return message_is_marked(after.s, left(&after)) ? KAMLOG_STRANGE
		                                                : KAMLOG_OTHER;
	return is_sqli(at) ? KAMLOG_SQLI : KAMLOG_OTHER;
}

/* A line with any prefix but the stock config's, or with none. */
static enum kamlog_kind
read_other(struct kamlog_reader *r, struct cursor c, struct kamlog_line *line)
{
	struct origin origin;
	struct cursor at;
	enum kamlog_kind kind;
	bool is_script;

	if (!origin_find(c, &origin))
		return message_is_marked(c.s, left(&c)) ? KAMLOG_STRANGE : KAMLOG_OTHER;
	if (!origin.is_script)
		return read_module(r, c, &origin);
	at = (struct cursor){ origin.s, c.end };
	if (!origin_skip_mark(&at, &is_script)) {
		at.s = origin.end;
		return has_origin(at) && message_is_marked(at.s, left(&at))
		               ? KAMLOG_STRANGE
		               : KAMLOG_OTHER;
	}
	kind = read_alone(r, at, line);
	r->has_other_prefix = r->has_other_prefix || kind == KAMLOG_CHECK;
	return kind;
}

/* A message of Kamailio's log engine json, which names the module beside the message. */
static enum kamlog_kind
read_engine(
	const struct kamlog_reader *r, const struct envelope *e, struct kamlog_line *line)
{
	struct cursor c = e->at;
	bool is_script;

	if (e->engine == KAMLOG_SECFILTER)
		return SKIP(&c, "Possible SQL injection found in ") ? KAMLOG_SQLI
		                                                    : KAMLOG_OTHER;
	if (e->engine != KAMLOG_XLOG || !origin_skip_mark(&c, &is_script))
		return KAMLOG_OTHER;
	return read_check(r, c, NULL, line);
}

static enum kamlog_kind
read_text(struct kamlog_reader *r, const struct envelope *e, struct kamlog_line *line,
	bool *is_confirmed)
{
	struct cursor c = e->at;
	enum kamlog_kind kind = KAMLOG_OTHER;
	bool is_script;

	*is_confirmed = false;
	if (e->engine != KAMLOG_TEXT)
		return read_engine(r, e, line);
	if (left(&c) > 0 && *c.s == '{' && read_braced(r, c, line, &kind, is_confirmed))
		return kind;
	if (!origin_skip_mark(&c, &is_script))
		return read_other(r, c, line);
	/* The line has no prefix: a second origin is a text of the caller. */
	if ((!is_script || r->has_other_prefix) && has_origin(c))
		return KAMLOG_STRANGE;
	return read_check(r, c, NULL, line);
}

/* A program of another name is Kamailio when the line has an origin. */
enum kamlog_kind
message_read(struct kamlog_reader *r, const struct envelope *e, struct kamlog_line *line,
	bool *is_confirmed)
{
	enum kamlog_kind kind = read_text(r, e, line, is_confirmed);

	return kind == KAMLOG_OTHER && e->program == PROGRAM_OTHER &&
	                       e->engine == KAMLOG_TEXT && !has_origin(e->at)
	               ? KAMLOG_REST
	               : kind;
}
