/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/address_parse.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/intern.h"
#include "base/utf8.h"

/* Narrower than these is ordinary. */
#define WIDE_V4 8
#define WIDE_V6 16

static bool
parse_number(const char *text, unsigned long most, unsigned long *n)
{
	char *end;

	if (!isdigit((unsigned char)text[0]) || strlen(text) > 10)
		return false;
	*n = strtoul(text, &end, 10);
	return *end == '\0' && *n <= most;
}

bool
address_parse_port(unsigned *port, const char *text, struct err *err)
{
	unsigned long n;

	if (!parse_number(text, 65535, &n))
		return err_set(err, ERR_USAGE,
			"'%s' is not a port: expected 0 (any) to 65535", text);
	*port = (unsigned)n;
	return true;
}

bool
address_parse_group(unsigned long *group, const char *text, struct err *err)
{
	unsigned long n;

	if (!parse_number(text, 2147483647, &n) || n == 0)
		return err_set(err, ERR_USAGE,
			"'%s' is not a group number: expected 1 to 2147483647", text);
	*group = n;
	return true;
}

bool
address_set_tag(struct address *address, const char *tag, struct err *err)
{
	size_t len = strlen(tag);
	uint32_t c;

	if (len > ADDRESS_TAG_MAX)
		return err_set(err, ERR_USAGE,
			"the tag has %zu bytes: the table holds %d", len,
			ADDRESS_TAG_MAX);
	if (!utf8_is_valid(tag))
		return err_set(err, ERR_USAGE, "the tag '%s' is not valid UTF-8", tag);
	for (size_t i = 0; i < len; i += utf8_decode(tag + i, len - i, &c))
		if (utf8_decode(tag + i, len - i, &c) > 0 && utf8_is_control(c))
			return err_set(err, ERR_USAGE,
				"the tag '%s' holds a control character", tag);
	address->tag = intern(tag);
	return true;
}

/* A host name: labels of letters, digits and hyphens, the last with a letter first:
 * no top-level domain has a digit there, but a mistyped address has. */
static bool
is_name(const char *text)
{
	const char *label = text;

	if (text[0] == '\0' || text[0] == '.' || text[0] == '-')
		return false;
	for (const char *c = text; *c != '\0'; c++) {
		if (!isalnum((unsigned char)*c) && *c != '-' && *c != '_' && *c != '.')
			return false;
		if (*c == '.' && (c[1] == '.' || c[1] == '\0'))
			return false;
		if (*c == '.')
			label = c + 1;
	}
	return isalpha((unsigned char)label[0]) != 0;
}

static bool
parse_name(struct address *a, const char *text, struct err *err)
{
	char lower[ADDRESS_TEXT_MAX + 1];

	if (strchr(text, ':') != NULL)
		return err_set(err, ERR_USAGE,
			"'%s' is not an IP address (a port is given with --port)", text);
	if (strspn(text, "0123456789./") == strlen(text))
		return err_set(err, ERR_USAGE, "'%s' is not an IP address", text);
	if (strchr(text, '/') != NULL || !is_name(text))
		return err_set(err, ERR_USAGE,
			"'%s' is not an IP address, a network or a host name", text);
	if (strchr(text, '.') == NULL)
		return err_set(err, ERR_USAGE,
			"'%s' is not an IP address or a full host name such as "
			"sip.example.com",
			text);
	if (strlen(text) > ADDRESS_TEXT_MAX)
		return err_set(err, ERR_USAGE, "the name '%s' has more than %d bytes",
			text, ADDRESS_TEXT_MAX);
	a->form = ADDRESS_NAME;
	a->prefix = 32;
	for (size_t i = 0; i <= strlen(text); i++)
		lower[i] = ascii_lower(text[i]);
	a->stored = intern(lower);
	return true;
}

void
address_clear_host_bits(unsigned char bytes[16], unsigned prefix)
{
	for (unsigned i = prefix; i < 128; i++)
		bytes[i / 8] &= (unsigned char)~(0x80u >> (i % 8));
}

static bool
parse_prefix(struct address *a, const char *text, const char *prefix, bool strict,
	struct err *err)
{
	unsigned bits = address_bits(a->family);
	unsigned char network[16];
	char meant[ADDRESS_IP_MAX];
	unsigned long n;

