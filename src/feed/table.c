/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/table.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "feed/netmask.h"

#define BLANKS " \t\r"

/* An address ends here. */
#define WORD_ENDS BLANKS ",;#\""

/* Further columns are ignored. */
#define CELLS_MAX 64

bool
feed_says_nothing(const char *line)
{
	line += strspn(line, BLANKS);
	return line[0] == '\0' || line[0] == '#' || line[0] == ';';
}

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

/* Take the quotes off, in place; "" within them is one.  NULL when something follows the
 * closing quote. */
static char *
unquote(char *text)
{
	char *to = text + 1, *from = text + 1;

	if (text[0] != '"')
		return text;
	for (; *from != '\0' && (*from != '"' || from[1] == '"'); from++) {
		from += *from == '"';
		*to++ = *from;
	}
	if (from[0] != '"' || from[1] != '\0')
		return NULL;
	*to = '\0';
	return text + 1;
}

/* The cells of a line.  A separator within quotes does not count.  0: a quote is wrong.
 */
static int
split(char *line, char separator, char *cells[CELLS_MAX])
{
	int n = 0;

	while (line != NULL && n < CELLS_MAX) {
		bool is_quoted = false;
		char *end = line, *next;
		for (; *end != '\0' && (is_quoted || *end != separator); end++)
			is_quoted = is_quoted != (*end == '"');
		next = *end != '\0' ? end + 1 : NULL;
		*end = '\0';
		cells[n] = unquote(trim(line));
		if (is_quoted || cells[n++] == NULL)
			return 0;
		line = next;
	}
	return n;
}

/* -- addresses -- */

