/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/intern.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "policy/kamailio_ip.h"

unsigned
address_bits(int family)
{
	return family == AF_INET6 ? 128 : 32;
}

bool
address_parse_ip(const char *text, int *family, unsigned char bytes[16])
{
	memset(bytes, 0, 16);
	*family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET;
	return inet_pton(*family, text, bytes) == 1;
}

bool
address_is_mapped(const unsigned char bytes[16])
{
	static const unsigned char start[12] = { [10] = 0xff, [11] = 0xff };

	return memcmp(bytes, start, sizeof(start)) == 0;
}

void
address_unmap(int *family, unsigned char bytes[16])
{
	if (*family != AF_INET6 || !address_is_mapped(bytes))
		return;
	*family = AF_INET;
	memmove(bytes, bytes + 12, 4);
	memset(bytes + 4, 0, 12);
}

/*
 * A number up to 255 without leading zeros.  Returns the number of its digits, at least
 * 1; sets *is_bad when the text is not such a number.  A processor cannot predict the
 * number of digits, so the code has no branches: mispredictions took most of the time.
 */
static inline size_t
scan_byte(const char *s, unsigned char *byte, unsigned *is_bad)
{
	unsigned a = (unsigned)(s[0] - '0'), b = (unsigned)(s[1] - '0');
	unsigned c = (unsigned)(s[2] - '0');
	unsigned two = b <= 9, three = two & (c <= 9);
	unsigned value = a + (-two & (a * 9 + b));

	value += -three & (value * 9 + c);
	*byte = (unsigned char)value;
	*is_bad |= (a > 9) | (value > 255) | (two & (a == 0));
	return 1 + two + three;
}

size_t
address_scan_ipv4(const char text[16], unsigned char bytes[4])
{
	unsigned is_bad = 0;
	size_t n = scan_byte(text, &bytes[0], &is_bad);

	for (int i = 1; i < 4; i++) {
		is_bad |= text[n] != '.';
		n++;
		n += scan_byte(text + n, &bytes[i], &is_bad);
	}
	/* A further digit makes it no address. */
	is_bad |= (unsigned)(text[n] - '0') <= 9;
	return is_bad ? 0 : n;
}

/* inet_ntop() of glibc goes through printf() for it, which takes ten times as long. */
static void
format_ipv4(const unsigned char bytes[4], char *text)
{
	for (int i = 0; i < 4; i++) {
		unsigned byte = bytes[i];
		if (byte >= 100)
			*text++ = (char)('0' + byte / 100);
		if (byte >= 10)
			*text++ = (char)('0' + byte / 10 % 10);
		*text++ = (char)('0' + byte % 10);
		*text++ = i < 3 ? '.' : '\0';
	}
}

void
address_format_ip(int family, const unsigned char bytes[16], char text[ADDRESS_IP_MAX])
{
	if (family == AF_INET)
		format_ipv4(bytes, text);
	else
		inet_ntop(family, bytes, text, ADDRESS_IP_MAX);
}

const char *
address_no_source(int family, const unsigned char bytes[16])
{
	static const unsigned char none[16] = { 0 };

	if (family == AF_INET6) {
		if (memcmp(bytes, none, sizeof(none)) == 0)
			return "the address of nobody";
		return bytes[0] == 0xff ? "a multicast address" : NULL;
	}
	if (bytes[0] == 0)
		return "the address of nobody";
	if (memcmp(bytes, "\xff\xff\xff\xff", 4) == 0 ||
		memcmp(bytes, "\x7f\xff\xff\xff", 4) == 0)
		return "a broadcast address";
	if ((bytes[0] & 0xf0) == 0xe0)
		return "a multicast address";
	return bytes[0] >= 0xf0 ? "an address that is given to nobody" : NULL;
}

const char *
address_stored(const struct address *a)
{
	return a->stored != NULL ? a->stored : a->ip;
}

const char *
address_text(const struct address *a)
{
	return a->form == ADDRESS_NAME ? a->stored : a->ip;
}

void
address_format(const struct address *a, char text[ADDRESS_FORMAT_MAX])
{
	const int most = ADDRESS_FORMAT_MAX - 32; /* bytes of a name */
	char port[24] = "";

	if (a->port != 0)
		snprintf(port, sizeof(port), " port %u", a->port);
	if (a->form != ADDRESS_NAME)
		snprintf(text, ADDRESS_FORMAT_MAX, "%s/%u%s", a->ip, a->prefix, port);
	else if (strlen(a->stored) <= (size_t)most)
		snprintf(text, ADDRESS_FORMAT_MAX, "%s%s", a->stored, port);
	else
		snprintf(text, ADDRESS_FORMAT_MAX, "%.*s...%s", most, a->stored, port);
}

