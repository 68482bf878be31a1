/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "complete/bash.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/str.h"
#include "base/xalloc.h"

#define BLANKS " \t\n"

/* Add the next character of *s, unquoted, and move *s past it. */
static void
take_char(struct str *word, const char **s, char *quote)
{
	const char *c = *s;

	*s = c + 1;
	if (*quote == '\0' && (*c == '\'' || *c == '"')) {
		*quote = *c;
		return;
	}
	if (*quote != '\0' && *c == *quote) {
		*quote = '\0';
		return;
	}
	if (*c == '\\' && c[1] != '\0' && *quote != '\'' &&
		(*quote == '\0' || strchr("\"\\$`", c[1]) != NULL)) {
		c++;
		*s = c + 1;
	}
	str_add(word, c, 1);
}

/* The length of the unquoted text up to end. */
static size_t
length_until(const char *text, const char *end)
{
	struct str word = { 0 };
	char quote = '\0';
	size_t len;

	while (text < end)
		take_char(&word, &text, &quote);
	len = word.len;
	str_clear(&word);
	return len;
}

void
bash_line_init(struct bash_line *line, const char *text, const char *tail)
{
	const char *end = text + strlen(text), *start;
	size_t tail_len = strlen(tail);
	struct str word;

	*line = (struct bash_line){ 0 };
	for (;;) {
		text += strspn(text, BLANKS);
		start = text;
		word = (struct str){ 0 };
		while (*text != '\0' &&
			(line->quote != '\0' || strchr(BLANKS, *text) == NULL))
			take_char(&word, &text, &line->quote);
		if (*text == '\0')
			break;
		*LIST_ADD(&line->words) = xstrdup(str_get(&word));
		str_clear(&word);
	}
	line->begun = xstrdup(str_get(&word));
	str_clear(&word);
	if (line->words.len > 0) {
		free(line->words.v[0]);
		line->words.len--;
		memmove(line->words.v, line->words.v + 1,
			line->words.len * sizeof(*line->words.v));
	}
	if (tail_len <= (size_t)(end - start) && strcmp(end - tail_len, tail) == 0)
		line->kept = length_until(start, end - tail_len);
}

void
bash_line_clear(struct bash_line *line)
{
	for (size_t i = 0; i < line->words.len; i++)
		free(line->words.v[i]);
	free(line->words.v);
	free(line->begun);
	*line = (struct bash_line){ 0 };
}

static void
add_quoted(struct str *s, char c, char quote)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,@+%=";

	if (quote == '\'')
		str_addf(s, c == '\'' ? "'\\''" : "%c", c);
	else if (quote == '"' && c == '!')
		str_addf(s, "\"'!'\""); /* history: a backslash would stay */
	else if (quote == '"')
		str_addf(s, strchr("\"\\$`", c) != NULL ? "\\%c" : "%c", c);
	else
		str_addf(s,
			strchr(plain, c) != NULL || (unsigned char)c >= 0x80 ? "%c"
									     : "\\%c",
			c);
}

char *
bash_insertion(const struct bash_line *line, const char *text)
{
	struct str s = { 0 };
	char *kept = xstrndup(line->begun, line->kept);
	bool fits = ascii_begins(text, kept);

	free(kept);
	if (!fits)
		return NULL;
	str_add(&s, "", 0);
	for (text += line->kept; *text != '\0'; text++)
		add_quoted(&s, *text, line->quote);
	return s.s;
}
