/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_COMPLETE_POOL_H
#define SHIELDADM_COMPLETE_POOL_H

#include "complete/complete.h"

/*
 * The candidates for one word, without those that do not fit.  Private to src/complete.
 */
struct pool {
	bool in_shell;            /* as in struct complete_line */
	const char *begun;        /* borrowed */
	bool no_dash;             /* what begins with '-' would be taken for an option */
	const char *const *taken; /* words that stand on the line already; */
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

/* Take it in if it begins as the word does, the case of ASCII ignored, was not met
 * before and is harmless to a terminal.  help may be NULL. */
void pool_offer(struct pool *pool, const char *text, const char *help);

/* Take it in whatever the word begins with. */
void pool_take(struct pool *pool, const char *text, const char *help);

/* Put those from the i-th on in order. */
void pool_sort(struct pool *pool, size_t i);

/* Hand them over.  A shell puts in their place what all have in common, so they are
 * those that spell alike what was typed: as it was typed, if any does. */
void pool_hand_over(const struct pool *pool, complete_fn *found, void *ctx);

void pool_clear(struct pool *pool);

#endif
