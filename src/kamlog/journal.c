/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamlog/journal.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

/* Longer lines, fields and objects are cut.  The journal itself writes lines of up to
 * 48 KB; in JSON a byte may need six characters, in an array of bytes more. */
#define TEXT_MAX (1024 * 1024)

#define SIZE_LEN 8

struct journal {
	struct tally *tally;
	enum journal_form form;
	struct kamlog_entry entry;
	struct str line;   /* an unfinished line, or field */
	struct str object; /* the finished lines of an object */
	struct str name;   /* of the field whose length or bytes are read */
	uint64_t to_go;    /* bytes of it that are not read yet */
	unsigned size_len; /* bytes of its length that were read */
	enum { LINES, SIZE, BYTES } state;
	bool is_cut;
};

enum journal_form
journal_form(const char *s, size_t len)
{
	static const char cursor[] = "__CURSOR=";

	if (len >= sizeof(cursor) && memcmp(s, cursor, sizeof(cursor) - 1) == 0)
		return JOURNAL_EXPORT;
	return len >= 2 && memcmp(s, "{\n", 2) == 0 ? JOURNAL_PRETTY : JOURNAL_NONE;
}

struct journal *
journal_new(struct tally *tally, enum journal_form form)
{
	struct journal *j = xcalloc(1, sizeof(*j));

	j->tally = tally;
	j->form = form;
	kamlog_entry_begin(&j->entry);
	return j;
}

static void
add(struct journal *j, struct str *to, const char *s, size_t len)
{
	size_t room = TEXT_MAX - to->len;

	j->is_cut = j->is_cut || len > room;
	str_add(to, s, len < room ? len : room);
}

static void
end_entry(struct journal *j)
{
	if (j->entry.n[KAMLOG_F_MESSAGE] > 0)
		tally_entry(j->tally, &j->entry);
	j->tally->too_long += j->is_cut;
	j->is_cut = false;
	str_clear(&j->entry.message);
	kamlog_entry_begin(&j->entry);
}

static void
take_field(struct journal *j, const char *name, const char *s, size_t len)
{
	kamlog_entry_field(&j->entry, &j->tally->reader.stamps, name,
		(struct kamlog_text){ s, len });
}

/* "FIELD=text", "FIELD" before a length, or the empty line. */
static void
end_export_line(struct journal *j)
{
	const char *line = str_get(&j->line);
	const char *equals = memchr(line, '=', j->line.len);
	size_t name_len = equals != NULL ? (size_t)(equals - line) : j->line.len;

	str_clear(&j->name);
	str_add(&j->name, line, name_len);
	if (equals != NULL) {
		take_field(j, str_get(&j->name), equals + 1, j->line.len - name_len - 1);
	} else if (j->line.len > 0) {
		j->state = SIZE;
		j->size_len = 0;
		j->to_go = 0;
	} else {
		end_entry(j);
	}
	str_clear(&j->line);
}

static void
end_object(struct journal *j)
{
	tally_line(j->tally, str_get(&j->object), j->object.len);
	j->tally->too_long += j->is_cut;
	j->is_cut = false;
	str_clear(&j->object);
}

/* However long the object is, the line "}" ends it. */
static void
end_pretty_line(struct journal *j)
{
	bool is_last = j->line.len == 1 && j->line.s[0] == '}';

	if (j->object.len > 0)
		add(j, &j->object, "\n", 1);
	add(j, &j->object, str_get(&j->line), j->line.len);
	if (is_last)
		end_object(j);
	str_clear(&j->line);
}

/* Returns how many bytes were read: up to the next line feed. */
static size_t
feed_line(struct journal *j, const char *s, size_t len)
{
	const char *feed = memchr(s, '\n', len);
	size_t n = feed != NULL ? (size_t)(feed - s) : len;

	add(j, &j->line, s, n);
	if (feed == NULL)
		return n;
	if (j->form == JOURNAL_EXPORT)
		end_export_line(j);
	else
		end_pretty_line(j);
	return n + 1;
}

/* The length is a number of 64 bits, the lowest byte first. */
static size_t
feed_size(struct journal *j, unsigned char byte)
{
	j->to_go |= (uint64_t)byte << (8 * j->size_len);
	if (++j->size_len == SIZE_LEN)
		j->state = BYTES;
	return 1;
}

/* The bytes of a field, and the line feed behind them. */
static size_t
feed_bytes(struct journal *j, const char *s, size_t len)
{
	size_t n = j->to_go < len ? (size_t)j->to_go : len;

	add(j, &j->line, s, n);
	j->to_go -= n;
	if (n == len)
		return n;
	take_field(j, str_get(&j->name), str_get(&j->line), j->line.len);
	str_clear(&j->line);
	j->state = LINES;
	return n + 1;
}

void
journal_feed(struct journal *j, const char *s, size_t len)
{
	while (len > 0) {
		size_t n = j->state == LINES  ? feed_line(j, s, len)
		           : j->state == SIZE ? feed_size(j, (unsigned char)*s)
		                              : feed_bytes(j, s, len);
		s += n;
		len -= n;
	}
}

void
journal_free(struct journal *j)
{
	if (j->form == JOURNAL_EXPORT)
		end_entry(j);
	else
		end_pretty_line(j);
	if (j->object.len > 0)
		end_object(j);
	str_clear(&j->entry.message);
	str_clear(&j->line);
	str_clear(&j->name);
	str_clear(&j->object);
	free(j);
}
