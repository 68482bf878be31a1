/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/pair.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "feed/words.h"

/* No host has an address from 240.0.0.0 on: such a word can only be a mask. */
#define PREFIX_LEAST 4

/* Two hosts can be the ends of a smaller network by chance. */
#define HOST_BITS_LEAST 4

struct word {
	int len;
	int family; /* AF_UNSPEC: it is not an address alone */
	unsigned char bytes[16];
};

static struct word
read_word(const char *text)
{
	struct word word = { .len = (int)strcspn(text, WORDS_ENDS) };
	char copy[INET6_ADDRSTRLEN];

	if (word.len >= (int)sizeof(copy))
		return word;
	memcpy(copy, text, (size_t)word.len);
	copy[word.len] = '\0';
	if (inet_pton(AF_INET, copy, word.bytes) == 1)
		word.family = AF_INET;
	else if (inet_pton(AF_INET6, copy, word.bytes) == 1)
		word.family = AF_INET6;
	return word;
}

static int
bits_of(const struct word *word)
{
	return word->family == AF_INET ? 32 : 128;
}

static bool
bit_of(const struct word *word, int i)
{
	return (word->bytes[i / 8] >> (7 - i % 8) & 1) != 0;
}

static int
prefix_between(const struct word *first, const struct word *last)
{
	int bits = bits_of(first), prefix = 0;

	if (first->family == AF_UNSPEC || first->family != last->family)
		return -1;
	while (prefix < bits && bit_of(first, prefix) == bit_of(last, prefix))
		prefix++;
	for (int i = prefix; i < bits; i++)
		if (bit_of(first, i) || !bit_of(last, i))
			return -1;
	return prefix;
}

bool
feed_pair_is_network(const char *first, const char *last, const char *prefix)
{
	size_t len = strspn(prefix, "0123456789");
	struct word a, b;

	if (len == 0 || len > 3 || strchr(" \t", prefix[len]) == NULL)
		return false;
	a = read_word(first);
	b = read_word(last);
	return prefix_between(&a, &b) == (int)strtol(prefix, NULL, 10);
}

bool
feed_pair_ascends(const char *first, const char *last)
{
	struct word a = read_word(first), b = read_word(last);

	return a.family != AF_UNSPEC && a.family == b.family &&
	       memcmp(a.bytes, b.bytes, sizeof(a.bytes)) < 0;
}

/* The length of a netmask; -1: the word is not one. */
static int
prefix_of_mask(const struct word *mask)
{
	int prefix = 0;

	if (mask->family != AF_INET)
		return -1;
	while (prefix < 32 && bit_of(mask, prefix))
		prefix++;
	for (int i = prefix; i < 32; i++)
		if (bit_of(mask, i))
			return -1;
	return prefix;
}

bool
feed_check_pair(const char *address, const char *next, struct err *err)
{
	struct word a = read_word(address), b = read_word(next);
	int prefix = a.family == AF_INET ? prefix_of_mask(&b) : -1;

	if (prefix >= PREFIX_LEAST)
		return err_set(err, ERR_USAGE, "'%.*s' is a netmask: write %.*s/%d",
			b.len, next, a.len, address, prefix);
	prefix = prefix_between(&a, &b);
	if (prefix >= 0 && bits_of(&a) - prefix >= HOST_BITS_LEAST)
		return err_set(err, ERR_USAGE,
			"%.*s and %.*s are the ends of a network: write %.*s/%d", a.len,
			address, b.len, next, a.len, address, prefix);
	return true;
}

int
feed_netmask_bits(const char *text)
{
	struct word word = read_word(text);
	int prefix = text[word.len] == '\0' ? prefix_of_mask(&word) : -1;

	return prefix >= PREFIX_LEAST ? prefix : -1;
}

bool
feed_pair_is_first(const char *address, int prefix)
{
	struct word word = read_word(address);

	if (word.family == AF_UNSPEC || address[word.len] != '\0')
		return false;
	for (int i = prefix; i < bits_of(&word); i++)
		if (bit_of(&word, i))
			return false;
	return true;
}
