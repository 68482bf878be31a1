/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The node of the search tree for the first 16 bits of an IPv4 address. The library
 * follows them bit by bit for each address: 16 reads all over the file that depend on
 * each other. The index needs one read.
 */
#include <stdlib.h>

#include "base/xalloc.h"
#include "geo/file.h"

#define INDEX_BITS 16

/* A record of the tree, in the file's format. Below the number of nodes it is the next
 * node. That number itself means "no entry". Above it, after 16 zero bytes, it is the
 * place of the data. */
#define SEPARATOR 16

static uint32_t
branch(const struct geo *geo, uint32_t node, unsigned bit)
{
	MMDB_search_node_s both;

	if (geo->lib->read_node(&geo->db, node, &both) != MMDB_SUCCESS)
		return geo->db.metadata.node_count;
	return (uint32_t)(bit ? both.right_record : both.left_record);
}

/* Fill in the nodes for the addresses that begin with these bits. */
static void
fill(const struct geo *geo, uint32_t *index, uint32_t record, uint32_t start,
	unsigned bits)
{
	uint32_t n = 1u << (INDEX_BITS - bits);

	if (bits == INDEX_BITS || record >= geo->db.metadata.node_count) {
		for (uint32_t i = 0; i < n; i++)
			index[start + i] = record;
		return;
	}
	fill(geo, index, branch(geo, record, 0), start, bits + 1);
	fill(geo, index, branch(geo, record, 1), start + n / 2, bits + 1);
}

void
geo_index(struct geo *geo)
{
	bool is_v6 = geo->db.metadata.ip_version == 6;

	/* A file of IPv6 has IPv4 at ::/96, or one record for all of it. */
	if (geo->index != NULL || (is_v6 && geo->db.ipv4_start_node.netmask != 96))
		return;
	geo->index = xcalloc(1u << INDEX_BITS, sizeof(*geo->index));
	fill(geo, geo->index, is_v6 ? geo->db.ipv4_start_node.node_value : 0, 0, 0);
}

bool
geo_index_find(const struct geo *geo, const unsigned char bytes[4], uint32_t *record)
{
	uint32_t nodes = geo->db.metadata.node_count;
	uint32_t at = geo->index[bytes[0] << 8 | bytes[1]];

	for (unsigned i = INDEX_BITS; i < 32 && at < nodes; i++)
		at = branch(geo, at, bytes[i / 8] >> (7 - i % 8) & 1);
	*record = at - nodes - SEPARATOR;
	return at > nodes;
}
