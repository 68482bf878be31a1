/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import: the file, whatever its form.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "cmd/policy/import.h"
#include "feed/lines.h"
#include "feed/feed.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* JSON is read as a whole. */
#define JSON_BYTES_MAX (64u << 20)

/* An IPv4 address or network alone on its line, as most are: looked at once.  The widest
 * that no guard speaks against. */
#define WIDEST 8

static uint32_t
tag_of_group(struct import *im)
{
	const char *tag = im->tag;

	if (!im->has_tag) {
		if (tag == NULL)
			tag = settings_group_name(&im->app->settings, im->group);
		im->tag_number = pack_tag(&im->pack, tag != NULL ? tag : "");
		im->has_tag = true;
	}
	return im->tag_number;
}

static bool
has_host_bits(const unsigned char bytes[4], unsigned prefix)
{
	uint32_t address = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
	                   (uint32_t)bytes[2] << 8 | bytes[3];

	return prefix < 32 && (address << prefix) != 0;
}

/* False: the ordinary way is to look at it. */
static bool
take_fast(struct import *im, const char *line, const char *end, uint32_t number)
{
	unsigned char bytes[16];
	size_t n = address_scan_ipv4(line, bytes);
	const char *at = line + n;
	unsigned prefix = 32;

	if (n == 0)
		return false;
	if (*at == '/') {
		const char *digits = ++at;
		prefix = 0;
		for (; *at >= '0' && *at <= '9' && at - digits < 2; at++)
			prefix = prefix * 10 + (unsigned)(*at - '0');
		if (at == digits || *digits == '0' || prefix < WIDEST || prefix > 32 ||
			has_host_bits(bytes, prefix))
			return false;
	}
	at += *at == '\r';
	if (at != end)
		return false;
	if (!im->table.is_begun)
		feed_table_plain(&im->table);
	im->lines++;
	pack_add_ip(&im->pack, AF_INET, bytes, prefix, im->group, im->port,
		tag_of_group(im), number);
	return true;
}

static bool
may_be_fast(const struct import *im)
{
	return im->is_addr && im->group != 0 && im->table.wanted == NULL &&
	       (!im->table.is_begun ||
		       (!im->table.has_heading && im->table.separator == '\0'));
}

static bool
take_line(struct import *im, char *line, char *end, uint32_t number, struct err *err)
{
	char *fields[FEED_COLUMNS];
	bool was_begun = im->table.is_begun;

	*end = '\0';
	if (memchr(line, '\0', (size_t)(end - line)) != NULL) {
		im->lines++;
		import_fault(im, number, line, "there is a NUL byte in it");
		return true;
	}
	switch (feed_table_line(&im->table, line, fields, err)) {
	case FEED_ROW:
		import_take(im, fields, number);
		break;
	case FEED_NOTHING:
		break;
	case FEED_WRONG:
		/* A column that is missing is missing in all lines. */
		if (!was_begun && im->table.is_begun)
			return false;
		im->lines++;
		import_fault(im, number, line, err->text);
		break;
	}
	return true;
}

static bool
take_block(struct import *im, char *block, size_t len, uint32_t *number, struct err *err)
{
	for (char *line = block, *end; line < block + len; line = end + 1) {
		end = memchr(line, '\n', (size_t)(block + len - line));
		++*number;
		if (may_be_fast(im) && take_fast(im, line, end, *number))
			continue;
		if (!take_line(im, line, end, *number, err))
			return false;
	}
	return true;
}

/* -- JSON -- */

static bool
take_items(struct import *im, const struct str *text, const char *source, struct err *err)
{
	struct feed feed;
	bool ok = feed_parse(&feed, str_get(text), text->len, err) ||
	          err_wrap(err, "'%s'", source);

	for (size_t i = 0; ok && i < feed.len; i++) {
		char *fields[FEED_COLUMNS] = { [FEED_VALUE] = feed.v[i].text };
		import_take(im, fields, (uint32_t)feed.v[i].number);
	}
	feed_clear(&feed);
	return ok;
}

static bool
take_json(struct import *im, struct lines *lines, struct err *err)
{
	struct str text = { 0 };
	bool ok = lines_whole(lines, &text, JSON_BYTES_MAX, err) &&
	          take_items(im, &text, lines->source, err);

	str_clear(&text);
	return ok;
}

/* -- the file -- */

static bool
check_form(const char *source, const char *block, size_t len, struct err *err)
{
	const unsigned char *b = (const unsigned char *)block;

	if (len >= 2 && b[0] == 0x1f && b[1] == 0x8b)
		return err_set(err, ERR_USAGE,
			"'%s' is compressed: zcat FILE | shieldadm import - ...", source);
	if (len >= 2 &&
		((b[0] == 0xff && b[1] == 0xfe) || (b[0] == 0xfe && b[1] == 0xff)))
		return err_set(err, ERR_USAGE,
			"'%s' is text in UTF-16: iconv -f UTF-16 -t UTF-8 FILE | "
			"shieldadm import - ...",
			source);
	return true;
}

/* An array of texts or objects, or an object; "[2001:db8::1]:5060" is an address. */
static bool
is_json(const char *bytes, size_t len)
{
	static const char blanks[] = " \t\r\n";
	size_t at = 0;

	while (at < len && strchr(blanks, bytes[at]) != NULL)
		at++;
	if (at == len || (bytes[at] != '[' && bytes[at] != '{'))
		return false;
	if (bytes[at] == '{')
		return true;
	for (at++; at < len && strchr(blanks, bytes[at]) != NULL;)
		at++;
	return at == len || strchr("\"[{]", bytes[at]) != NULL;
}

static bool
take_lines(struct import *im, struct lines *lines, struct err *err)
{
	uint32_t number = 0;
	bool ok = true;
	size_t len;
	char *block;

	while (ok && (ok = lines_next(lines, &block, &len, err)) && len > 0)
		ok = take_block(im, block, len, &number, err);
	return ok;
}

static bool
take_file(struct import *im, struct lines *lines, struct err *err)
{
	const char *bytes;
	size_t len;

	if (!lines_peek(lines, &bytes, &len, err) ||
		!check_form(lines->source, bytes, len, err))
		return false;
	if (len >= 3 && memcmp(bytes, BYTE_ORDER_MARK, 3) == 0) {
		lines->used += 3;
		bytes += 3;
		len -= 3;
	}
	return is_json(bytes, len) ? take_json(im, lines, err)
	                           : take_lines(im, lines, err);
}

bool
import_read(struct import *im, const char *path, struct err *err)
{
	struct lines lines;
	bool ok;

	if (!lines_open(&lines, path, err))
		return false;
	ok = take_file(im, &lines, err);
	lines_close(&lines);
	return ok;
}
