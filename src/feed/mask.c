/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/mask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "feed/pair.h"

#define DIGITS "0123456789"

/* A count is seldom one of these and behind the first address of such a network. */
#define LIKELY_MIN 8
#define LIKELY_MAX 24
#define LIKELY6_MAX 64

bool
feed_mask_is_name(const char *name)
{
	static const char *const parts[] = { "mask", "cidr", "prefix", "subnet", NULL };
	static const char *const names[] = { "bits", "network", "net", "plen", "len",
		"length", NULL };

	for (size_t i = 0; parts[i] != NULL; i++)
		for (const char *at = name; *at != '\0'; at++)
			if (ascii_begins(at, parts[i]))
				return true;
	for (size_t i = 0; names[i] != NULL; i++)
		if (ascii_compare(name, names[i]) == 0)
			return true;
	return false;
}

/* 1 to 128; -1: it is something else. */
static int
number_of(const char *text)
{
	size_t len = strspn(text, DIGITS);
	long n = len > 0 && len <= 3 && text[len] == '\0' ? strtol(text, NULL, 10) : -1;

	return n >= 1 && n <= 128 ? (int)n : -1;
}

bool
feed_mask_is_one(const char *text)
{
	return number_of(text + (text[0] == '/')) > 0 || feed_netmask_bits(text) > 0;
}

void
feed_mask_shorten(char *text)
{
	int bits = feed_netmask_bits(text);

	if (text[0] == '/' && number_of(text + 1) > 0)
		memmove(text, text + 1, strlen(text));
	else if (bits > 0) /* the number is shorter than the mask was */
		snprintf(text, strlen(text) + 1, "%d", bits);
}

bool
feed_mask_may_be_one(const char *address, const char *number)
{
	int bits = number_of(number);

	return bits >= LIKELY_MIN &&
	       bits <= (strchr(address, ':') != NULL ? LIKELY6_MAX : LIKELY_MAX) &&
	       feed_pair_is_first(address, bits);
}
