/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/netmask.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

#define WORD_ENDS " \t\r\n,;#\""

/* No host has an address from 240.0.0.0 on: such a word can only be a mask. */
#define PREFIX_LEAST 4

static bool
parse_dotted(const char *word, int len, uint32_t *bits)
{
	char text[INET_ADDRSTRLEN];
	struct in_addr in;

	if (len >= (int)sizeof(text))
		return false;
	memcpy(text, word, (size_t)len);
	text[len] = '\0';
	if (inet_pton(AF_INET, text, &in) != 1)
		return false;
	*bits = ntohl(in.s_addr);
	return true;
}

/* The length of a netmask; -1: the bits are not one. */
static int
prefix_of(uint32_t bits)
{
	int prefix = 0;

	while (prefix < 32 && (bits >> (31 - prefix) & 1) != 0)
		prefix++;
	return prefix == 32 || bits << prefix == 0 ? prefix : -1;
}

bool
feed_check_netmask(const char *address, const char *next, struct err *err)
{
	int len = (int)strcspn(address, WORD_ENDS),
	    mask_len = (int)strcspn(next, WORD_ENDS);
	uint32_t bits, mask;
	int prefix;

	if (!parse_dotted(address, len, &bits) || !parse_dotted(next, mask_len, &mask))
		return true;
	prefix = prefix_of(mask);
	if (prefix < PREFIX_LEAST)
		return true;
	return err_set(err, ERR_USAGE, "'%.*s' is a netmask: write %.*s/%d", mask_len,
		next, len, address, prefix);
}
