/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/values.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "feed/reader.h"

static void
add_word(struct value_list *list, const char *word)
{
	struct value *value = LIST_ADD(list);

	*value = (struct value){ .text = xstrdup(word) };
	value->fields[FEED_VALUE] = value->text;
}

static void
add_row(struct value_list *list, const struct feed_row *row, const char *source)
{
	struct value *value = LIST_ADD(list);

	*value = (struct value){
		.source = source, .line = row->number, .is_line = row->is_line
	};
	for (int c = 0; c < FEED_COLUMNS; c++)
		if (row->fields[c] != NULL)
			value->fields[c] = xstrdup(row->fields[c]);
	value->text = value->fields[FEED_VALUE];
}

static bool
read_list(struct value_list *list, const struct feed_format *format, const char *path,
	struct err *err)
{
	struct reader reader;
	struct feed_row row;
	enum reader_got got;

	if (!reader_open(&reader, format, path, err))
		return false;
	while ((got = reader_next(&reader, &row, err)) <= READER_WRONG) {
		add_row(list, &row, reader.lines.source);
		if (got == READER_WRONG)
			list->v[list->len - 1].why = xstrdup(err->text);
	}
	reader_close(&reader);
	return got == READER_END;
}

bool
values_read(struct value_list *list, const struct feed_format *format,
	const char *const *words, size_t n_words, const char *file, struct err *err)
{
	*list = (struct value_list){ 0 };
	for (size_t i = 0; i < n_words; i++)
		if (strcmp(words[i], "-") != 0)
			add_word(list, words[i]);
		else if (!read_list(list, format, "-", err))
			goto fail;
	if (file != NULL && !read_list(list, format, file, err))
		goto fail;
	if (list->len > 0)
		return true;
	if (n_words > 0 || file != NULL)
		err_set(err, ERR_USAGE, "there is no value in '%s'",
			file != NULL ? file : "stdin");
	else
		err_set(err, ERR_USAGE,
			"no value is given: name some, or --file <file>, or - for stdin");
fail:
	values_clear(list);
	return false;
}

void
values_clear(struct value_list *list)
{
	for (size_t i = 0; i < list->len; i++) {
		for (int c = 0; c < FEED_COLUMNS; c++)
			free(list->v[i].fields[c]);
		free(list->v[i].why);
	}
	free(list->v);
	*list = (struct value_list){ 0 };
}

bool
values_blame(const struct value *value, struct err *err)
{
	if (value->source == NULL)
		return false;
	return err_wrap(err, "%s:%zu", value->source, value->line);
}