	if (!parse_number(prefix, bits, &n))
		return err_set(err, ERR_USAGE,
			"'%s': the mask is a number of bits, from 1 to %u", text, bits);
	if (n == 0)
		return err_set(err, ERR_USAGE,
			"'%s' cannot be stored: Kamailio takes the mask 0 for a single "
			"host; for everybody, mend the route in kamailio.cfg instead",
			text);
	a->prefix = (unsigned)n;
	if (!strict || !address_has_host_bits(a))
		return true;
	memcpy(network, a->bytes, sizeof(network));
	address_clear_host_bits(network, a->prefix);
	address_format_ip(a->family, network, meant);
	return err_set(err, ERR_USAGE,
		"'%s' has host bits beyond its mask: is the network %s/%u meant, or the "
		"host %s?",
		text, meant, a->prefix, a->ip);
}

static bool
parse(struct address *address, const char *text, bool strict, struct err *err)
{
	struct address a = { .family = AF_UNSPEC, .tag = "" };
	const char *slash = strchr(text, '/');
	char ip[ADDRESS_TEXT_MAX + 1];
	size_t len = slash != NULL ? (size_t)(slash - text) : strlen(text);

	if (!utf8_is_valid(text) || len == 0)
		return err_set(err, ERR_USAGE,
			"'%s' is not an IP address, a network or a host name", text);
	snprintf(ip, sizeof(ip), "%.*s", (int)(len < sizeof(ip) ? len : sizeof(ip) - 1),
		text);
	if (len >= sizeof(ip) || !address_parse_ip(ip, &a.family, a.bytes)) {
		a = (struct address){ .family = AF_UNSPEC, .tag = "" };
		if (!parse_name(&a, text, err))
			return false;
		*address = a;
		return true;
	}
	if (strict && a.family == AF_INET6 && address_is_mapped(a.bytes))
		return err_set(err, ERR_USAGE,
			"'%s' is an IPv4 address in another form, which no request comes "
			"from: write it with dots alone",
			text);
	address_format_ip(a.family, a.bytes, a.ip);
	a.prefix = address_bits(a.family);
	if (slash != NULL && !parse_prefix(&a, text, slash + 1, strict, err))
		return false;
	a.form = a.prefix == address_bits(a.family) ? ADDRESS_HOST : ADDRESS_NETWORK;
	*address = a;
	return true;
}

bool
address_parse(struct address *address, const char *text, struct err *err)
{
	return parse(address, text, true, err);
}

bool
address_parse_stored(struct address *address, const char *text, struct err *err)
{
	return parse(address, text, false, err);
}

bool
address_parse_name(struct address *name, const char *text)
{
	struct err ignored;

	return address_parse(name, text, &ignored) && name->form == ADDRESS_NAME;
}

bool
address_check_width(const struct address *a, struct err *err)
{
	unsigned least = a->family == AF_INET6 ? WIDE_V6 : WIDE_V4;

	if (a->form != ADDRESS_NETWORK || a->prefix >= least)
		return true;
	return err_set(err, ERR_GUARD,
		"%s/%u is very wide: all of it would skip the country and flood checks; "
		"--force stores it all the same",
		a->ip, a->prefix);
}

bool
address_parse_source(const char *text, int *family, unsigned char bytes[16],
	unsigned *port, struct err *err)
{
	char ip[ADDRESS_TEXT_MAX + 1];
	const char *colon = NULL, *start = text;
	size_t len = strlen(text);

	*port = 0;
	if (text[0] == '[') {
		const char *end = strchr(text, ']');
		if (end == NULL || (end[1] != '\0' && end[1] != ':'))
			return err_set(err, ERR_USAGE, "'%s' is not an IP address", text);
		start = text + 1;
		len = (size_t)(end - start);
		colon = end[1] == ':' ? end + 1 : NULL;
	} else if (strchr(text, ':') == strrchr(text, ':')) {
		colon = strchr(text, ':');
		len = colon != NULL ? (size_t)(colon - text) : len;
	}
	snprintf(ip, sizeof(ip), "%.*s", (int)(len < sizeof(ip) ? len : 0), start);
	if (!address_parse_ip(ip, family, bytes))
		return err_set(err, ERR_USAGE, "'%s' is not an IP address", text);
	return colon == NULL || address_parse_port(port, colon + 1, err);
}
