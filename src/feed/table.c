/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/xalloc.h"

#define BLANKS " \t\r"

/* Columns beyond are not looked at. */
#define FIELDS_MAX 64

/* What the headings are called. */
static const char *const names[FEED_COLUMNS][10] = {
	[FEED_VALUE] = { "ip", "address", "ipaddress", "ip_address", "ip address",
		"ip_addr", "network", "value", "country", "cidr" },
	[FEED_MASK] = { "mask", "prefix", "prefixlen" },
	[FEED_PORT] = { "port" },
	[FEED_GROUP] = { "group", "grp" },
	[FEED_TAG] = { "tag", "comment", "name" },
};

static char *
trim(char *text)
{
	char *end;

	text += strspn(text, BLANKS);
	end = text + strlen(text);
	while (end > text && strchr(BLANKS, end[-1]) != NULL)
		end--;
	*end = '\0';
	return text;
}

/* Take the quotes off, in place; "" within them is one. */
static char *
unquote(char *text)
{
	char *to = text + 1;

	if (text[0] != '"')
		return text;
	for (const char *from = text + 1; *from != '\0'; from++) {
		if (*from == '"' && from[1] != '"')
			break;
		from += *from == '"';
		*to++ = *from;
	}
	*to = '\0';
	return text + 1;
}

/* A separator within quotes is none.  0: a quote has no end. */
static size_t
split(char *line, char separator, char *fields[FIELDS_MAX])
{
	size_t n = 0;

	while (line != NULL && n < FIELDS_MAX) {
		bool is_quoted = false;
		char *end = line;
		for (; *end != '\0' && (is_quoted || *end != separator); end++)
			is_quoted = is_quoted != (*end == '"');
		if (is_quoted)
			return 0;
		fields[n] = line;
		line = *end != '\0' ? end + 1 : NULL;
		*end = '\0';
		fields[n] = unquote(trim(fields[n]));
		n++;
	}
	return n;
}

static bool
is_named(enum feed_column column, const char *text)
{
	for (size_t i = 0; i < 10 && names[column][i] != NULL; i++)
		if (ascii_compare(names[column][i], text) == 0)
			return true;
	return false;
}

static void
find_columns(struct feed_table *t, char *const *fields, size_t n)
{
	for (int c = 0; c < FEED_COLUMNS; c++)
		t->at[c] = -1;
	for (size_t i = 0; i < n; i++)
		for (int c = 0; c < FEED_COLUMNS; c++) {
			bool fits = c == FEED_VALUE && t->wanted != NULL
			                    ? ascii_compare(t->wanted, fields[i]) == 0
			                    : is_named((enum feed_column)c, fields[i]);
			if (t->at[c] < 0 && fits)
				t->at[c] = (int)i;
		}
}

/* The first line that says something: a heading, or not. */
static bool
begin(struct feed_table *t, char *const *fields, size_t n, struct err *err)
{
	t->is_begun = true;
	find_columns(t, fields, n);
	t->has_heading = t->at[FEED_VALUE] >= 0;
	if (!t->has_heading && t->wanted != NULL)
		return err_set(err, ERR_USAGE, "it has no column '%s' in its heading",
			t->wanted);
	if (!t->has_heading)
		feed_table_plain(t);
	return true;
}

static char
separator_of(const char *line)
{
	static const char separators[] = { ',', ';', '\t' };

	for (size_t i = 0; i < sizeof(separators); i++)
		if (strchr(line, separators[i]) != NULL)
			return separators[i];
	return '\0';
}

void
feed_table_plain(struct feed_table *t)
{
	t->is_begun = true;
	for (int c = 0; c < FEED_COLUMNS; c++)
		t->at[c] = c == FEED_VALUE ? 0 : -1;
}

/* Whether a line of texts is a heading: one of its fields has such a name. */
static bool
is_heading(struct feed_table *t, const char *line)
{
	char *copy = xstrdup(line), *fields[FIELDS_MAX];
	size_t n = split(copy, separator_of(line), fields);

	find_columns(t, fields, n);
	free(copy);
	return t->at[FEED_VALUE] >= 0;
}

/* The first word, or a range with blanks around its hyphen. */
static char *
first_word(char *line)
{
	char *end = line + strcspn(line, BLANKS "#"), *rest = end + strspn(end, BLANKS);
	char *last;

	if (rest[0] != '-' || strspn(rest + 1, BLANKS) == 0) {
		*end = '\0';
		return line;
	}
	last = rest + 1 + strspn(rest + 1, BLANKS);
	last[strcspn(last, BLANKS)] = '\0';
	*end++ = '-';
	memmove(end, last, strlen(last) + 1);
	return line;
}

enum feed_line
feed_table_line(
	struct feed_table *t, char *line, char *fields[FEED_COLUMNS], struct err *err)
{
	char *all[FIELDS_MAX];
	size_t n = 1;

	line = trim(line);
	if (line[0] == '\0' || line[0] == '#' || line[0] == ';')
		return FEED_NOTHING;
	if (!t->is_begun)
		t->separator =
			!t->has_texts || is_heading(t, line) ? separator_of(line) : '\0';
	all[0] = line;
	if (t->separator != '\0')
		n = split(line, t->separator, all);
	else if (!t->has_texts)
		n = split(line, ';', all);
	if (n == 0) {
		err_set(err, ERR_USAGE, "a quote has no end");
		return FEED_WRONG;
	}
	if (!t->is_begun) {
		if (!begin(t, all, n, err))
			return FEED_WRONG;
		if (t->has_heading)
			return FEED_NOTHING;
	}
	for (int c = 0; c < FEED_COLUMNS; c++) {
		bool has = t->at[c] >= 0 && (size_t)t->at[c] < n;
		fields[c] = has ? all[t->at[c]] : NULL;
	}
	if (fields[FEED_VALUE] == NULL || fields[FEED_VALUE][0] == '\0') {
		err_set(err, ERR_USAGE, "there is no value in its column");
		return FEED_WRONG;
	}
	if (!t->has_texts)
		fields[FEED_VALUE] = first_word(fields[FEED_VALUE]);
	return FEED_ROW;
}
