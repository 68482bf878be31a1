/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_MEMORY_H
#define SHIELDADM_POLICY_MEMORY_H

#include "policy/rule.h"

/*
 * How much shared memory secfilter's lists take, from "mod.stats secfilter shm":
 * the only sign of what a node holds when its lists cannot be read.
 */
struct rule_memory {
	unsigned long long entries; /* bytes allocated by shm_append_str_list() */
	unsigned long long texts;   /* bytes allocated by secf_append_rule() */
	unsigned align; /* what its allocator rounds up to: 8 (5.6.3) or 16 (6.1.4), not 0
	                 */
};

enum memory_fit {
	MEMORY_FITS,  /* as many entries as are stored, with as much text */
	MEMORY_SHORT, /* fewer: this is certain */
	MEMORY_OVER   /* more, or others */
};

/*
 * Compare what a node holds with all the rules that are stored.  An entry takes 24
 * bytes and its text as many as it has, each rounded up.  Under traffic the allocator
 * sometimes gives a larger fragment than asked for (up to 920 bytes in total were seen on
 * 5.6.3), so a difference of some twenty entries can go unseen.
 */
enum memory_fit rule_memory_compare(
	const struct rule_list *stored, const struct rule_memory *held);

/* Whether it is exactly the memory that these rules take. */
bool rule_memory_is_exact(const struct rule_list *stored, const struct rule_memory *held);

/* Whether the lists have grown by n entries: each takes at least 24 bytes. */
bool rule_memory_has_grown(
	const struct rule_memory *before, const struct rule_memory *after, size_t n);

#endif
