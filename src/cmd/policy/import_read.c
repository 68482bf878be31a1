/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import: the file, whatever its form.
 */
#include <sys/socket.h>

#include "cmd/policy/import.h"
#include "cmd/values.h"

/* An IPv4 address or network alone on its line, as most are: looked at once.  The widest
 * that no guard speaks against. */
#define WIDEST 8

static uint32_t
tag_of_group(struct import *im)
{
	const char *tag = im->terms.tag;

	if (!im->has_tag) {
		if (tag == NULL)
			tag = settings_group_name(&im->app->settings, im->terms.group);
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

/* The newline of the line when it was taken; NULL: the reader is to look at it. */
static char *
take_fast(struct import *im, char *line, size_t number)
{
	unsigned char bytes[16];
	size_t n = address_scan_ipv4(line, bytes);
	char *at = line + n;
	unsigned prefix = 32;

	if (n == 0)
		return NULL;
	if (*at == '/') {
		const char *digits = ++at;
		prefix = 0;
		for (; *at >= '0' && *at <= '9' && at - digits < 2; at++)
			prefix = prefix * 10 + (unsigned)(*at - '0');
		if (at == digits || *digits == '0' || prefix < WIDEST || prefix > 32 ||
			has_host_bits(bytes, prefix))
			return NULL;
	}
	at += *at == '\r';
	if (*at != '\n')
		return NULL;
	im->lines++;
	pack_add_ip(&im->pack, AF_INET, bytes, prefix, im->terms.group, im->terms.port,
		tag_of_group(im), (uint32_t)number);
	return at;
}

/* Take the lines that are known at a glance.  feed/reader.h reads the others. */
static void
take_plain_lines(struct import *im, struct reader *reader)
{
	char *line, *end;

	if (!im->is_addr || im->terms.group == 0)
		return;
	while ((line = reader_line(reader)) != NULL &&
		(end = take_fast(im, line, reader->number + 1)) != NULL)
		reader_take(reader, end);
}

static bool
take_rows(struct import *im, struct reader *reader, struct err *err)
{
	enum reader_got got;
	struct feed_row row;

	im->what = reader->is_json ? "text" : "line";
	for (;;) {
		take_plain_lines(im, reader);
		got = reader_next(reader, &row, err);
		if (got == READER_ROW)
			import_take(im, &row);
		else if (got != READER_WRONG)
			return got == READER_END;
		else if (row.is_left_out)
			left_out_add(&im->left, err->text, row.number);
		else
			import_fault(im, (uint32_t)row.number, reader->text, err->text);
	}
}

/* How the list is read.  Lists of addresses come as feeds publish them. */
static struct feed_format
format_of(const struct import *im)
{
	bool has_addresses = im->is_addr || im->kind == RULE_IP;
	struct feed_format format =
		has_addresses ? feed_addresses : *cmd_format(im->kind);

	format.purpose =
		im->is_addr || im->action == RULE_ALLOW ? FEED_TO_ALLOW : FEED_TO_BAN;
	if (!im->is_addr && !im->has_action)
		format.purpose = FEED_AS_IT_SAYS;
	format.wanted = im->column;
	format.set = im->firewall_set;
	return format;
}

bool
import_read(struct import *im, const char *path, struct err *err)
{
	struct feed_format format = format_of(im);
	struct reader reader;
	bool ok;

	if (!reader_open(&reader, &format, path, err))
		return false;
	ok = take_rows(im, &reader, err);
	reader_close(&reader);
	return ok;
}
