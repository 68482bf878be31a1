/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamlog/envelope.h"

#include "kamlog/ending.h"

#define LAYERS 8 /* envelopes inside each other */

/* A message that was split into parts is put together up to this length. */
#define JOINED_MAX (64 * 1024)

/* Read on in a text of the reader's memory, which is handed over. */
static void
read_copy(struct kamlog_reader *r, struct envelope *e, struct str *text)
{
	str_clear(&r->text);
	r->text = *text;
	*text = (struct str){ 0 };
	e->at.s = str_get(&r->text);
	e->at.end = e->at.s + r->text.len;
	e->is_copy = true;
	e->stamp = NULL;
}

/* Keep a part for the next record of its stream, or put the message together. */
static enum envelope_kind
join(struct kamlog_reader *r, struct envelope *e)
{
	struct str *parts = &r->parts[e->stream == 2];
	size_t room = JOINED_MAX - parts->len, n = left(&e->at);

	e->stream = 0;
	if (!e->is_part && parts->len == 0)
		return ENVELOPE_MESSAGE;
	str_add(parts, e->at.s, n < room ? n : room);
	if (e->is_part)
		return ENVELOPE_PART;
	read_copy(r, e, parts);
	return ENVELOPE_MESSAGE;
}

bool
envelope_has_part(const struct kamlog_reader *r)
{
	return r->parts[0].len + r->parts[1].len > 0;
}

/* A record may end its message with a line feed.  One that has text behind a line feed
 * is a message of several lines: the others are the rest of a folded header. */
static void
cut_lines(struct kamlog_reader *r, struct envelope *e)
{
	const char *feed = memchr(e->at.s, '\n', left(&e->at));

	if (feed == NULL)
		return;
	e->is_whole = feed + 1 < e->at.end;
	e->at.end = feed;
	if (!e->is_whole)
		e->at.end -= ending_return(&r->records, e->at.s, left(&e->at));
}

static enum envelope_kind read_layers(struct kamlog_reader *r, struct envelope *e);

static enum envelope_kind
open_entry(struct kamlog_reader *r, struct envelope *e, const struct kamlog_entry *entry)
{
	struct str text = { 0 };

	if (entry->seconds != STAMP_NONE)
		e->seconds = entry->seconds;
	envelope_sender(e, (const char *)&entry->sender, sizeof(entry->sender));
	e->has_pid = e->has_pid || entry->has_pid;
	if (entry->program != PROGRAM_UNNAMED)
		e->program = entry->program;
	e->engine = entry->engine;
	e->stream = entry->stream;
	e->is_part = entry->is_part;
	str_add(&text, entry->message.s, entry->message.len);
	read_copy(r, e, &text);
	if (e->stream != 0 && join(r, e) == ENVELOPE_PART)
		return ENVELOPE_PART;
	cut_lines(r, e);
	e->body = e->at.s;
	return e->engine != KAMLOG_TEXT ? ENVELOPE_MESSAGE : read_layers(r, e);
}

static enum envelope_kind
read_json(struct kamlog_reader *r, struct envelope *e)
{
	struct kamlog_entry entry;
	enum envelope_kind kind;

	if (SKIP(&e->at, "@cee:"))
		skip_blanks(&e->at);
	if (++e->depth > LAYERS ||
		!kamlog_json_read(&entry, &r->stamps, e->at.s, left(&e->at)))
		return ENVELOPE_NONE;
	kind = open_entry(r, e, &entry);
	str_clear(&entry.message);
	return kind;
}

static enum envelope_kind
read_layers(struct kamlog_reader *r, struct envelope *e)
{
	while (e->depth < LAYERS) {
		layer_marks(&e->at);
		e->body = e->at.s;
		if (layer_level(e))
			return ENVELOPE_MESSAGE;
		if (left(&e->at) > 0 && (*e->at.s == '{' || *e->at.s == '@'))
			return read_json(r, e);
		if (!layer_read(r, e))
			return ENVELOPE_NONE;
		e->depth++;
		if (e->stream != 0 && join(r, e) == ENVELOPE_PART)
			return ENVELOPE_PART;
	}
	return ENVELOPE_NONE;
}

/* Read a line that begins like the one before, except for its time: most lines come from
 * the same process. */
static bool
read_known(struct kamlog_reader *r, struct envelope *e)
{
	struct cursor c = e->at;

	if (r->head_len == 0 || envelope_has_part(r) || !skip(&c, r->lead, r->lead_len))
		return false;
	if (r->stamp_len > 0) {
		size_t len = stamp_read(&r->stamps, c.s, left(&c), &e->seconds);
		if (len == 0 || layer_is_container_time(c.s, left(&c)) != r->is_container)
			return false;
		r->stamp_len = len;
		c.s += len;
	}
	e->body = c.s + r->body_at;
	if (!skip(&c, r->head, r->head_len))
		return false;
	e->at = c;
	e->sender = r->sender;
	e->process = r->process;
	e->program = r->program;
	e->has_pid = r->has_pid;
	e->is_stderr = r->is_stderr;
	return true;
}

/* Remember how the line at s begins, for read_known(). */
static void
keep(struct kamlog_reader *r, const struct envelope *e, const char *s)
{
	bool has_stamp = e->stamp != NULL;
	const char *head = has_stamp ? e->stamp + e->stamp_len : s;
	size_t lead_len = has_stamp ? (size_t)(e->stamp - s) : 0;
	size_t head_len = (size_t)(e->at.s - head);

	r->head_len = 0;
	if (e->is_copy || (e->stamps > 0 && !has_stamp) || e->body < head ||
		lead_len > sizeof(r->lead) || head_len > sizeof(r->head))
		return;
	r->lead_len = lead_len;
	r->stamp_len = has_stamp ? e->stamp_len : 0;
	r->is_container = has_stamp && layer_is_container_time(
					       e->stamp, (size_t)(e->at.end - e->stamp));
	r->head_len = head_len;
	r->body_at = (size_t)(e->body - head);
	memcpy(r->lead, s, lead_len);
	memcpy(r->head, head, head_len);
	r->sender = e->sender;
	r->process = e->process;
	r->program = e->program;
	r->has_pid = e->has_pid;
	r->is_stderr = e->is_stderr;
}

static void
begin(struct envelope *e)
{
	*e = (struct envelope){ .seconds = STAMP_NONE };
}

enum envelope_kind
envelope_read(struct kamlog_reader *r, struct envelope *e, const char *s, size_t len)
{
	enum envelope_kind kind;

	begin(e);
	e->at = (struct cursor){ s, s + len };
	if (read_known(r, e))
		return ENVELOPE_MESSAGE;
	e->seconds = STAMP_NONE;
	kind = read_layers(r, e);
	if (kind == ENVELOPE_MESSAGE)
		keep(r, e, s);
	return kind;
}

enum envelope_kind
envelope_open(
	struct kamlog_reader *r, struct envelope *e, const struct kamlog_entry *entry)
{
	begin(e);
	return open_entry(r, e, entry);
}
