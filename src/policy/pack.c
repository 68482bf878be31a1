/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/pack.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/ascii.h"
#include "base/hash.h"
#include "base/intern.h"
#include "base/xalloc.h"
#include "policy/pack_key.h"
#include "policy/pack_sort.h"

#define SLOTS_FIRST 64

static void
put_number(unsigned char *at, size_t len, unsigned long number)
{
	while (len-- > 0) {
		at[len] = (unsigned char)number;
		number >>= 8;
	}
}

static unsigned long
get_number(const unsigned char *at, size_t len)
{
	unsigned long number = 0;

	for (size_t i = 0; i < len; i++)
		number = number << 8 | at[i];
	return number;
}

static void
make_key(unsigned char key[PACK_KEY_LEN], int family, const unsigned char bytes[16],
	unsigned prefix, unsigned long group, unsigned port)
{
	put_number(key + PACK_AT_GROUP, 4, group);
	key[PACK_AT_FAMILY] = family == AF_INET6;
	memset(key + PACK_AT_BYTES, 0, 16);
	memcpy(key + PACK_AT_BYTES, bytes, family == AF_INET6 ? 16 : 4);
	key[PACK_AT_PREFIX] = (unsigned char)prefix;
	put_number(key + PACK_AT_PORT, 4, port);
}

bool
packed_is_ipv6(const struct packed *packed)
{
	return packed->key[PACK_AT_FAMILY] != 0;
}

unsigned
packed_prefix(const struct packed *packed)
{
	return packed->key[PACK_AT_PREFIX];
}

/* -- tags -- */

static size_t
tag_slot(const struct pack *pack, const char *tag)
{
	size_t at = hash_bytes(tag, strlen(tag), 0) & (pack->n_tag_slots - 1);

	while (pack->tag_slots[at] != 0 &&
		strcmp(pack->tags.v[pack->tag_slots[at] - 1], tag) != 0)
		at = (at + 1) & (pack->n_tag_slots - 1);
	return at;
}

static void
grow_slots(struct pack *pack)
{
	size_t n = pack->n_tag_slots > 0 ? 2 * pack->n_tag_slots : SLOTS_FIRST;

	free(pack->tag_slots);
	pack->tag_slots = xcalloc(n, sizeof(*pack->tag_slots));
	pack->n_tag_slots = n;
	for (size_t i = 0; i < pack->tags.len; i++)
		pack->tag_slots[tag_slot(pack, pack->tags.v[i])] = (uint32_t)i + 1;
}

uint32_t
pack_tag(struct pack *pack, const char *tag)
{
	size_t at;

	if (pack->tags.len == 0)
		*LIST_ADD(&pack->tags) = "";
	if (2 * pack->tags.len >= pack->n_tag_slots)
		grow_slots(pack);
	at = tag_slot(pack, tag);
	if (pack->tag_slots[at] == 0) {
		*LIST_ADD(&pack->tags) = intern(tag);
		pack->tag_slots[at] = (uint32_t)pack->tags.len;
	}
	return pack->tag_slots[at] - 1;
}

/* -- entries -- */

void
pack_add_ip(struct pack *pack, int family, const unsigned char bytes[16], unsigned prefix,
	unsigned long group, unsigned port, uint32_t tag, uint32_t line)
{
	struct packed *packed = LIST_ADD(pack);

	make_key(packed->key, family, bytes, prefix, group, port);
	packed->tag = tag & 0x7fffffff;
	packed->line = line;
}

void
pack_add(struct pack *pack, const struct address *address, uint32_t line)
{
	uint32_t tag = pack_tag(pack, address->tag);

	if (address->form == ADDRESS_NAME)
		*LIST_ADD(&pack->names) =
			(struct pack_name){ .address = *address, .line = line };
	else
		pack_add_ip(pack, address->family, address->bytes, address->prefix,
			address->group, address->port, tag, line);
}

size_t
pack_count(const struct pack *pack)
{
	return pack->len + pack->names.len;
}

static void
unpack(const struct pack *pack, const struct packed *packed, struct address *address)
{
	const unsigned char *key = packed->key;

	*address = (struct address){ .tag = pack->tags.v[packed->tag] };
	address->family = packed_is_ipv6(packed) ? AF_INET6 : AF_INET;
	memcpy(address->bytes, key + PACK_AT_BYTES, 16);
	address->prefix = packed_prefix(packed);
	address->group = get_number(key + PACK_AT_GROUP, 4);
	address->port = (unsigned)get_number(key + PACK_AT_PORT, 4);
	address->form = address->prefix == address_bits(address->family)
	                        ? ADDRESS_HOST
	                        : ADDRESS_NETWORK;
	address_format_ip(address->family, address->bytes, address->ip);
}

