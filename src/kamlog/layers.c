/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamlog/envelope.h"

#include "base/utf8.h"

/*
 * The envelopes that are text: each function skips one, or leaves the cursor alone.
 */
#define NAMES_MAX 3 /* namespace, pod and container */

/* Skip " 1(4711) ", which stderr has, or "(4711) " of the module log_custom. */
static bool
skip_rank(struct cursor *c)
{
	struct cursor try = *c;

	/* One blank at most: journalctl sets the rest of a folded header in by more. */
	SKIP(&try, " ");
	skip_digits(&try);
	if (!SKIP(&try, "(") || !skip_digits(&try) || !SKIP(&try, ") "))
		return false;
	*c = try;
	return true;
}

/* "INFO: ", as core/dprint.c has them; other programs write other words there. */
static bool
skip_level(struct cursor *c)
{
	static const char *const levels[] = { "INFO: ", "ERROR: ", "WARNING: ",
		"NOTICE: ", "DEBUG: ", "CRITICAL: ", "ALERT: ", "BUG: " };

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (skip(c, levels[i], strlen(levels[i])))
			return true;
	return false;
}

bool
layer_level(struct envelope *e)
{
	struct cursor try = e->at;
	bool has_rank = skip_rank(&try);
	const char *s = try.s;

	if (!skip_level(&try))
		return false;
	e->process = e->sender;
	if (has_rank) {
		e->process = hash_bytes(e->at.s, (size_t)(s - e->at.s), e->sender);
		e->has_pid = true;
		e->is_stderr = true;
	}
	e->at = try;
	return true;
}

/* "ESC[1;32m" */
static bool
skip_color(struct cursor *c)
{
	struct cursor try = *c;

	if (!SKIP(&try, "\x1b["))
		return false;
	while (try.s < try.end && (is_digit(*try.s) || *try.s == ';'))
		try.s++;
	if (!SKIP(&try, "m"))
		return false;
	*c = try;
	return true;
}

void
layer_marks(struct cursor *c)
{
	struct cursor try;

	while (SKIP(c, UTF8_MARK) || SKIP(c, "\x1e") || skip_color(c))
		;
	try = *c;
	if (SKIP(&try, "data: ") && left(&try) > 0 && *try.s == '{')
		*c = try;
}

bool
layer_is_message(struct cursor c)
{
	layer_marks(&c);
	if (left(&c) > 0 && *c.s == '{')
		return true;
	if (SKIP(&c, "@cee:"))
		return true;
	skip_rank(&c);
	return skip_level(&c);
}

/* "kamailio[4711]:", "kamailio:" */
static bool
is_tag(struct kamlog_text word)
{
	return word.len > 1 && word.s[word.len - 1] == ':';
}

/* "local0.info", "<local0.info>": busybox, OpenWrt and FreeBSD write it before the tag.
 */
static bool
is_priority(struct kamlog_text word)
{
	bool has_dot = false;

	for (size_t i = 0; i < word.len; i++) {
		char c = word.s[i];
		has_dot = has_dot || c == '.';
		if (!(c >= 'a' && c <= 'z') && !is_digit(c) && c != '.' && c != '<' &&
			c != '>')
			return false;
	}
	return has_dot;
}

/* Skip " host tag[4711]: ", which follows the time; the host may be missing. */
static bool
skip_sender(struct envelope *e, bool is_container)
{
	struct cursor try = e->at;
	const char *s = try.s;
	struct kamlog_text host, tag;

	/* Behind a time of a container a second blank may begin a folded header. */
	if (!SKIP(&try, " "))
		return false;
	if (!is_container)
		skip_blanks(&try);
	if (!take_word(&try, &host) || !SKIP(&try, " "))
		return false;
	tag = host;
	if (!is_tag(tag) && (!take_word(&try, &tag) || !SKIP(&try, " ")))
		return false;
	if (is_priority(tag) && (!take_word(&try, &tag) || !SKIP(&try, " ")))
		return false;
	if (!is_tag(tag))
		return false;
	e->has_pid = e->has_pid || (tag.len > 3 && tag.s[tag.len - 2] == ']');
	e->program = kamlog_program_of(tag.s, tag.len);
	envelope_sender(e, s, (size_t)(try.s - s));
	e->at = try;
	return true;
}

