/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/address_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

/* Bits beyond the prefix do not count: a network that has some is the whole network. */
static int
compare_bits(const unsigned char *a, const unsigned char *b, unsigned prefix)
{
	unsigned whole = prefix / 8, rest = prefix % 8;
	unsigned mask = 0xff00u >> rest & 0xff;
	int c = memcmp(a, b, whole);

	if (c != 0 || rest == 0)
		return c;
	return (int)(a[whole] & mask) - (int)(b[whole] & mask);
}

/* Of what is equal the order of the list stays. */
static int
compare(const void *p, const void *q)
{
	const struct address *a = *(const struct address *const *)p;
	const struct address *b = *(const struct address *const *)q;
	int c;

	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	if (a->prefix != b->prefix)
		return a->prefix < b->prefix ? -1 : 1;
	c = compare_bits(a->bytes, b->bytes, a->prefix);
	return c != 0 ? c : (a > b) - (a < b);
}

static void
find_parts(struct address_index *index)
{
	struct address_part *part = NULL;

	for (size_t i = 0; i < index->len; i++) {
		const struct address *a = index->v[i];
		if (part == NULL || part->family != a->family ||
			part->prefix != a->prefix) {
			part = LIST_ADD(&index->parts);
			*part = (struct address_part){ a->family, a->prefix, i, 0 };
		}
		part->len++;
	}
}

void
address_index_init(struct address_index *index, const struct address_list *list)
{
	*index = (struct address_index){ .v = xcalloc(list->len, sizeof(*index->v)) };
	for (size_t i = 0; i < list->len; i++)
		if (list->v[i].form != ADDRESS_NAME)
			index->v[index->len++] = &list->v[i];
	if (index->len > 0)
		qsort(index->v, index->len, sizeof(*index->v), compare);
	find_parts(index);
}

void
address_index_clear(struct address_index *index)
{
	free(index->v);
	free(index->parts.v);
	*index = (struct address_index){ .v = NULL };
}

/* The first entry of the part that is not before bytes. */
static size_t
lower_bound(const struct address_index *index, const struct address_part *part,
	const unsigned char *bytes)
{
	size_t low = part->first, high = part->first + part->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_bits(index->v[middle]->bytes, bytes, part->prefix) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Of two networks the one of the lower group, and in a group the one that was loaded
 * first. */
static bool
is_before(const struct address *a, const struct address *b)
{
	return b == NULL || a->group < b->group || (a->group == b->group && a < b);
}

const struct address *
address_index_match(const struct address_index *index, int family,
	const unsigned char bytes[16], unsigned port)
{
	const struct address *host = NULL, *network = NULL;

	for (size_t p = 0; p < index->parts.len; p++) {
		const struct address_part *part = &index->parts.v[p];
		if (part->family != family)
			continue;
		for (size_t i = lower_bound(index, part, bytes);
			i < part->first + part->len; i++) {
			const struct address *a = index->v[i];
			if (compare_bits(a->bytes, bytes, part->prefix) != 0)
				break;
			if (a->port != 0 && port != 0 && a->port != port)
				continue;
			if (a->form == ADDRESS_HOST)
				host = a;
			else if (is_before(a, network))
				network = a;
		}
	}
	return host != NULL ? host : network;
}
