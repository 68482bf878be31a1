/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <cjson/cJSON.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "verdict/question.h"

/* More than a SIP request can have (a datagram). */
#define LINE_MAX_BYTES (64u << 10)

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

static bool
on_heading(struct question_stream *s, struct question *q, size_t i, char *cell_take,
	struct err *err)
{
	bool ok = i < QUESTION_FIELDS &&
	          question_field(&s->columns[i], cell_take, strlen(cell_take));

	(void)q;
	s->n_columns = i + 1;
	if (!ok)
		err_set(err, ERR_USAGE,
			"line %u: '%s' is no column: the first line names some of ip, "
			"port, method, ua, from, to and contact",
			s->line, cell_take);
	free(cell_take);
	return ok;
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

/* The next line that is not empty, without its end. */
static enum question_got
next_line(struct question_stream *s, char *line, struct err *err)
{
	size_t len;

	for (;;) {
		if (fgets(line, LINE_MAX_BYTES, s->file) == NULL) {
			if (!ferror(s->file))
				return QUESTION_NONE;
			err_set(err, ERR_SYSTEM, "cannot read the requests: %s",
				strerror(errno));
			return QUESTION_FAILED;
		}
		s->line++;
		len = strcspn(line, "\n");
		if (line[len] == '\0' && len + 1 == LINE_MAX_BYTES) {
			bad(s, "it is longer than any request", err);
			return QUESTION_FAILED;
		}
		while (len > 0 && (line[len - 1] == '\r' || line[len - 1] == ' '))
			len--;
		line[len] = '\0';
		if (s->line == 1 && strncmp(line, BYTE_ORDER_MARK, 3) == 0)
			memmove(line, line + 3, strlen(line + 3) + 1);
		if (line[0] != '\0')
			return QUESTION_GOT;
	}
}

static enum question_got
read_question(struct question_stream *s, struct question *q, char *line, struct err *err)
{
	enum question_got got = next_line(s, line, err);
	bool ok;

	if (got == QUESTION_GOT && !s->has_begun) {
		s->has_begun = true;
		s->is_json = line[0] == '{';
		if (!s->is_json) {
			if (!each_cell(s, line, q, on_heading, err))
				return QUESTION_FAILED;
			got = next_line(s, line, err);
		}
	}
	if (got != QUESTION_GOT)
		return got;
	ok = s->is_json ? read_json(s, q, line, err)
	                : each_cell(s, line, q, on_value, err);
	if (!ok)
		return QUESTION_BAD;
	if (question_parse(q, err))
		return QUESTION_GOT;
	err_wrap(err, "line %u", s->line);
	return QUESTION_BAD;
}

enum question_got
question_read(struct question_stream *stream, struct question *question, struct err *err)
{
	char *line = xcalloc(LINE_MAX_BYTES, 1);
	enum question_got got;

	*question = (struct question){ .texts = { NULL } };
	got = read_question(stream, question, line, err);
	free(line);
	return got;
}