bool
address_has_prefix(const unsigned char a[16], const unsigned char b[16], unsigned prefix)
{
	unsigned whole = prefix / 8, rest = prefix % 8;
	unsigned char mask = (unsigned char)(0xff00u >> rest);

	return memcmp(a, b, whole) == 0 &&
	       (rest == 0 || (a[whole] & mask) == (b[whole] & mask));
}

bool
address_has_host_bits(const struct address *a)
{
	for (unsigned i = a->prefix;
		a->form != ADDRESS_NAME && i < address_bits(a->family); i++)
		if ((a->bytes[i / 8] & (0x80u >> (i % 8))) != 0)
			return true;
	return false;
}

bool
address_contains(const struct address *outer, const struct address *inner)
{
	return outer->form != ADDRESS_NAME && inner->form != ADDRESS_NAME &&
	       outer->family == inner->family && outer->prefix <= inner->prefix &&
	       address_has_prefix(outer->bytes, inner->bytes, outer->prefix);
}

struct address_row
address_row(const struct address *a)
{
	return (struct address_row){ .id = a->id,
		.group = (long long)a->group,
		.mask = a->prefix,
		.port = a->port,
		.ip = address_stored(a),
		.tag = a->tag };
}

/* What Kamailio makes of the row's text and mask. */
static bool
from_text(struct address *a, const struct address_row *row, struct err *err)
{
	unsigned bits;

	if (!address_parse_as_kamailio(row->ip, &a->family, a->bytes)) {
		a->form = ADDRESS_NAME;
		a->family = AF_UNSPEC;
		a->prefix = 32;
		a->stored = intern(row->ip);
		return true;
	}
	bits = address_bits(a->family);
	if (row->mask < 0 || row->mask > bits)
		return err_set(err, ERR_DB, "mask %lld is invalid (expected 0 to %u)",
			row->mask, bits);
	/* Kamailio takes the mask 0 as a host's. */
	a->prefix = row->mask == 0 ? bits : (unsigned)row->mask;
	a->form = a->prefix == bits ? ADDRESS_HOST : ADDRESS_NETWORK;
	address_format_ip(a->family, a->bytes, a->ip);
	if (strcmp(a->ip, row->ip) != 0)
		a->stored = intern(row->ip);
	return true;
}

static const char *
null_column(const struct address_row *row)
{
	if (row->group == ADDRESS_NULL)
		return "grp";
	if (row->ip == NULL)
		return "ip_addr";
	if (row->mask == ADDRESS_NULL)
		return "mask";
	return row->port == ADDRESS_NULL ? "port" : NULL;
}

bool
address_from_row(struct address *address, const struct address_row *row, struct err *err)
{
	struct address a = { .id = row->id };
	const char *null = null_column(row);

	if (null != NULL)
		return err_set(err, ERR_DB, "its column '%s' is NULL", null);
	if (row->group <= 0 || row->group > INT_MAX)
		return err_set(err, ERR_DB, "group %lld is invalid (expected 1 to %d)",
			row->group, INT_MAX);
	if (!from_text(&a, row, err))
		return false;
	a.group = (unsigned long)row->group;
	/* An unsigned int of Kamailio: a port that no packet has matches nothing. */
	a.port = (unsigned)row->port;
	a.tag = row->tag != NULL ? intern(row->tag) : "";
	*address = a;
	return true;
}

static int
order(unsigned long a, unsigned long b)
{
	return a < b ? -1 : a > b;
}

int
address_compare(const void *a, const void *b)
{
	const struct address *x = a, *y = b;
	int d = order(x->group, y->group);

	if (d == 0)
		d = order(x->form, y->form);
	if (d == 0)
		d = order((unsigned long)x->family, (unsigned long)y->family);
	if (d == 0)
		d = x->form == ADDRESS_NAME
		            ? ascii_compare(x->stored, y->stored)
		            : memcmp(x->bytes, y->bytes, sizeof(x->bytes));
	if (d == 0)
		d = order(x->prefix, y->prefix);
	return d != 0 ? d : order(x->port, y->port);
}

bool
address_is_text(const struct address *address)
{
	return utf8_is_valid(address->tag) && utf8_is_valid(address_text(address));
}

bool
address_same(const struct address *a, const struct address *b)
{
	return address_compare(a, b) == 0;
}

void
address_list_add(struct address_list *list, const struct address *address)
{
	*LIST_ADD(list) = *address;
}

void
address_list_clear(struct address_list *list)
{
	free(list->v);
	*list = (struct address_list){ 0 };
}
