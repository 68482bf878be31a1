/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shell/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"

#define BLANKS " \t\r\n"

static bool
is_blank(char c)
{
	return c != '\0' && strchr(BLANKS, c) != NULL;
}

/* Add quoted text; returns the byte after the closing quote. */
static size_t
take_quoted(struct words *words, struct str *word, const char *line, size_t i)
{
	char quote = line[i];

	words->quote = quote;
	words->quote_at = i;
	for (i++; line[i] != '\0' && line[i] != quote; i++) {
		if (quote == '"' && line[i] == '\\' &&
			(line[i + 1] == '"' || line[i + 1] == '\\'))
			i++;
		str_add(word, &line[i], 1);
	}
	if (line[i] == '\0')
		return i;
	words->quote = '\0';
	return i + 1;
}

static size_t
take_escaped(struct words *words, struct str *word, const char *line, size_t i)
{
	if (line[i + 1] == '\0') {
		words->quote = '\\';
		words->quote_at = i;
		return i + 1;
	}
	str_add(word, &line[i + 1], 1);
	return i + 2;
}

static size_t
take_word(struct words *words, const char *line, size_t i)
{
	struct str word = { 0 };

	words->at = i;
	while (line[i] != '\0' && !is_blank(line[i])) {
		if (line[i] == '\'' || line[i] == '"')
			i = take_quoted(words, &word, line, i);
		else if (line[i] == '\\')
			i = take_escaped(words, &word, line, i);
		else
			str_add(&word, &line[i++], 1);
	}
	*LIST_ADD(words) = xstrdup(str_get(&word));
	str_clear(&word);
	return i;
}

void
words_split(struct words *words, const char *line)
{
	size_t i = 0;

	*words = (struct words){ 0 };
	for (;;) {
		while (is_blank(line[i]))
			i++;
		if (line[i] == '\0' || line[i] == '#')
			break;
		i = take_word(words, line, i);
		if (line[i] == '\0') {
			words->in_word = true;
			return;
		}
	}
	words->in_comment = line[i] == '#';
	words->at = i + strlen(line + i);
}

bool
words_parse(struct words *words, const char *line, struct err *err)
{
	words_split(words, line);
	if (words->quote == '\0')
		return true;
	if (words->quote == '\\')
		err_set(err, ERR_USAGE, "nothing follows the last backslash");
	else
		err_set(err, ERR_USAGE, "the quote %c at column %zu is not closed",
			words->quote, words->quote_at + 1);
	words_clear(words);
	return false;
}

void
words_clear(struct words *words)
{
	for (size_t i = 0; i < words->len; i++)
		free(words->v[i]);
	free(words->v);
	*words = (struct words){ 0 };
}
