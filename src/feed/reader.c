/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "feed/entry.h"
#include "feed/form.h"
#include "feed/json.h"
#include "feed/sets.h"
#include "feed/tool.h"

#define BLANKS " \t\r\n"

/* JSON, and what tools print, is read as a whole. */
#define JSON_BYTES_MAX (64u << 20)

static bool
read_json(struct reader *r, bool is_from_python, struct err *err)
{
	struct str text = { 0 };
	bool ok = lines_whole(&r->lines, &text, JSON_BYTES_MAX, err);

	ok = ok && ((is_from_python ? feed_json_python(
					      &r->rows, &r->format, str_get(&text), err)
				    : feed_json(&r->rows, &r->format, str_get(&text),
					      text.len, err)) ||
			   err_wrap(err, "'%s'", r->lines.source));
	str_clear(&text);
	r->says_nothing = r->rows.says_nothing;
	r->is_json = true;
	return ok;
}

/* Read what the tool has printed. */
static bool
read_tool(struct reader *r, enum feed_tool_kind kind, struct err *err)
{
	struct str text = { 0 };
	bool ok = lines_whole(&r->lines, &text, JSON_BYTES_MAX, err);

	if (ok)
		feed_tool_read(kind, str_get(&text), text.len, &r->rows);
	str_clear(&text);
	return ok;
}

/* Read a form that is not lines of their own; *is_done: it was one. */
static bool
read_whole(struct reader *r, const char *bytes, bool *is_done, struct err *err)
{
	bool has_addresses = r->format.kind == FEED_ADDRESSES && !r->format.is_strict;
	enum feed_tool_kind tool = has_addresses ? feed_tool_of(bytes) : FEED_NO_TOOL;
	bool is_from_python = has_addresses && form_is_python(bytes);

	*is_done = true;
	if (tool != FEED_NO_TOOL)
		return read_tool(r, tool, err);
	if (is_from_python || (form_is_json(bytes) && !r->has_json_lines))
		return read_json(r, is_from_python, err);
	*is_done = false;
	return true;
}

/* Look at the beginning. */
static bool
begin(struct reader *r, struct err *err)
{
	const char *bytes;
	bool is_done;
	size_t len, mark;

	r->table.format = &r->format;
	if (!lines_peek(&r->lines, &bytes, &len, err) ||
		!form_check(r->lines.source, bytes, len, err))
		return false;
	mark = utf8_mark(bytes, len);
	r->lines.used += mark;
	bytes += mark;
	len -= mark;
	if (len >= sizeof(r->head))
		len = sizeof(r->head) - 1;
	memcpy(r->head, bytes, len);
	/* What is peeked at ends with a NUL. */
	r->has_json_lines = r->format.is_stream && form_has_json_line(bytes);
	return read_whole(r, bytes, &is_done, err) &&
	       feed_sets_choose(&r->rows, &r->format, err);
}

static bool
open_lines(struct reader *r, bool is_open, struct err *err)
{
	if (!is_open)
		return false;
	if (begin(r, err))
		return true;
	reader_close(r);
	return false;
}

bool
reader_open(struct reader *reader, const struct feed_format *format, const char *path,
	struct err *err)
{
	*reader = (struct reader){ .format = *format };
	return open_lines(reader, lines_open(&reader->lines, path, err), err);
}

bool
reader_open_text(struct reader *reader, const struct feed_format *format,
	const char *text, size_t len, struct err *err)
{
	*reader = (struct reader){ .format = *format };
	lines_open_text(&reader->lines, text, len);
	return open_lines(reader, true, err);
}

void
reader_close(struct reader *reader)
{
	lines_close(&reader->lines);
	feed_rows_clear(&reader->rows);
	str_clear(&reader->joined);
}

const char *
reader_text(const struct reader *reader)
{
	return reader->lines.buffer + reader->lines.used;
}

/* -- rows -- */

/* The next line; 0 at the end, -1 when it cannot be read. */
static int
next_line(struct reader *r, struct err *err)
{
	size_t len;

	if (r->at < r->end)
		return 1;
	r->table.rest = NULL; /* it was in the block that goes */
	if (!lines_next(&r->lines, &r->at, &len, err))
		return -1;
	r->end = r->at + len;
	return len > 0;
}

