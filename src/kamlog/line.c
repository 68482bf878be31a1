/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamlog/line.h"

#include <string.h>

#include "base/hash.h"
#include "kamlog/message.h"

/* A caller's text in a line is not longer than a datagram. */
#define DOUBT_MAX (64 * 1024)

void
kamlog_reader_begin(struct kamlog_reader *reader, long long now)
{
	*reader = (struct kamlog_reader){ 0 };
	stamp_begin(&reader->stamps, now);
}

void
kamlog_reader_file(struct kamlog_reader *reader)
{
	reader->left = KAMLOG_WHOLE;
	reader->doubt = 0;
	reader->lines = reader->records = (struct ending){ false };
	str_clear(&reader->parts[0]);
	str_clear(&reader->parts[1]);
}

void
kamlog_reader_clear(struct kamlog_reader *reader)
{
	kamlog_reader_file(reader);
	str_clear(&reader->text);
}

/* Whether the line is the rest of a header that was folded in the line before.  The
 * journal and containers make a line with an envelope of each line from stderr. */
static bool
is_rest(struct kamlog_reader *r, const struct envelope *e)
{
	struct cursor c = { e->body, e->at.end };

	if (e->sender != r->left_sender && e->sender != 0)
		return false;
	if (left(&c) == 0)
		return true;
	if (*c.s != ' ' && *c.s != '\t') {
		r->left = KAMLOG_WHOLE;
		return false;
	}
	/* The check for SQL injection blocks user agents with a quote, so the first
	 * quote ends the user agent. */
	if (r->left == KAMLOG_RETURN || memchr(c.s, '\'', left(&c)) != NULL)
		r->left = c.end[-1] == '\r' ? KAMLOG_RETURN : KAMLOG_WHOLE;
	return true;
}

/* Remember how the line ends. */
static void
keep_left(struct kamlog_reader *r, const struct kamlog_line *line, struct cursor text,
	uint64_t sender)
{
	if (line->kind == KAMLOG_CHECK && line->reason.is_open)
		r->left = KAMLOG_QUOTE;
	else if (left(&text) > 0 && text.end[-1] == '\r')
		r->left = KAMLOG_RETURN;
	else
		return;
	r->left_sender = sender;
}

/* The offset in same of a text of the line. */
static struct kamlog_text
moved(const struct kamlog_reader *r, struct kamlog_text text, const char *line)
{
	return (struct kamlog_text){ r->same + (text.s - line), text.len };
}

/* Remember the line of s for similar lines that follow. */
static void
keep_same(struct kamlog_reader *r, const struct kamlog_line *line, const char *s)
{
	const char *end = line->call_id.s + line->call_id.len + 2;

	if (line->reason.is_blocked || (size_t)(end - s) > sizeof(r->same))
		return;
	r->same_len = (size_t)(end - s);
	memcpy(r->same, s, r->same_len);
	r->last = *line;
	r->last.is_same = true;
	r->last.method = moved(r, line->method, s);
	r->last.source = moved(r, line->source, s);
	r->last.call_id = moved(r, line->call_id, s);
}

/* Whether the line differs from the last one only in its time, and behind the
 * Call-ID. */
static bool
is_same(struct kamlog_reader *r, const char *s, size_t len)
{
	size_t at = r->lead_len, end = at + r->stamp_len;

	if (r->same_len == 0 || len < r->same_len || envelope_has_part(r))
		return false;
	if (memcmp(s, r->same, r->same_len) == 0)
		return true;
	if (r->stamp_len == 0 || memcmp(s, r->same, at) != 0 ||
		stamp_read(&r->stamps, s + at, len - at, &r->last.seconds) !=
			r->stamp_len ||
		layer_is_container_time(s + at, len - at) != r->is_container ||
		memcmp(s + end, r->same + end, r->same_len - end) != 0)
		return false;
	memcpy(r->same + at, s + at, r->stamp_len);
	return true;
}

static bool
read_same(struct kamlog_reader *r, struct kamlog_line *line, const char *s, size_t len)
{
	if (!is_same(r, s, len))
		return false;
	*line = r->last;
	if (!message_reason(r, line,
		    (struct kamlog_text){ s + r->same_len, len - r->same_len }, false,
		    true)) {
		line->kind = KAMLOG_STRANGE;
		line->is_marked = true;
	}
	keep_left(r, line, (struct cursor){ s, s + len }, r->sender);
	return true;
}

/* "[127B blob data]" in place of a message */
static bool
is_hidden(const struct envelope *e)
{
	struct cursor c = { e->body, e->at.end };

	if (e->sender == 0 || !SKIP(&c, "["))
		return false;
	while (c.s < c.end && *c.s != ' ' && *c.s != ']')
		c.s++;
	return SKIP(&c, " blob data]") && left(&c) == 0;
}

