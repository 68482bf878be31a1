/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamlog/phones.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "policy/address.h"
#include "policy/match.h"

static void
add_address(struct phones *phones, const char *s, size_t len)
{
	char text[INET6_ADDRSTRLEN];
	struct phone_address a = { 0 };
	int family;

	if (len == 0 || len >= sizeof(text))
		return;
	memcpy(text, s, len);
	text[len] = '\0';
	if (!address_parse_ip(text, &family, a.bytes))
		return;
	address_unmap(&family, a.bytes);
	a.len = family == AF_INET ? 4 : 16;
	*LIST_ADD(&phones->addresses) = a;
}

/* IPv4 addresses are bare, IPv6 addresses are in brackets. */
static void
add_addresses(struct phones *phones, const char *s)
{
	while (s != NULL && *s != '\0') {
		size_t v4 = strspn(s, "0123456789."), v6 = 0;
		if (*s == '[')
			v6 = strspn(s + 1, "0123456789abcdefABCDEF:.");
		if (v6 > 0)
			add_address(phones, s + 1, v6);
		else if (v4 > 0)
			add_address(phones, s, v4);
		s += v4 + v6 > 0 ? v4 + v6 : 1;
	}
}

void
phones_add(struct phones *phones, const char *contact, const char *received,
	const char *agent)
{
	add_addresses(phones, contact);
	add_addresses(phones, received);
	if (agent != NULL && agent[0] != '\0')
		*LIST_ADD(&phones->agents) = xstrdup(agent);
}

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct phone_address));
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Many phones have the same user agent. */
void
phones_sort(struct phones *p)
{
	size_t kept = 0;

	if (p->addresses.len > 0)
		qsort(p->addresses.v, p->addresses.len, sizeof(*p->addresses.v), compare);
	if (p->agents.len == 0)
		return;
	qsort(p->agents.v, p->agents.len, sizeof(*p->agents.v), compare_texts);
	for (size_t i = 1; i < p->agents.len; i++)
		if (strcmp(p->agents.v[kept], p->agents.v[i]) == 0)
			free(p->agents.v[i]);
		else
			p->agents.v[++kept] = p->agents.v[i];
	p->agents.len = kept + 1;
}

bool
phones_at(const struct phones *p, const unsigned char *bytes, size_t n, size_t len)
{
	size_t low = 0, high = p->addresses.len;
	struct phone_address wanted = { .len = (unsigned char)len };

	memcpy(wanted.bytes, bytes, n);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare(&p->addresses.v[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < p->addresses.len && p->addresses.v[low].len == len &&
	       memcmp(p->addresses.v[low].bytes, bytes, n) == 0;
}

bool
phones_use(const struct phones *p, const char *entry)
{
	for (size_t i = 0; i < p->agents.len; i++)
		if (rule_catches(entry, p->agents.v[i]))
			return true;
	return false;
}

void
phones_clear(struct phones *p)
{
	for (size_t i = 0; i < p->agents.len; i++)
		free(p->agents.v[i]);
	free(p->agents.v);
	free(p->addresses.v);
	*p = (struct phones){ 0 };
}