static enum reader_got
take_json_line(struct reader *r, char *line, struct feed_row *row, struct err *err)
{
	feed_rows_clear(&r->rows);
	if (line[strspn(line, BLANKS)] == '\0')
		return READER_END;
	if (!form_has_json_line(line)) {
		err_set(err, ERR_USAGE, "it is not a JSON object");
		return READER_WRONG;
	}
	if (!feed_json(&r->rows, &r->format, line, strlen(line), err))
		return READER_WRONG;
	r->says_nothing = r->says_nothing || r->rows.says_nothing;
	r->next = 0;
	row->number = r->number;
	return READER_END;
}

/* What this line gives; READER_END: nothing. */
static enum reader_got
take_line(struct reader *r, char *line, char *newline, struct feed_row *row,
	struct err *err)
{
	r->text = line;
	*newline = '\0';
	if (lines_is_cut(&r->lines, newline)) {
		err_set(err, ERR_USAGE, "the line is longer than %d bytes", LINES_MAX);
		return READER_WRONG;
	}
	if (strlen(line) != (size_t)(newline - line)) {
		err_set(err, ERR_USAGE, "the line holds a NUL byte");
		return READER_WRONG;
	}
	if (r->has_json_lines)
		return take_json_line(r, line, row, err);
	switch (feed_table_line(&r->table, line, row->fields, err)) {
	case FEED_ROW:
		row->is_line = r->format.kind != FEED_ADDRESSES && !r->table.has_heading;
		return READER_ROW;
	case FEED_NOTHING:
		return READER_END;
	case FEED_WRONG:
		break;
	}
	return r->table.is_broken ? READER_FAILED : READER_WRONG;
}

/* A row that is left of the line or the document before; READER_END: none. */
static enum reader_got
take_left(struct reader *r, struct feed_row *row, struct err *err)
{
	size_t number = r->number;
	const struct feed_kept *kept;

	if (feed_table_more(&r->table, row->fields)) {
		row->number = number;
		return READER_ROW;
	}
	if (r->next >= r->rows.len)
		return READER_END;
	kept = &r->rows.v[r->next++];
	*row = kept->row;
	if (r->has_json_lines)
		row->number = number;
	if (kept->why == NULL)
		return READER_ROW;
	r->text = "";
	err_set(err, ERR_USAGE, "%s", kept->why);
	return READER_WRONG;
}

/* The next line, when it gives something. */
static enum reader_got
take_next_line(struct reader *r, struct feed_row *row, struct err *err)
{
	char *line = r->at;
	char *newline = memchr(line, '\n', (size_t)(r->end - line));

	r->at = newline + 1;
	row->number = ++r->number;
	return take_line(r, line, newline, row, err);
}

enum reader_got
reader_next(struct reader *reader, struct feed_row *row, struct err *err)
{
	enum reader_got got = READER_END;
	int has_line = 1;

	*row = (struct feed_row){ 0 };
	while (got == READER_END && has_line > 0) {
		got = take_left(reader, row, err);
		if (got != READER_END)
			break;
		has_line = next_line(reader, err);
		if (has_line > 0)
			got = take_next_line(reader, row, err);
	}
	if (has_line < 0)
		return READER_FAILED;
	if (got != READER_ROW ||
		feed_entry_settle(&reader->format, row, &reader->joined, err))
		return got;
	reader->text = row->fields[FEED_VALUE];
	return READER_WRONG;
}

char *
reader_line(struct reader *reader)
{
	bool is_plain = reader->at < reader->end && reader->table.rest == NULL &&
	                !reader->has_json_lines && reader->format.wanted == NULL &&
	                !reader->table.has_heading && reader->table.separator == '\0';

	return is_plain ? reader->at : NULL;
}

void
reader_take(struct reader *reader, char *newline)
{
	reader->number++;
	reader->at = newline + 1;
	if (!reader->table.is_known)
		feed_table_plain(&reader->table);
}
