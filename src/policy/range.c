/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/range.h"

#include <string.h>
#include <sys/socket.h>

/* The two ends of a range; bytes as in struct address. */
struct range {
	int family;
	unsigned char first[16], last[16];
};

/* Copy the first len bytes of text; false when they do not fit. */
static bool
copy(char word[ADDRESS_TEXT_MAX + 1], const char *text, size_t len)
{
	if (len == 0 || len > ADDRESS_TEXT_MAX)
		return false;
	memcpy(word, text, len);
	word[len] = '\0';
	return true;
}

bool
range_is_one(const char *text)
{
	const char *hyphen = strchr(text, '-');
	char word[ADDRESS_TEXT_MAX + 1];
	unsigned char bytes[16];
	int family;

	return hyphen != NULL && copy(word, text, (size_t)(hyphen - text)) &&
	       address_parse_ip(word, &family, bytes);
}

/* "40" of 192.0.2.16-40: the rest is as in the first address. */
static bool
parse_last_number(struct range *range, const char *text)
{
	unsigned n;
	size_t len = strlen(text);

	if (range->family != AF_INET || len == 0 || len > 3 ||
		strspn(text, "0123456789") != len)
		return false;
	n = 0;
	for (const char *c = text; *c != '\0'; c++)
		n = n * 10 + (unsigned)(*c - '0');
	if (n > 255)
		return false;
	memcpy(range->last, range->first, sizeof(range->last));
	range->last[3] = (unsigned char)n;
	return true;
}

static bool
parse_ends(struct range *range, const char *text, struct err *err)
{
	const char *hyphen = strchr(text, '-');
	char word[ADDRESS_TEXT_MAX + 1];
	int family = AF_UNSPEC;

	if (hyphen == NULL || !copy(word, text, (size_t)(hyphen - text)) ||
		!address_parse_ip(word, &range->family, range->first))
		return err_set(err, ERR_USAGE, "'%s' is not a range of addresses", text);
	if (parse_last_number(range, hyphen + 1))
		return true;
	if (!address_parse_ip(hyphen + 1, &family, range->last))
		return err_set(err, ERR_USAGE,
			"'%s' is not a range: '%s' is not an IP address", text,
			hyphen + 1);
	return family == range->family ||
	       err_set(err, ERR_USAGE,
		       "'%s' is not a range: one end is IPv4, the other is IPv6", text);
}

/* The last address of the network that begins at first and has this prefix. */
static void
find_end(const unsigned char first[16], unsigned prefix, unsigned bits,
	unsigned char end[16])
{
	memcpy(end, first, 16);
	for (unsigned i = prefix; i < bits; i++)
		end[i / 8] |= (unsigned char)(0x80u >> (i % 8));
}

static bool
has_bits_after(const unsigned char bytes[16], unsigned prefix, unsigned bits)
{
	for (unsigned i = prefix; i < bits; i++)
		if ((bytes[i / 8] & (0x80u >> (i % 8))) != 0)
			return true;
	return false;
}

/* The widest network that begins with range->first and ends within the range. */
static unsigned
widest(const struct range *range, unsigned char end[16])
{
	unsigned bits = address_bits(range->family), prefix = bits;
	unsigned char wider[16];

	memcpy(end, range->first, 16);
	while (prefix > 1 && !has_bits_after(range->first, prefix - 1, bits)) {
		find_end(range->first, prefix - 1, bits, wider);
		if (memcmp(wider, range->last, bits / 8) > 0)
			break;
		memcpy(end, wider, 16);
		prefix--;
	}
	return prefix;
}

/* Step to the address behind; false after the highest there is. */
static bool
step(unsigned char bytes[16], unsigned bits)
{
	for (unsigned i = bits / 8; i > 0; i--)
		if (++bytes[i - 1] != 0)
			return true;
	return false;
}

static void
add_network(struct address_list *list, const struct range *range, unsigned prefix)
{
	struct address a = { .family = range->family, .prefix = prefix, .tag = "" };

	memcpy(a.bytes, range->first, sizeof(a.bytes));
	a.form = prefix == address_bits(a.family) ? ADDRESS_HOST : ADDRESS_NETWORK;
	address_format_ip(a.family, a.bytes, a.ip);
	address_list_add(list, &a);
}

bool
range_parse(struct address_list *list, const char *text, struct err *err)
{
	struct range range = { .family = AF_UNSPEC };
	size_t before = list->len;
	unsigned char end[16];
	unsigned bits;

	if (!parse_ends(&range, text, err))
		return false;
	bits = address_bits(range.family);
	if (memcmp(range.first, range.last, bits / 8) > 0)
		return err_set(err, ERR_USAGE,
			"'%s' is not a range: it ends before it begins", text);
	do {
		if (list->len - before == RANGE_NETWORKS_MAX) {
			list->len = before;
			return err_set(err, ERR_USAGE,
				"'%s' takes more than %d networks: name those that are "
				"meant",
				text, RANGE_NETWORKS_MAX);
		}
		add_network(list, &range, widest(&range, end));
		memcpy(range.first, end, sizeof(end));
	} while (memcmp(end, range.last, bits / 8) != 0 && step(range.first, bits));
	return true;
}
