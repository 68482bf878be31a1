/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/kamailio_ip.h"

#include <string.h>
#include <sys/socket.h>

static bool
parse_ipv4(const char *text, unsigned char bytes[16])
{
	size_t dots = 0;

	for (; *text != '\0'; text++) {
		if (*text == '.')
			dots++;
		else if (*text < '0' || *text > '9')
			return false;
		else
			bytes[dots] = (unsigned char)(bytes[dots] * 10 + *text - '0');
		if (dots > 3)
			return false;
	}
	return dots == 3;
}

/* The value of a hexadecimal digit; -1 for another character. */
static int
hex_value(char c)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	if (at == NULL)
		return -1;
	return at - digits < 16 ? (int)(at - digits) : (int)(at - digits) - 6;
}

/* The words of an IPv6 address, as they are read. */
struct words {
	unsigned short v[8];
	size_t n;   /* complete ones */
	size_t gap; /* words before a "::" */
	bool has_gap;
	bool is_after_colon;
	size_t colons;
};

static bool
take_colon(struct words *w)
{
	if (++w->colons > 7)
		return false;
	if (!w->is_after_colon) {
		w->n++;
		w->is_after_colon = true;
		return true;
	}
	if (w->has_gap)
		return false;
	w->has_gap = true;
	w->gap = w->n;
	return true;
}

static bool
take_words(struct words *w, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		int digit = hex_value(text[i]);
		if (text[i] == ':') {
			if (!take_colon(w))
				return false;
			continue;
		}
		if (digit < 0)
			return false;
		w->v[w->n] = (unsigned short)(w->v[w->n] * 16 + digit);
		w->is_after_colon = false;
	}
	if (!w->is_after_colon)
		w->n++;
	return w->has_gap || w->colons == 7;
}

static bool
parse_ipv6(const char *text, unsigned char bytes[16])
{
	struct words w = { .n = 0 };
	size_t len = strlen(text);

	if (text[0] == '[') {
		if (text[len - 1] != ']')
			return false;
		text++;
		len = len > 1 ? len - 2 : 0;
	}
	if (!take_words(&w, text, len))
		return false;
	for (size_t i = 0; i < w.n && i < 8; i++) {
		/* What follows a "::" goes to the end. */
		size_t at = w.has_gap && i >= w.gap ? i + 8 - w.n : i;
		bytes[2 * at] = (unsigned char)(w.v[i] >> 8);
		bytes[2 * at + 1] = (unsigned char)w.v[i];
	}
	return true;
}

bool
address_parse_as_kamailio(const char *text, int *family, unsigned char bytes[16])
{
	memset(bytes, 0, 16);
	*family = text[0] == '[' || strchr(text, ':') != NULL ? AF_INET6 : AF_INET;
	return *family == AF_INET6 ? parse_ipv6(text, bytes) : parse_ipv4(text, bytes);
}