void
pack_get(const struct pack *pack, size_t i, struct address *address)
{
	if (i < pack->len) {
		unpack(pack, &pack->v[i], address);
	} else {
		*address = pack->names.v[i - pack->len].address;
		address->id = 0;
	}
}

uint32_t
pack_line(const struct pack *pack, size_t i)
{
	return i < pack->len ? pack->v[i].line : pack->names.v[i - pack->len].line;
}

const char *
pack_tag_of(const struct pack *pack, size_t i)
{
	return i < pack->len ? pack->tags.v[pack->v[i].tag]
	                     : pack->names.v[i - pack->len].address.tag;
}

bool
pack_is_seen(const struct pack *pack, size_t i)
{
	return i < pack->len ? pack->v[i].is_seen : pack->names.v[i - pack->len].is_seen;
}

void
pack_see(struct pack *pack, size_t i, bool is_seen)
{
	if (i < pack->len)
		pack->v[i].is_seen = is_seen;
	else
		pack->names.v[i - pack->len].is_seen = is_seen;
}

/* -- in order -- */

/* Names by group, text and port. */
static int
compare_names(const struct address *x, const struct address *y)
{
	int d = (x->group > y->group) - (x->group < y->group);

	if (d == 0)
		d = ascii_compare(x->stored, y->stored);
	return d != 0 ? d : (x->port > y->port) - (x->port < y->port);
}

static int
by_name(const void *a, const void *b)
{
	const struct pack_name *x = a, *y = b;
	int d = compare_names(&x->address, &y->address);

	return d != 0 ? d : (x->line > y->line) - (x->line < y->line);
}

/* Of those that are equal the one with the first line stays. */
static size_t
drop_doubles(struct pack *pack)
{
	size_t n = 0, before = pack->len;

	for (size_t i = 0; i < before; i++) {
		struct packed *last = n > 0 ? &pack->v[n - 1] : NULL;
		if (last == NULL || memcmp(last->key, pack->v[i].key, PACK_KEY_LEN) != 0)
			pack->v[n++] = pack->v[i];
		else if (pack->v[i].line < last->line)
			*last = pack->v[i];
	}
	pack->len = n;
	return before - n;
}

static size_t
drop_doubled_names(struct pack *pack)
{
	size_t n = 0, before = pack->names.len;

	for (size_t i = 0; i < before; i++)
		if (n == 0 || compare_names(&pack->names.v[n - 1].address,
				      &pack->names.v[i].address) != 0)
			pack->names.v[n++] = pack->names.v[i];
	pack->names.len = n;
	return before - n;
}

size_t
pack_sort(struct pack *pack)
{
	pack_sort_keys(pack->v, pack->len);
	if (pack->names.len > 0)
		qsort(pack->names.v, pack->names.len, sizeof(*pack->names.v), by_name);
	return drop_doubles(pack) + drop_doubled_names(pack);
}

static size_t
find_name(const struct pack *pack, const struct address *address)
{
	size_t low = 0, high = pack->names.len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int d = compare_names(address, &pack->names.v[middle].address);
		if (d == 0)
			return pack->len + middle;
		if (d < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return PACK_NONE;
}

static int
compare_key(const void *key, const void *element)
{
	const struct packed *packed = element;

	return memcmp(key, packed->key, PACK_KEY_LEN);
}

size_t
pack_find(const struct pack *pack, const struct address *address)
{
	unsigned char key[PACK_KEY_LEN];
	const struct packed *found;

	if (address->form == ADDRESS_NAME)
		return find_name(pack, address);
	if (pack->len == 0)
		return PACK_NONE;
	make_key(key, address->family, address->bytes, address->prefix, address->group,
		address->port);
	found = bsearch(key, pack->v, pack->len, sizeof(*pack->v), compare_key);
	return found != NULL ? (size_t)(found - pack->v) : PACK_NONE;
}

size_t
pack_networks(const struct pack *pack)
{
	size_t n = 0;

	for (size_t i = 0; i < pack->len; i++)
		n += packed_prefix(&pack->v[i]) !=
		     (packed_is_ipv6(&pack->v[i]) ? 128u : 32u);
	return n;
}

void
pack_clear(struct pack *pack)
{
	free(pack->tags.v);
	free(pack->tag_slots);
	free(pack->names.v);
	free(pack->v);
	*pack = (struct pack){ .v = NULL };
}
