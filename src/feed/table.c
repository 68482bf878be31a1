/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/table.h"

#include <string.h>

#include "feed/cells.h"
#include "feed/columns.h"
#include "feed/entry.h"
#include "feed/heading.h"
#include "feed/pair.h"
#include "feed/words.h"

bool
feed_says_nothing(const char *line)
{
	line += strspn(line, CELLS_BLANKS);
	return line[0] == '\0' || line[0] == '#' || line[0] == ';';
}

void
feed_table_plain(struct feed_table *t)
{
	feed_heading_none(t);
	t->is_begun = t->is_known = true;
}

/* The first line that says something: whether it is a heading. */
static bool
begin(struct feed_table *t, const char *line, struct err *err)
{
	t->is_begun = true;
	if (t->format->is_strict && words_is_address(line)) {
		feed_table_plain(t);
		return false;
	}
	t->has_heading = t->is_known = feed_heading_read(t, line, err);
	if (t->has_heading)
		return true;
	t->at[FEED_VALUE] = 0;
	t->is_known = t->format->kind != FEED_ADDRESSES;
	return false;
}

/* "192.0.2.0 192.0.2.255 24": take the network. */
static bool
take_block(char *line, char **fields)
{
	size_t len = strcspn(line, " \t"), last_len;
	char *last = line + len + strspn(line + len, " \t"), *prefix;

	last_len = strcspn(last, " \t");
	prefix = last + last_len + strspn(last + last_len, " \t");
	if (!feed_pair_is_network(line, last, prefix))
		return false;
	line[len] = '\0';
	prefix[strspn(prefix, "0123456789")] = '\0';
	fields[FEED_VALUE] = line;
	fields[FEED_MASK] = prefix;
	return true;
}

/* "192.0.2.1 OK": the note says that the address is let in. */
static void
take_note(char *note, char **fields)
{
	char *end, after;

	note += strspn(note, CELLS_BLANKS);
	end = note + strcspn(note, CELLS_BLANKS);
	after = *end;
	*end = '\0';
	if (feed_entry_lets_in(note))
		fields[FEED_TYPE] = note;
	else
		*end = after;
}

/* A word, and more of them while they are addresses: what follows is a note. */
static enum feed_line
take_words(
	struct feed_table *t, char *line, char separator, char **fields, struct err *err)
{
	bool is_first_address = words_is_address(line + (line[0] == '"'));
	char *rest;

	if (is_first_address && take_block(line, fields))
		return FEED_ROW;
	if (!words_check_pairs(separator, line, err))
		return FEED_WRONG;
	fields[FEED_VALUE] = words_take(line, &rest);
	if (is_first_address && !words_check_note(fields[FEED_VALUE], rest, err))
		return FEED_WRONG;
	t->is_known = t->is_known || is_first_address;
	t->rest_separator = separator;
	t->rest = is_first_address ? words_next_address(separator, rest) : NULL;
	if (is_first_address && t->rest == NULL)
		take_note(rest, fields);
	return FEED_ROW;
}

bool
feed_table_more(struct feed_table *t, char *fields[FEED_COLUMNS])
{
	char *rest;

	if (t->rest == NULL)
		return false;
	fields[FEED_VALUE] = words_take(t->rest, &rest);
	t->rest = words_next_address(t->rest_separator, rest);
	return true;
}

/* What stands behind an address at the beginning separates the cells; names of networks
 * have a ',' in them. */
static char
separator_of(const char *line)
{
	char next = words_is_address(line) ? line[strcspn(line, WORDS_ENDS)] : '\0';

	return next != '\0' && strchr(",;\t", next) != NULL ? next
	                                                    : cells_separator(line);
}

static enum feed_line
take_addresses(struct feed_table *t, char *line, char **fields, struct err *err)
{
	char separator = separator_of(line), *comment;

	if (!t->is_known)
		t->separator = separator;
	if (separator != '\0' && words_are_addresses(line, separator)) {
		t->is_known = true;
		if (!t->has_unknown_heading)
			return take_words(t, line, separator, fields, err);
	}
	/* A comment behind the first cell holds no columns. */
	comment = strchr(line, '#');
	if (comment != NULL && comment < line + strcspn(line, ",;\t") &&
		words_is_address(line))
		*comment = '\0';
	if (t->separator == '\0' || t->format->is_strict)
		return take_words(t, line, '\0', fields, err);
	return feed_columns_take(t, line, fields, err) ? FEED_ROW : FEED_WRONG;
}

/* Take surrounding quotes off. */
static char *
unquote(char *line, struct err *err)
{
	line = cells_unquote(cells_unquote_single(line));
	if (line == NULL)
		err_set(err, ERR_USAGE,
			"a quote has no end, or something follows it: a first line has "
			"to "
			"name the columns, such as user_agent,count");
	return line;
}

/* A line that is one value. */
static enum feed_line
take_whole(const struct feed_table *t, char *line, char **fields, struct err *err)
{
	if (t->format->kind == FEED_WORDS)
		line = feed_columns_cut_comment(line);
	fields[FEED_VALUE] = unquote(line, err);
	return fields[FEED_VALUE] != NULL ? FEED_ROW : FEED_WRONG;
}

enum feed_line
feed_table_line(
	struct feed_table *t, char *line, char *fields[FEED_COLUMNS], struct err *err)
{
	t->rest = NULL;
	memset(fields, 0, FEED_COLUMNS * sizeof(*fields));
	line = cells_trim(line);
	if (feed_says_nothing(line))
		return FEED_NOTHING;
	if (!t->is_begun && begin(t, line, err))
		return t->is_broken ? FEED_WRONG : FEED_NOTHING;
	if (t->is_broken)
		return FEED_WRONG;
	if (t->has_heading)
		return feed_columns_take(t, line, fields, err) ? FEED_ROW : FEED_WRONG;
	if (t->format->kind == FEED_ADDRESSES)
		return take_addresses(t, line, fields, err);
	return take_whole(t, line, fields, err);
}
