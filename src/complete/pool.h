/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_COMPLETE_POOL_H
#define SHIELDADM_COMPLETE_POOL_H

#include "complete/complete.h"

/*
 * The matching candidates for one word.  Private to src/complete.
 */
struct pool {
	bool in_shell;     /* as in struct complete_line */
	const char *begun; /* borrowed */
	bool no_dash; /* leave out candidates that begin with '-': they would be options
	               */
	const char *const *taken; /* words that are on the line already; */
	size_t n_taken;           /* borrowed */
	const char *before;       /* put before each: "--node=".  Borrowed; */
	size_t before_len;        /* not NUL-terminated */
	struct {
		struct pool_entry {
			char *text, *help;
		} * v;
		size_t len, cap;
	} found;
};

/* Add text if it begins like the word (the case of ASCII is ignored), is new, and is
 * harmless to a terminal. help may be NULL. */
void pool_offer(struct pool *pool, const char *text, const char *help);

/* Add text, whatever it begins with. */
void pool_take(struct pool *pool, const char *text, const char *help);

/* Sort the candidates from the i-th on. */
void pool_sort(struct pool *pool, size_t i);

/* Hand the candidates over.  A shell inserts what all have in common, so only
 * candidates with one spelling of what was typed are handed over: as it was typed, if a
 * candidate has it so. */
void pool_hand_over(const struct pool *pool, complete_fn *found, void *ctx);

void pool_clear(struct pool *pool);

#endif
