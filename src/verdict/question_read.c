/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <cjson/cJSON.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "policy/address_parse.h"
#include "verdict/question.h"

/* More than a SIP request can have (a datagram). */
#define LINE_MAX_BYTES (64u << 10)

#define BLANKS " \t"
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static bool
bad(const struct question_stream *s, const char *what, struct err *err)
{
	return err_set(err, ERR_USAGE, "line %u: %s", s->line, what);
}

/* Numbers are taken as they are written, where one is meant. */
static bool
set_member(struct question *q, const cJSON *member)
{
	enum question_field field;

	if (!question_field(&field, member->string, strlen(member->string)))
		return false;
	if (cJSON_IsString(member))
		question_set(q, field, xstrdup(member->valuestring));
	else if (cJSON_IsNumber(member))
		question_set(q, field, xasprintf("%.0f", member->valuedouble));
	else if (!cJSON_IsNull(member))
		return false;
	return true;
}

static bool
read_json(const struct question_stream *s, struct question *q, const char *line,
	struct err *err)
{
	cJSON *json = cJSON_ParseWithOpts(line, NULL, true);
	const cJSON *member;
	bool ok = cJSON_IsObject(json) || bad(s, "it is no JSON object", err);

	if (ok)
		cJSON_ArrayForEach(member, json)
		{
			if (ok && !set_member(q, member))
				ok = err_set(err, ERR_USAGE,
					"line %u: '%s' is no field, or no text: ip, "
					"port, method, ua, from, to and contact are",
					s->line, member->string);
		}
	cJSON_Delete(json);
	return ok;
}

/* Take the next cell off the line; NULL when a quote has no end.  The caller frees it. */
static char *
take_cell(const char **at)
{
	const char *c = *at;
	char *cell, *to;

	if (*c != '"') {
		size_t len = strcspn(c, ",");
		*at = c + len;
		return xstrndup(c, len);
	}
	cell = to = xcalloc(strlen(c) + 1, 1);
	for (c++; *c != '\0' && (*c != '"' || c[1] == '"'); c++) {
		*to++ = *c;
		if (*c == '"')
			c++;
	}
	*at = c + 1;
	if (*c == '"' && (c[1] == ',' || c[1] == '\0'))
		return cell;
	free(cell);
	return NULL;
}

/* Hand each cell to on_cell(), which takes it over. */
static bool
each_cell(struct question_stream *s, const char *line, struct question *q,
	bool (*on_cell)(struct question_stream *s, struct question *q, size_t i,
		char *cell_take, struct err *err),
	struct err *err)
{
	size_t i = 0;

	for (const char *at = line;; at++) {
		char *cell = take_cell(&at);
		if (cell == NULL)
			return bad(s, "a quote in it has no end", err);
		if (!on_cell(s, q, i++, cell, err))
			return false;
		if (*at == '\0')
			return true;
	}
}

/* A name without the blanks around it, as in "ip, ua". */
static bool
find_column(enum question_field *field, const char *name)
{
	size_t len;

	name += strspn(name, BLANKS);
	len = strlen(name);
	while (len > 0 && strchr(BLANKS, name[len - 1]) != NULL)
		len--;
	return question_field(field, name, len);
}

static bool
has_column(const struct question_stream *s, size_t n, enum question_field field)
{
	for (size_t i = 0; i < n; i++)
		if (s->columns[i] == field)
			return true;
	return false;
}

static bool
on_heading(struct question_stream *s, struct question *q, size_t i, char *cell_take,
	struct err *err)
{
	enum question_field field;
	bool ok = false;

	(void)q;
	if (!find_column(&field, cell_take))
		err_set(err, ERR_USAGE,
			"line %u: '%s' is no column: the first line names some of ip, "
			"port, method, ua, from, to and contact",
			s->line, cell_take);
	else if (has_column(s, i, field))
		err_set(err, ERR_USAGE,
			"line %u: '%s' names a column that is there already", s->line,
			cell_take);
	else
		ok = true;
	free(cell_take);
	if (!ok)
		return false;
	/* No two are the same, so they fit. */
	s->columns[i] = field;
	s->n_columns = i + 1;
	return true;
}

static bool
on_value(struct question_stream *s, struct question *q, size_t i, char *cell_take,
	struct err *err)
{
	if (i < s->n_columns) {
		question_set(q, s->columns[i], cell_take);
		return true;
	}
	free(cell_take);
	return bad(s, "it has more cells than the first line", err);
}

