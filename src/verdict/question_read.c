/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/xalloc.h"
#include "verdict/question.h"

bool
question_open(
	struct question_stream *stream, const struct question *defaults, struct err *err)
{
	const struct feed_format format = {
		.kind = FEED_ADDRESSES,
		.names = question_names,
		.n_columns = QUESTION_FIELDS,
		.is_strict = true,
		.is_stream = true,
	};

	*stream = (struct question_stream){ .defaults = defaults };
	return reader_open(&stream->reader, &format, "-", err);
}

void
question_close(struct question_stream *stream)
{
	reader_close(&stream->reader);
}

/* The stream has ended without a request. */
static enum question_got
finish(const struct question_stream *s, struct err *err)
{
	if (s->has_any)
		return QUESTION_NONE;
	err_set(err, ERR_USAGE, "there is no request on stdin: %s",
		s->reader.table.has_heading ? "no line follows the column names"
					    : "it is empty");
	return QUESTION_FAILED;
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

static bool
take_row(const struct question_stream *s, struct question *q, const struct feed_row *row,
	struct err *err)
{
	for (int f = 0; f < QUESTION_FIELDS; f++)
		if (row->fields[f] != NULL)
			question_set(q, (enum question_field)f, xstrdup(row->fields[f]));
	fill_in(q, s->defaults);
	return question_parse(q, err);
}

enum question_got
question_read(struct question_stream *stream, struct question *question, struct err *err)
{
	struct feed_row row;
	enum reader_got got = reader_next(&stream->reader, &row, err);

	*question = (struct question){ .texts = { NULL } };
	if (got == READER_END)
		return finish(stream, err);
	stream->has_any = true;
	if (got == READER_ROW && take_row(stream, question, &row, err))
		return QUESTION_GOT;
	err_wrap(err, "line %zu", row.number);
	return got == READER_FAILED ? QUESTION_FAILED : QUESTION_BAD;
}
