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
	bool is_known;
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
			form->is_known = true;
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

/* Of a plain line what stands before the first blank. */
static struct field
first_word(struct field line)
{
	for (size_t i = 0; i < line.len; i++)
		if (strchr(BLANKS, line.text[i]) != NULL)
			line.len = i;
	return line;
}

static void
add_line(struct feed *feed, struct form *form, struct field line, size_t number)
{
	struct field fields[FIELDS_MAX], trimmed = trim(line);
	size_t n;

	if (trimmed.len == 0 || trimmed.text[0] == '#' || trimmed.text[0] == ';')
		return;
	if (!form->is_known && learn(form, line))
		return;
	if (form->separator == '\0') {
		trimmed = first_word(trimmed);
		feed_add(feed, trimmed.text, trimmed.len, number);
		return;
	}
	n = split(fields, line, form->separator);
	if (form->column < n)
		feed_add(feed, fields[form->column].text, fields[form->column].len,
			number);
	else
		feed_add(feed, "", 0, number);
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
