/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_MEMORY_H
#define SHIELDADM_POLICY_MEMORY_H

#include "policy/rule.h"

/*
 * How much shared memory secfilter's lists take, from "mod.stats secfilter shm":
 * the only sign of what a node holds where its lists cannot be read.
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
 * gives away a fragment here and there that is larger than asked (up to 920 bytes in all
 * were seen on 5.6.3), so a difference of some twenty entries can go unseen.
 */
enum memory_fit rule_memory_compare(
	const struct rule_list *stored, const struct rule_memory *held);

/* Whether it is what these rules take to the byte: no entry more, and none less. */
bool rule_memory_is_exact(const struct rule_list *stored, const struct rule_memory *held);

/* Whether the lists took n entries more: each takes 24 bytes or more. */
bool rule_memory_has_grown(
	const struct rule_memory *before, const struct rule_memory *after, size_t n);

#endif