/* One line of the stream, without its end. */
struct line {
	char *bytes; /* LINE_MAX_BYTES */
	size_t len;
	bool is_long, has_nul;
};

/* Of one that is too long the rest is read, and left out.  False at the end. */
static bool
take_line(struct line *line, FILE *file)
{
	int c = getc(file);
	bool is_end = c == EOF;

	*line = (struct line){ .bytes = line->bytes };
	for (; c != EOF && c != '\n'; c = getc(file)) {
		line->is_long = line->is_long || line->len == LINE_MAX_BYTES - 1;
		line->has_nul = line->has_nul || c == '\0';
		if (!line->is_long)
			line->bytes[line->len++] = (char)c;
	}
	while (line->len > 0 && strchr("\r ", line->bytes[line->len - 1]) != NULL)
		line->len--;
	line->bytes[line->len] = '\0';
	return !is_end && !ferror(file);
}

/* At the end of a stream that should hold at least one. */
static enum question_got
finish(const struct question_stream *s, struct err *err)
{
	if (ferror(s->file))
		err_set(err, ERR_SYSTEM, "cannot read the requests: %s", strerror(errno));
	else if (s->has_any)
		return QUESTION_NONE;
	else
		err_set(err, ERR_USAGE, "there is no request on stdin: %s",
			s->has_begun ? "no line follows the one that names the columns"
				     : "it is empty");
	return QUESTION_FAILED;
}

/* The next line that is not empty. */
static enum question_got
next_line(struct question_stream *s, struct line *line, struct err *err)
{
	while (take_line(line, s->file)) {
		s->line++;
		if (s->line == 1 && strncmp(line->bytes, BYTE_ORDER_MARK, 3) == 0)
			memmove(line->bytes, line->bytes + 3, line->len - 3 + 1);
		if (line->is_long || line->has_nul) {
			s->has_any = true;
			bad(s,
				line->is_long ? "it is longer than any request"
					      : "it holds NUL bytes",
				err);
			return QUESTION_BAD;
		}
		if (line->bytes[0] != '\0')
			return QUESTION_GOT;
	}
	return finish(s, err);
}

static bool
is_address(const char *text)
{
	unsigned char bytes[16];
	unsigned port;
	struct err err;
	int family;

	return address_parse_source(text, &family, bytes, &port, &err);
}

/* Learn from the first line what they look like.  True when it is a request itself. */
static bool
learn(struct question_stream *s, struct question *q, const char *line, bool *ok,
	struct err *err)
{
	*ok = s->has_begun = true;
	s->is_json = line[0] == '{';
	if (s->is_json)
		return true;
	if (is_address(line)) {
		s->columns[0] = QUESTION_SOURCE;
		s->n_columns = 1;
		return true;
	}
	*ok = each_cell(s, line, q, on_heading, err);
	return false;
}

static void
fill_in(struct question *q, const struct question *defaults)
{
	for (int f = 0; defaults != NULL && f < QUESTION_FIELDS; f++)
		if (f != QUESTION_SOURCE && defaults->texts[f] != NULL &&
			(q->texts[f] == NULL || q->texts[f][0] == '\0'))
			question_set(
				q, (enum question_field)f, xstrdup(defaults->texts[f]));
}

static enum question_got
read_question(
	struct question_stream *s, struct question *q, struct line *line, struct err *err)
{
	enum question_got got = next_line(s, line, err);
	bool ok;

	if (got == QUESTION_GOT && !s->has_begun && !learn(s, q, line->bytes, &ok, err))
		got = ok ? next_line(s, line, err) : QUESTION_FAILED;
	if (got != QUESTION_GOT)
		return got;
	s->has_any = true;
	ok = s->is_json ? read_json(s, q, line->bytes, err)
	                : each_cell(s, line->bytes, q, on_value, err);
	if (!ok)
		return QUESTION_BAD;
	fill_in(q, s->defaults);
	if (question_parse(q, err))
		return QUESTION_GOT;
	err_wrap(err, "line %u", s->line);
	return QUESTION_BAD;
}

enum question_got
question_read(struct question_stream *stream, struct question *question, struct err *err)
{
	struct line line = { .bytes = xcalloc(LINE_MAX_BYTES, 1) };
	enum question_got got;

	*question = (struct question){ .texts = { NULL } };
	got = read_question(stream, question, &line, err);
	free(line.bytes);
	return got;
}