/* Whether a word is meant as an address: with a mask, a port, or as a range too. */
static bool
is_address(const char *word)
{
	size_t start = word[0] == '[', len = strcspn(word + start, "/-]" WORD_ENDS);
	char text[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	char *colon;

	if (len >= sizeof(text))
		return false;
	memcpy(text, word + start, len);
	text[len] = '\0';
	if (inet_pton(AF_INET6, text, bytes) == 1)
		return true;
	colon = strchr(text, ':');
	if (colon != NULL)
		*colon = '\0';
	return inet_pton(AF_INET, text, bytes) == 1;
}

/* Join "a - b" to one word, in place; the end of that, or NULL when it is not a range. */
static char *
join_range(const char *word, char *end)
{
	char *last = end + strspn(end, BLANKS);
	size_t len;

	if (!is_address(word) || (end[-1] != '-' && *last != '-'))
		return NULL;
	last += *last == '-';
	last += strspn(last, BLANKS);
	if (!is_address(last))
		return NULL;
	if (end[-1] != '-')
		*end++ = '-';
	len = strcspn(last, WORD_ENDS);
	memmove(end, last, len);
	/* What is left of the second word must not be read again. */
	memset(end + len, ' ', (size_t)(last - end));
	return end + len;
}

/* Take the next word off the text; *rest is what follows. */
static char *
take_word(char *text, char **rest)
{
	char *end, *joined;

	text += strspn(text, BLANKS);
	text += text[0] == '"';
	end = text + strcspn(text, WORD_ENDS);
	joined = end > text ? join_range(text, end) : NULL;
	if (joined != NULL)
		end = joined;
	*rest = end + (*end != '\0' && *end != '#');
	*end = '\0';
	return text;
}

/* The first of ',', ';' and tab that the line has. */
static char
separator_of(const char *line)
{
	static const char separators[] = { ',', ';', '\t' };

	for (size_t i = 0; i < sizeof(separators); i++)
		if (strchr(line, separators[i]) != NULL)
			return separators[i];
	return '\0';
}

/* Whether the cells of the line are addresses, or empty. */
static bool
has_only_addresses(const char *line, char separator)
{
	bool has_any = false;

	for (const char *at = line;; at++) {
		at += strspn(at, " \r\"");
		if (*at != '\0' && *at != separator) {
			if (!is_address(at))
				return false;
			has_any = true;
			at += strcspn(at, WORD_ENDS);
			at += strspn(at, " \r\"");
		}
		if (*at == '\0')
			return has_any;
		if (*at != separator)
			return false;
	}
}

/* -- headings -- */

static void
find_columns(struct feed_table *t, char *const *cells, int n)
{
	for (int c = 0; c < FEED_COLUMNS_MAX; c++)
		t->at[c] = -1;
	for (int i = 0; i < n; i++) {
		int c = feed_column(t->format, cells[i]);
		if (c >= 0 && t->at[c] < 0)
			t->at[c] = i;
	}
}

void
feed_table_plain(struct feed_table *t)
{
	find_columns(t, NULL, 0);
	t->at[FEED_VALUE] = 0;
	t->is_begun = t->is_known = true;
}

/* Say which cell of a heading is unknown, or there twice. */
static bool
refuse_heading(const struct feed_table *t, char *const *cells, int n, struct err *err)
{
	struct str known = { 0 };

	for (int i = 0; i < n; i++) {
		int c = feed_column(t->format, cells[i]);
		if (c >= 0 && t->at[c] == i)
			continue;
		if (c >= 0)
			return err_set(err, ERR_USAGE,
				"'%s' names a column that is there already", cells[i]);
		feed_list_names(t->format, &known);
		err_set(err, ERR_USAGE,
			"unknown column '%s': the first line names some of %s", cells[i],
			str_get(&known));
		str_clear(&known);
		return false;
	}
	return true;
}

/* Whether the first line is a heading. */
static bool
is_heading(struct feed_table *t, const char *line, struct err *err)
{
	char *copy = xstrdup(line), *cells[CELLS_MAX];
	int n;

	t->separator = t->format->is_strict ? ',' : separator_of(line);
	n = split(copy, t->separator, cells);
	find_columns(t, cells, n);
	t->n_cells = n;
	if (t->format->is_strict)
		t->is_broken = n == 0 ? !err_set(err, ERR_USAGE, "a quote has no end")
		                      : !refuse_heading(t, cells, n, err);
	else if (t->format->wanted != NULL && t->at[FEED_VALUE] < 0)
		t->is_broken = !err_set(err, ERR_USAGE,
			"it has no column '%s' in its heading", t->format->wanted);
	free(copy);
	return t->format->is_strict || t->at[FEED_VALUE] >= 0;
}

/* The first line that says something: whether it is a heading. */
static bool
begin(struct feed_table *t, const char *line, struct err *err)
{
	t->is_begun = true;
	if (t->format->is_strict && is_address(line)) {
		feed_table_plain(t);
		return false;
	}
	t->has_heading = t->is_known = is_heading(t, line, err);
	if (t->has_heading)
		return true;
	t->at[FEED_VALUE] = 0;
	t->is_known = t->format->kind != FEED_ADDRESSES;
	return false;
}

/* -- rows -- */

/* Cut a comment off that stands behind a blank. */
static char *
cut_comment(char *line)
{
	for (char *c = line; *c != '\0'; c++)
		if ((*c == '#' || *c == ';') && c > line && strchr(BLANKS, c[-1]) != NULL)
			*c = '\0';
	return trim(line);
}

/* Without a heading, what a cell holds tells what it means. */
static bool
check_next_cell(const struct feed_table *t, char *const *cells, int n, struct err *err)
{
	int i = t->at[FEED_VALUE];

	return t->has_heading || t->format->kind != FEED_ADDRESSES || i < 0 ||
	       i + 1 >= n || feed_check_netmask(cells[i], cells[i + 1], err);
}

static enum feed_line
take_columns(struct feed_table *t, char *line, char **fields, struct err *err)
{
	char *cells[CELLS_MAX], *rest;
	int n = split(line, t->separator, cells);

	if (n == 0) {
		err_set(err, ERR_USAGE, "a quote has no end");
		return FEED_WRONG;
	}
	if (t->format->is_strict && n > t->n_cells) {
		err_set(err, ERR_USAGE, "it has more cells than the first line");
		return FEED_WRONG;
	}
	for (int i = 0; !t->is_known && i < n; i++)
		if (is_address(cells[i])) {
			t->at[FEED_VALUE] = i;
			t->is_known = true;
		}
	for (int c = 0; c < t->format->n_columns; c++)
		fields[c] = t->at[c] >= 0 && t->at[c] < n ? cells[t->at[c]] : NULL;
	if (t->format->is_strict)
		return FEED_ROW;
	if (!check_next_cell(t, cells, n, err))
		return FEED_WRONG;
	if (fields[FEED_VALUE] == NULL || fields[FEED_VALUE][0] == '\0') {
		err_set(err, ERR_USAGE, "there is no value in its column");
		return FEED_WRONG;
	}
	if (t->format->kind == FEED_ADDRESSES)
		fields[FEED_VALUE] = take_word(fields[FEED_VALUE], &rest);
	if (t->format->kind == FEED_WORDS)
		fields[FEED_VALUE] = cut_comment(fields[FEED_VALUE]);
	return FEED_ROW;
}

/* The next address in what is left of the line; NULL when a note or nothing follows. */
static char *
next_address(char separator, char *text)
{
	while (text[0] != '\0' &&
		(strchr(BLANKS "\"", text[0]) != NULL || text[0] == separator))
		text++;
	return is_address(text) ? text : NULL;
}

/* Refuse a netmask among the addresses of a line. */
static bool
check_netmasks(char separator, char *line, struct err *err)
{
	char *address = next_address(separator, line), *next;

	for (; address != NULL; address = next) {
		char *end = address + strcspn(address, WORD_ENDS);
		next = next_address(separator, end + (*end != '\0' && *end != '#'));
		if (next != NULL && !feed_check_netmask(address, next, err))
			return false;
	}
	return true;
}

/* A word, and more of them while they are addresses: what follows is a note. */
static enum feed_line
take_words(
	struct feed_table *t, char *line, char separator, char **fields, struct err *err)
{
	bool is_first_address = is_address(line + (line[0] == '"'));
	char *rest;

	if (!check_netmasks(separator, line, err))
		return FEED_WRONG;
	fields[FEED_VALUE] = take_word(line, &rest);
	t->is_known = t->is_known || is_first_address;
	t->rest_separator = separator;
	t->rest = is_first_address ? next_address(separator, rest) : NULL;
	return FEED_ROW;
}

bool
feed_table_more(struct feed_table *t, char *fields[FEED_COLUMNS_MAX])
{
	char *rest;

	if (t->rest == NULL)
		return false;
	fields[FEED_VALUE] = take_word(t->rest, &rest);
	t->rest = next_address(t->rest_separator, rest);
	return true;
}

static enum feed_line
take_addresses(struct feed_table *t, char *line, char **fields, struct err *err)
{
	char separator = separator_of(line);

	if (!t->is_known)
		t->separator = separator;
	if (separator != '\0' && has_only_addresses(line, separator)) {
		t->is_known = true;
		return take_words(t, line, separator, fields, err);
	}
	/* A comment behind the first cell holds no columns. */
	if (strcspn(line, "#") < strcspn(line, ",;\t") && is_address(line))
		line[strcspn(line, "#")] = '\0';
	return t->separator != '\0' && !t->format->is_strict
	               ? take_columns(t, line, fields, err)
	               : take_words(t, line, '\0', fields, err);
}

enum feed_line
feed_table_line(
	struct feed_table *t, char *line, char *fields[FEED_COLUMNS_MAX], struct err *err)
{
	t->rest = NULL;
	memset(fields, 0, FEED_COLUMNS_MAX * sizeof(*fields));
	line = trim(line);
	if (feed_says_nothing(line))
		return FEED_NOTHING;
	if (!t->is_begun && begin(t, line, err))
		return t->is_broken ? FEED_WRONG : FEED_NOTHING;
	if (t->is_broken)
		return FEED_WRONG;
	if (t->has_heading)
		return take_columns(t, line, fields, err);
	if (t->format->kind == FEED_ADDRESSES)
		return take_addresses(t, line, fields, err);
	fields[FEED_VALUE] = t->format->kind == FEED_WORDS ? cut_comment(line) : line;
	return FEED_ROW;
}
