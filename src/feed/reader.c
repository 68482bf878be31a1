/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define BLANKS " \t\r\n"
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* JSON is read as a whole. */
#define JSON_BYTES_MAX (64u << 20)

/* Whether every second byte is a NUL, as in Latin text in UTF-16 without a mark. */
static bool
is_utf16(const unsigned char *b, size_t len)
{
	if (len >= 2 &&
		((b[0] == 0xff && b[1] == 0xfe) || (b[0] == 0xfe && b[1] == 0xff)))
		return true;
	return len >= 4 && ((b[0] != 0 && b[1] == 0 && b[2] != 0 && b[3] == 0) ||
				   (b[0] == 0 && b[1] != 0 && b[2] == 0 && b[3] != 0));
}

static bool
check_form(const char *source, const char *bytes, size_t len, struct err *err)
{
	const unsigned char *b = (const unsigned char *)bytes;

	if (len >= 2 && b[0] == 0x1f && b[1] == 0x8b)
		return err_set(err, ERR_USAGE,
			"'%s' is compressed with gzip: zcat FILE | shieldadm ... -",
			source);
	if (is_utf16(b, len))
		return err_set(err, ERR_USAGE,
			"'%s' is text in UTF-16: iconv -f UTF-16 -t UTF-8 FILE | "
			"shieldadm ... -",
			source);
	return true;
}

/* An array or an object; "[2001:db8::1]:5060" is an address. */
static bool
is_json(const char *bytes)
{
	bytes += strspn(bytes, BLANKS);
	if (bytes[0] != '[')
		return bytes[0] == '{';
	bytes += 1 + strspn(bytes + 1, BLANKS "0123456789");
	return bytes[0] != '\0' && strchr("\"[{],", bytes[0]) != NULL;
}

/* Whether the first line is an object, from its beginning to its end. */
static bool
has_json_line(const char *bytes)
{
	size_t len;

	bytes += strspn(bytes, BLANKS);
	len = strcspn(bytes, "\n");
	while (len > 0 && strchr(BLANKS, bytes[len - 1]) != NULL)
		len--;
	return len > 1 && bytes[0] == '{' && bytes[len - 1] == '}';
}

static bool
read_json(struct reader *r, struct err *err)
{
	struct str text = { 0 };
	bool ok = lines_whole(&r->lines, &text, JSON_BYTES_MAX, err) &&
	          (feed_json(&r->rows, &r->format, str_get(&text), text.len, err) ||
			  err_wrap(err, "'%s'", r->lines.source));

	str_clear(&text);
	r->says_nothing = r->rows.says_nothing;
	return ok;
}

/* Look at the beginning. */
static bool
begin(struct reader *r, struct err *err)
{
	const char *bytes;
	size_t len;

	r->table.format = &r->format;
	if (!lines_peek(&r->lines, &bytes, &len, err) ||
		!check_form(r->lines.source, bytes, len, err))
		return false;
	if (len >= 3 && memcmp(bytes, BYTE_ORDER_MARK, 3) == 0) {
		r->lines.used += 3;
		bytes += 3;
		len -= 3;
	}
	if (len >= sizeof(r->head))
		len = sizeof(r->head) - 1;
	memcpy(r->head, bytes, len);
	/* What is peeked at ends with a NUL. */
	if (!is_json(bytes))
		return true;
	r->has_json_lines = r->format.is_stream && has_json_line(bytes);
	r->is_json = !r->has_json_lines;
	return r->has_json_lines || read_json(r, err);
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
	if (!has_json_line(line)) {
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
		return READER_ROW;
	case FEED_NOTHING:
		return READER_END;
	case FEED_WRONG:
		break;
	}
	return r->table.is_broken ? READER_FAILED : READER_WRONG;
}

/* A row that is left of the line or the document before. */
static bool
take_left(struct reader *r, struct feed_row *row)
{
	size_t number = r->number;

	if (feed_table_more(&r->table, row->fields)) {
		row->number = number;
		return true;
	}
	if (r->next >= r->rows.len)
		return false;
	*row = r->rows.v[r->next++];
	if (r->has_json_lines)
		row->number = number;
	return true;
}

enum reader_got
reader_next(struct reader *reader, struct feed_row *row, struct err *err)
{
	enum reader_got got = READER_END;
	int has_line = 1;

	*row = (struct feed_row){ 0 };
	while (got == READER_END && has_line > 0) {
		char *line, *newline;
		if (take_left(reader, row))
			return READER_ROW;
		has_line = next_line(reader, err);
		if (has_line <= 0)
			break;
		line = reader->at;
		newline = memchr(line, '\n', (size_t)(reader->end - line));
		reader->at = newline + 1;
		row->number = ++reader->number;
		got = take_line(reader, line, newline, row, err);
	}
	return has_line < 0 ? READER_FAILED : got;
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