/* One "[id name="value"]" of RFC 5424; a backslash escapes a byte. */
static bool
skip_element(struct cursor *c)
{
	bool is_quoted = false;

	if (!SKIP(c, "["))
		return false;
	for (; c->s < c->end; c->s++) {
		if (*c->s == '\\' && is_quoted && c->s + 1 < c->end)
			c->s++;
		else if (*c->s == '"')
			is_quoted = !is_quoted;
		else if (*c->s == ']' && !is_quoted)
			return SKIP(c, "]");
	}
	return false;
}

/* Skip "-" or the elements, which docker 1.12 leaves out. */
static bool
skip_structured(struct cursor *c)
{
	if (layer_is_message(*c))
		return true;
	if (SKIP(c, "-"))
		return SKIP(c, " ");
	if (!skip_element(c))
		return false;
	while (left(c) > 0 && *c->s == '[')
		if (!skip_element(c))
			return false;
	return SKIP(c, " ");
}

/* Skip " host app procid msgid [data] " of RFC 5424.  Without its "<134>1 " the procid
 * must be a number or "-". */
static bool
skip_fields(struct envelope *e, bool is_certain)
{
	struct cursor try = e->at, digits;
	const char *s = try.s;
	struct kamlog_text host, app, procid, msgid;

	if (!SKIP(&try, " ") || !take_word(&try, &host) || !SKIP(&try, " ") ||
		!take_word(&try, &app) || !SKIP(&try, " ") || !take_word(&try, &procid) ||
		!SKIP(&try, " ") || !take_word(&try, &msgid) || !SKIP(&try, " "))
		return false;
	digits = (struct cursor){ procid.s, procid.s + procid.len };
	skip_digits(&digits);
	if (!is_certain && digits.s != digits.end && *procid.s != '-')
		return false;
	if (!skip_structured(&try))
		return false;
	e->has_pid = e->has_pid || *procid.s != '-';
	e->program = kamlog_program_of(app.s, app.len);
	envelope_sender(e, s, (size_t)(msgid.s - s));
	e->at = try;
	return true;
}

/* Skip " host " of a relay, which another time follows. */
static bool
skip_relay(struct kamlog_reader *r, struct envelope *e)
{
	struct cursor try = e->at;
	struct kamlog_text host;
	long long seconds;

	if (!SKIP(&try, " ") || !take_word(&try, &host) || !SKIP(&try, " ") ||
		stamp_read(&r->stamps, try.s, left(&try), &seconds) == 0)
		return false;
	envelope_sender(e, host.s, host.len);
	e->at = try;
	return true;
}

/* Skip the time, and remember where it stands. */
static bool
skip_stamp(struct kamlog_reader *r, struct envelope *e)
{
	long long seconds;
	size_t len = stamp_read(&r->stamps, e->at.s, left(&e->at), &seconds);

	if (len == 0)
		return false;
	if (seconds != STAMP_NONE)
		e->seconds = seconds;
	e->stamp = e->stamps == 0 && !e->is_copy ? e->at.s : NULL;
	e->stamp_len = len;
	e->stamps++;
	e->at.s += len;
	return true;
}

/* "<134>", or RFC 6587's "123 <134>".  RFC 5424 follows with "1 TIME". */
static bool
read_priority(struct kamlog_reader *r, struct envelope *e)
{
	struct cursor try = e->at;

	if (skip_digits(&try) && !SKIP(&try, " "))
		return false;
	if (!SKIP(&try, "<") || !skip_digits(&try) || !SKIP(&try, ">"))
		return false;
	e->at = try;
	if (!SKIP(&e->at, "1 "))
		return true;
	return (SKIP(&e->at, "-") || skip_stamp(r, e)) && skip_fields(e, true);
}

/* Skip " stderr F " of CRI.  A part is kept for the next line. */
static bool
skip_stream(struct envelope *e)
{
	struct cursor try = e->at;
	bool is_error = SKIP(&try, " stderr "), is_part;

	if (!is_error && !SKIP(&try, " stdout "))
		return false;
	is_part = SKIP(&try, "P ");
	if (!is_part && !SKIP(&try, "F "))
		return false;
	e->stream = is_error ? 2 : 1;
	e->is_part = is_part;
	e->at = try;
	return true;
}