/* Where the log does not tell the process, a request is known by its Call-ID. */
static uint64_t
process_of(const struct envelope *e, const struct kamlog_line *line)
{
	if (e->has_pid || line->kind != KAMLOG_CHECK || line->call_id.s == NULL)
		return e->process;
	return hash_bytes(line->call_id.s, line->call_id.len, e->process);
}

/* Whether a line of stderr breaks off in the stock config's prefix, in the Call-ID, in
 * the user agent, or before a carriage return. */
static bool
is_cut(const struct kamlog_reader *r, const struct kamlog_line *line,
	const struct envelope *e)
{
	return e->is_stderr && !e->is_whole &&
	       (r->left != KAMLOG_WHOLE ||
		       (line->kind == KAMLOG_STRANGE && line->call_id.s == NULL &&
			       line->source.s != NULL) ||
		       (line->kind == KAMLOG_OTHER && message_breaks_off(e->at)));
}

/* The lines behind one that is cut may be the caller's.  Of a user agent that is open the
 * end is known. */
static void
set_doubt(struct kamlog_reader *r, struct kamlog_line *line, const struct envelope *e,
	size_t len)
{
	line->is_doubtful = r->doubt > 0 && e->is_stderr;
	r->doubt -= len < r->doubt ? len : r->doubt;
	if (line->is_cut && r->left != KAMLOG_QUOTE)
		r->doubt = DOUBT_MAX;
}

/* Whether the envelope names another program, in a log that names Kamailio, and the text
 * does not begin as Kamailio's does: a caller may stand in the middle of it.  Kamailio
 * can have another name (log_name). */
static bool
is_of_other(struct kamlog_reader *r, const struct envelope *e)
{
	r->names_kamailio = r->names_kamailio || e->program == PROGRAM_KAMAILIO;
	return r->names_kamailio && e->program == PROGRAM_OTHER &&
	       e->engine == KAMLOG_TEXT && !message_begins(e->at);
}

/* Read a line whose envelopes were read.  Returns whether its prefix confirms its
 * Call-ID. */
static bool
read_inside(struct kamlog_reader *r, struct kamlog_line *line, const struct envelope *e,
	enum envelope_kind kind)
{
	bool is_confirmed = false;

	*line = (struct kamlog_line){ .kind = KAMLOG_REST, .seconds = e->seconds };
	if (kind == ENVELOPE_PART)
		line->kind = KAMLOG_PART;
	if (kind == ENVELOPE_PART || (r->left != KAMLOG_WHOLE && is_rest(r, e)))
		return false;
	if (kind == ENVELOPE_NONE && is_hidden(e))
		line->kind = KAMLOG_HIDDEN;
	if (kind == ENVELOPE_MESSAGE && is_of_other(r, e))
		return false;
	if (kind == ENVELOPE_MESSAGE)
		line->kind = message_read(r, e, line, &is_confirmed);
	line->process = process_of(e, line);
	if (!e->is_whole)
		keep_left(r, line, (struct cursor){ e->body, e->at.end }, e->sender);
	line->is_cut = kind == ENVELOPE_MESSAGE && is_cut(r, line, e);
	return is_confirmed;
}

/* Whether a line of another kind than a check may be one: in the file, or decoded. */
static bool
is_marked(const struct kamlog_reader *r, const struct kamlog_line *line,
	const struct envelope *e, const char *s, size_t len)
{
	if (line->kind == KAMLOG_CHECK || line->kind == KAMLOG_SQLI ||
		line->kind == KAMLOG_PART)
		return false;
	return message_is_marked(s, len) ||
	       (e->is_copy && message_is_marked(str_get(&r->text), r->text.len));
}

void
kamlog_line_read(
	struct kamlog_reader *r, struct kamlog_line *line, const char *s, size_t len)
{
	struct envelope e;
	enum envelope_kind kind;

	len -= ending_return(&r->lines, s, len);
	if (r->left == KAMLOG_WHOLE && r->doubt == 0 && read_same(r, line, s, len))
		return;
	r->same_len = 0;
	kind = envelope_read(r, &e, s, len);
	/* What read_same() takes from the reader is of this line. */
	if (read_inside(r, line, &e, kind) && r->head_len > 0)
		keep_same(r, line, s);
	line->is_marked = is_marked(r, line, &e, s, len);
	set_doubt(r, line, &e, len);
}

void
kamlog_line_entry(struct kamlog_reader *r, struct kamlog_line *line,
	const struct kamlog_entry *entry)
{
	struct envelope e;
	enum envelope_kind kind;

	r->same_len = 0;
	kind = envelope_open(r, &e, entry);
	(void)read_inside(r, line, &e, kind);
	line->is_marked = is_marked(r, line, &e, entry->message.s, entry->message.len);
	set_doubt(r, line, &e, entry->message.len);
}
