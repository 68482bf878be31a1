/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_PACK_H
#define SHIELDADM_POLICY_PACK_H

#include <stdint.h>

#include "policy/address.h"

/*
 * Very many addresses in little room: 36 bytes each instead of 120, so that a million can
 * be imported, or compared with what is stored, in 38 MB.
 *
 * An entry, but for id and tag, is a key of bytes.  The order of the keys is the order of
 * the entries: by group, IPv4 before IPv6, address, prefix and port.
 */
#define PACK_KEY_LEN 26

struct packed {
	unsigned char key[PACK_KEY_LEN];
	uint32_t tag : 31, is_seen : 1; /* the tag's number; a mark for the caller */
	uint32_t line;                  /* a number for the caller */
};

/* A host name; names cannot be packed, and there are few. */
struct pack_name {
	struct address address;
	uint32_t line;
	bool is_seen;
};

struct pack {
	struct packed *v;
	size_t len, cap;
	struct {
		struct pack_name *v;
		size_t len, cap;
	} names;
	/* The different tags; the first is "". */
	struct {
		const char **v;
		size_t len, cap;
	} tags;
	uint32_t *tag_slots; /* a hash table of their numbers, plus one */
	size_t n_tag_slots;
};

/* Add an entry. */
void pack_add(struct pack *pack, const struct address *address, uint32_t line);

/* The number of a tag, which is kept if it is new. */
uint32_t pack_tag(struct pack *pack, const char *tag);

/* pack_add() for callers that have the bytes of millions: prefix is in range, and no bit
 * beyond it is set. */
void pack_add_ip(struct pack *pack, int family, const unsigned char bytes[16],
	unsigned prefix, unsigned long group, unsigned port, uint32_t tag, uint32_t line);

/* Entries: packed ones, then names. */
size_t pack_count(const struct pack *pack);

/* Entry i as an address; its id is 0. */
void pack_get(const struct pack *pack, size_t i, struct address *address);
uint32_t pack_line(const struct pack *pack, size_t i);
const char *pack_tag_of(const struct pack *pack, size_t i);
bool pack_is_seen(const struct pack *pack, size_t i);
void pack_see(struct pack *pack, size_t i, bool is_seen);

/* Sort in place, and keep the first of equal entries, whatever their tags.  Returns how
 * many were removed. */
size_t pack_sort(struct pack *pack);

/* The entry of a sorted pack that is the same as address; PACK_NONE without one. */
#define PACK_NONE ((size_t)-1)
size_t pack_find(const struct pack *pack, const struct address *address);

/* How many are networks. */
size_t pack_networks(const struct pack *pack);

void pack_clear(struct pack *pack);

/* -- for policy/aggregate.c, which works on the keys -- */
bool packed_is_ipv6(const struct packed *packed);
unsigned packed_prefix(const struct packed *packed);

#endif