bool
layer_is_container_time(const char *s, size_t len)
{
	return len > 14 && is_digit(s[0]) &&
	       (s[10] == 'T' || (s[2] == '-' && s[5] == ' ' && s[8] == ':'));
}

/* Only times of containers may stand without a sender. */
static bool
read_stamped(struct kamlog_reader *r, struct envelope *e)
{
	bool is_container = layer_is_container_time(e->at.s, left(&e->at));
	struct cursor next;

	if (!skip_stamp(r, e))
		return false;
	next = e->at;
	if (is_container && SKIP(&next, " ") && layer_is_message(next)) {
		e->at = next;
		return true;
	}
	if ((is_container && skip_stream(e)) || skip_sender(e, is_container) ||
		skip_fields(e, false) || skip_relay(r, e))
		return true;
	return is_container && SKIP(&e->at, " ");
}

/* Letters that names of containers have. */
static bool
is_name(char c, bool is_any_case)
{
	return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '.' ||
	       (is_any_case && ((c >= 'A' && c <= 'Z') || c == '_' || c == '@'));
}

static bool
skip_name(struct cursor *c, bool is_any_case)
{
	const char *s = c->s;

	while (c->s < c->end && is_name(*c->s, is_any_case))
		c->s++;
	return c->s > s;
}

/* "kamailio-1  | " of compose */
static bool
skip_service(struct cursor *c)
{
	if (!skip_name(c, true) || !SKIP(c, " "))
		return false;
	skip_blanks(c);
	if (!SKIP(c, "|"))
		return false;
	while (skip_color(c))
		;
	return SKIP(c, " ");
}

/* "[pod/kamailio-0/sip] " of kubectl */
static bool
skip_pod(struct cursor *c)
{
	if (!SKIP(c, "[pod/"))
		return false;
	while (c->s < c->end && (is_name(*c->s, false) || *c->s == '/'))
		c->s++;
	return SKIP(c, "] ");
}

/* "kamailio-0 sip " of stern, perhaps behind a namespace.  A time or Kamailio's own text
 * must follow. */
static bool
skip_names(struct cursor *c)
{
	for (int i = 1; i <= NAMES_MAX; i++) {
		while (skip_color(c))
			;
		if (!skip_name(c, false))
			return false;
		while (skip_color(c))
			;
		if (!SKIP(c, " "))
			return false;
		if (i > 1 &&
			(layer_is_message(*c) || layer_is_container_time(c->s, left(c))))
			return true;
	}
	return false;
}

/* "kamailio[4711]: " without a time */
static bool
skip_tag(struct cursor *c)
{
	return skip_name(c, true) && SKIP(c, "[") && skip_digits(c) && SKIP(c, "]: ") &&
	       layer_is_message(*c);
}

/* "/var/log/kamailio.log:", "kamailio.log:12:" of grep */
static bool
skip_file(struct cursor *c)
{
	if (left(c) > 0 && is_digit(*c->s))
		return false;
	while (c->s < c->end && (is_name(*c->s, true) || *c->s == '/'))
		c->s++;
	if (!SKIP(c, ":"))
		return false;
	if (skip_digits(c) && !SKIP(c, ":"))
		return false;
	return left(c) > 0 && *c->s != ' ' && *c->s != '\t';
}

static void
name_sender(struct envelope *e, size_t len)
{
	e->program = kamlog_program_of(e->at.s, len);
	envelope_sender(e, e->at.s, len);
}

static bool
read_names(struct envelope *e)
{
	static bool (*const readers[])(struct cursor *) = { skip_pod, skip_service,
		skip_tag, skip_names, skip_file };

	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		struct cursor try = e->at;
		if (readers[i](&try)) {
			e->has_pid = e->has_pid || readers[i] == skip_tag;
			/* The files of one log hold the same processes. */
			if (readers[i] != skip_file)
				name_sender(e, (size_t)(try.s - e->at.s));
			e->at = try;
			return true;
		}
	}
	return false;
}

bool
layer_read(struct kamlog_reader *r, struct envelope *e)
{
	return read_priority(r, e) || read_stamped(r, e) || read_names(e);
}
