/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/aggregate.h"

#include <stdlib.h>
#include <string.h>

#include "policy/pack_key.h"

/* As wide as a network may be that is made. */
#define WIDEST_IPV4 8
#define WIDEST_IPV6 16

static unsigned char *
bytes_of(struct packed *p)
{
	return p->key + PACK_AT_BYTES;
}

/* Group, family, port and tag are the same. */
static bool
belong_together(const struct packed *a, const struct packed *b)
{
	return memcmp(a->key, b->key, PACK_AT_BYTES) == 0 &&
	       memcmp(a->key + PACK_AT_PORT, b->key + PACK_AT_PORT, 2) == 0 &&
	       a->tag == b->tag;
}

static bool
contains(struct packed *outer, struct packed *inner)
{
	return packed_prefix(outer) <= packed_prefix(inner) &&
	       address_has_prefix(bytes_of(outer), bytes_of(inner), packed_prefix(outer));
}

/* Two halves of a network that is not too wide. */
static bool
are_halves(struct packed *a, struct packed *b)
{
	unsigned prefix = packed_prefix(a);

	return prefix == packed_prefix(b) &&
	       prefix > (packed_is_ipv6(a) ? WIDEST_IPV6 : WIDEST_IPV4) &&
	       address_has_prefix(bytes_of(a), bytes_of(b), prefix - 1);
}

/* Sorted, the lower half stands first and is the address of the whole. */
static size_t
join(struct packed *v, size_t n)
{
	while (n >= 2 && belong_together(&v[n - 2], &v[n - 1]) &&
		are_halves(&v[n - 2], &v[n - 1])) {
		v[n - 2].key[PACK_AT_PREFIX]--;
		n--;
	}
	return n;
}

static size_t
merge(struct packed *v, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && belong_together(&v[kept - 1], &v[i]) &&
			contains(&v[kept - 1], &v[i]))
			continue;
		v[kept++] = v[i];
		kept = join(v, kept);
	}
	return kept;
}

/* Those that belong together one after the other. */
static int
compare(const void *a, const void *b)
{
	const struct packed *x = a, *y = b;
	int d = memcmp(x->key, y->key, PACK_AT_BYTES);

	if (d == 0)
		d = memcmp(x->key + PACK_AT_PORT, y->key + PACK_AT_PORT, 2);
	if (d == 0)
		d = (x->tag > y->tag) - (x->tag < y->tag);
	return d != 0 ? d : memcmp(x->key, y->key, PACK_KEY_LEN);
}

static bool
is_mixed(const struct pack *pack)
{
	for (size_t i = 1; i < pack->len; i++)
		if (pack->v[i].tag != pack->v[0].tag ||
			memcmp(pack->v[i].key + PACK_AT_PORT,
				pack->v[0].key + PACK_AT_PORT, 2) != 0)
			return true;
	return false;
}

size_t
pack_aggregate(struct pack *pack)
{
	size_t before = pack->len;

	if (is_mixed(pack))
		qsort(pack->v, pack->len, sizeof(*pack->v), compare);
	pack->len = merge(pack->v, pack->len);
	pack_sort(pack);
	return before - pack->len;
}
