/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/feed.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/xalloc.h"
#include "feed/names.h"

#define BLANKS " \t\r"
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Columns beyond are not looked at. */
#define FIELDS_MAX 64

struct field {
	const char *text;
	size_t len;
};

bool
feed_names_addresses(const char *name)
{
	static const char *const names[] = { "ip", "address", "ipaddress", "ip_address",
		"ip address" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (ascii_compare(name, names[i]) == 0)
			return true;
	return false;
}

void
feed_add(struct feed *feed, const char *text, size_t len, size_t number)
{
	struct feed_item *item = LIST_ADD(feed);

	item->text = xstrndup(text, len);
	item->number = number;
}

static struct field
trim(struct field field)
{
	while (field.len > 0 && strchr(BLANKS, field.text[0]) != NULL) {
		field.text++;
		field.len--;
	}
	while (field.len > 0 && strchr(BLANKS, field.text[field.len - 1]) != NULL)
		field.len--;
	if (field.len >= 2 && field.text[0] == '"' && field.text[field.len - 1] == '"') {
		field.text++;
		field.len -= 2;
	}
	return field;
}

/* The next field of a line, which it is taken from.  A separator within quotes is
 * none. */
static struct field
next_field(struct field *rest, char separator)
{
	struct field field = { rest->text, 0 };
	bool is_quoted = false;

	while (field.len < rest->len &&
		(is_quoted || field.text[field.len] != separator)) {
		is_quoted = is_quoted != (field.text[field.len] == '"');
		field.len++;
	}
	rest->text += field.len;
	rest->len -= field.len;
	return trim(field);
}

static size_t
split(struct field fields[FIELDS_MAX], struct field line, char separator)
{
	size_t n = 0;

	for (;;) {
		fields[n++] = next_field(&line, separator);
		if (n == FIELDS_MAX || line.len == 0)
			return n;
		line.text++;
		line.len--;
	}
}

static bool
is_address(struct field field)
{
	char text[INET6_ADDRSTRLEN + 1];
	unsigned char bytes[16];

	if (field.len >= sizeof(text))
		return false;
	memcpy(text, field.text, field.len);
	text[field.len] = '\0';
	return inet_pton(AF_INET, text, bytes) == 1 ||
	       inet_pton(AF_INET6, text, bytes) == 1;
}

/* How the lines of a list are read. */
struct form {
	bool is_known, has_heading;
	char separator; /* 0: plain lines */
	size_t column;
};

static char
separator_of(struct field line)
{
	static const char separators[] = { ',', ';', '\t' };

	for (size_t i = 0; i < sizeof(separators); i++)
		if (memchr(line.text, separators[i], line.len) != NULL)
			return separators[i];
	return '\0';
}

/* Learn the form from a line, by a heading or by an address; true when it is a
 * heading. */
static bool
learn(struct form *form, struct field line)
{
	struct field fields[FIELDS_MAX];
	size_t n;

	form->separator = separator_of(line);
	n = split(fields, line, form->separator);
	for (size_t i = 0; i < n; i++) {
		char *name = xstrndup(fields[i].text, fields[i].len);
		bool is_name = feed_names_addresses(name);
		free(name);
		if (is_name) {
			form->column = i;
			form->is_known = form->has_heading = true;
			return true;
		}
	}
	for (size_t i = n; i-- > 0;)
		if (is_address(fields[i])) {
			form->column = i;
			form->is_known = true;
		}
	return false;
}

/* Take the next word off a plain line. */
static struct field
next_word(struct field *rest)
{
	struct field word;

	*rest = trim(*rest);
	word = (struct field){ rest->text, 0 };
	while (word.len < rest->len && strchr(BLANKS, word.text[word.len]) == NULL)
		word.len++;
	rest->text += word.len;
	rest->len -= word.len;
	return word;
}

static void
add_field(struct feed *feed, struct field field, size_t number)
{
	feed_add(feed, field.text, field.len, number);
}

/* The first word, and those that follow it as long as they are addresses: what comes
 * then is a remark. */
static void
add_words(struct feed *feed, struct field line, size_t number)
{
	struct field word = next_word(&line);

	add_field(feed, word, number);
	while (is_address(word)) {
		word = next_word(&line);
		if (is_address(word))
			add_field(feed, word, number);
	}
}

/* Whether there is nothing but addresses on the line, in fields. */
static bool
has_only_addresses(struct field line, char separator)
{
	bool has_any = false;

	for (;;) {
		struct field field = next_field(&line, separator);
		if (field.len > 0 && !is_address(field))
			return false;
		has_any = has_any || field.len > 0;
		if (line.len == 0)
			return has_any;
		line.text++;
		line.len--;
	}
}

static void
add_fields(struct feed *feed, struct field line, char separator, size_t number)
{
	for (;;) {
		struct field field = next_field(&line, separator);
		if (field.len > 0)
			add_field(feed, field, number);
		if (line.len == 0)
			return;
		line.text++;
		line.len--;
	}
}

static void
add_column(struct feed *feed, const struct form *form, struct field line, size_t number)
{
	struct field fields[FIELDS_MAX];
	size_t n = split(fields, line, form->separator);

	add_field(feed, form->column < n ? fields[form->column] : (struct field){ "", 0 },
		number);
}

static void
add_line(struct feed *feed, struct form *form, struct field line, size_t number)
{
	struct field trimmed = trim(line);
	char separator = separator_of(line);

	if (trimmed.len == 0 || trimmed.text[0] == '#' || trimmed.text[0] == ';')
		return;
	if (!form->is_known && learn(form, line))
		return;
	if (!form->has_heading && separator != '\0' &&
		has_only_addresses(line, separator))
		add_fields(feed, line, separator, number);
	else if (form->separator == '\0')
		add_words(feed, trimmed, number);
	else
		add_column(feed, form, line, number);
}

bool
feed_parse(struct feed *feed, const char *text, size_t len, struct err *err)
{
	struct form form = { .is_known = false };
	size_t start = 0;

	*feed = (struct feed){ 0 };
	if (memchr(text, '\0', len) != NULL)
		return err_set(err, ERR_USAGE, "it holds NUL bytes: it is no text");
	if (len >= 3 && memcmp(text, BYTE_ORDER_MARK, 3) == 0) {
		text += 3;
		len -= 3;
	}
	while (start < len && strchr(BLANKS "\n", text[start]) != NULL)
		start++;
	if (start < len && (text[start] == '{' || text[start] == '['))
		return feed_parse_json(feed, text + start, len - start, err);
	for (size_t number = 1; len > 0; number++) {
		const char *end = memchr(text, '\n', len);
		struct field line = { text, end != NULL ? (size_t)(end - text) : len };
		add_line(feed, &form, line, number);
		line.len += end != NULL;
		text += line.len;
		len -= line.len;
	}
	return true;
}

void
feed_clear(struct feed *feed)
{
	for (size_t i = 0; i < feed->len; i++)
		free(feed->v[i].text);
	free(feed->v);
	*feed = (struct feed){ 0 };
}
