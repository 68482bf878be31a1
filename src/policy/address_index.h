/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_ADDRESS_INDEX_H
#define SHIELDADM_POLICY_ADDRESS_INDEX_H

#include "policy/address.h"

/*
 * What address_match() answers, for those who ask very often: each question is a binary
 * search for each length of prefix that occurs, and not a walk over the list.
 */

/* The entries of one family and prefix: v[first] to v[first + len - 1]. */
struct address_part {
	int family;
	unsigned prefix;
	size_t first, len;
};

struct address_index {
	const struct address **v; /* of the list */
	size_t len;
	struct {
		struct address_part *v;
		size_t len, cap;
	} parts;
};

/* The list is borrowed, and must stand as it is as long as the index does. */
void address_index_init(struct address_index *index, const struct address_list *list);
void address_index_clear(struct address_index *index);

/* As address_match(). */
const struct address *address_index_match(const struct address_index *index, int family,
	const unsigned char bytes[16], unsigned port);

#endif
