/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/values.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define BLANKS " \t\r\n"
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static void
add(struct value_list *list, const char *text, size_t len, const char *source,
	unsigned line)
{
	struct value *value = LIST_ADD(list);

	value->text = xstrndup(text, len);
	value->source = source;
	value->line = line;
}

static bool
add_line(struct value_list *list, const char *text, size_t len, const char *source,
	unsigned line, struct err *err)
{
	if (strlen(text) != len)
		return err_set(
			err, ERR_USAGE, "%s:%u: the line holds a NUL byte", source, line);
	if (line == 1 && strncmp(text, BYTE_ORDER_MARK, 3) == 0)
		text += 3;
	text += strspn(text, BLANKS);
	len = strlen(text);
	while (len > 0 && strchr(BLANKS, text[len - 1]) != NULL)
		len--;
	if (len > 0 && text[0] != '#')
		add(list, text, len, source, line);
	return true;
}

static bool
read_lines(struct value_list *list, FILE *file, const char *source, struct err *err)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	bool ok = true;

	for (unsigned n = 1; ok && (len = getline(&line, &size, file)) >= 0; n++)
		ok = add_line(list, line, (size_t)len, source, n, err);
	free(line);
	if (ok && ferror(file))
		return err_set(
			err, ERR_SYSTEM, "cannot read '%s': %s", source, strerror(errno));
	return ok;
}

static bool
read_file(struct value_list *list, const char *path, struct err *err)
{
	FILE *file;
	bool ok;

	if (strcmp(path, "-") == 0)
		return read_lines(list, stdin, "stdin", err);
	file = fopen(path, "re");
	if (file == NULL)
		return err_set(
			err, ERR_USAGE, "cannot read '%s': %s", path, strerror(errno));
	ok = read_lines(list, file, path, err);
	fclose(file);
	return ok;
}

bool
values_read(
	struct value_list *list, const struct args *args, size_t n_words, struct err *err)
{
	const char *path = args_opt(args, "file");
	bool was_asked = path != NULL;

	*list = (struct value_list){ 0 };
	for (size_t i = 0; i < n_words; i++) {
		const char *word = args_word(args, i);
		was_asked = true;
		if (strcmp(word, "-") != 0)
			add(list, word, strlen(word), NULL, 0);
		else if (!read_lines(list, stdin, "stdin", err))
			goto fail;
	}
	if (path != NULL && !read_file(list, path, err))
		goto fail;
	if (list->len > 0)
		return true;
	err_set(err, ERR_USAGE,
		was_asked ? "there is no value in what was given"
			  : "no value is given: name some, or --file <file>, or - for "
			    "stdin");
fail:
	values_clear(list);
	return false;
}

void
values_clear(struct value_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		free(list->v[i].text);
	free(list->v);
	*list = (struct value_list){ 0 };
}

bool
values_blame(const struct value *value, struct err *err)
{
	if (value->source == NULL)
		return false;
	return err_wrap(err, "%s:%u", value->source, value->line);
}
