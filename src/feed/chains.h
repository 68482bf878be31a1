/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_CHAINS_H
#define SHIELDADM_FEED_CHAINS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The chains of a firewall: which of them see the packets that come in, and what becomes
 * of a packet there.  Names are those within one family and table.  Private to src/feed.
 */
enum chain_verdict {
	CHAIN_NONE,
	CHAIN_DROPS,
	CHAIN_LETS_IN, /* or may do so */
	CHAIN_JUMPS    /* to another chain, which decides */
};

struct chains {
	struct chain {
		char *name;
		bool is_incoming;
		bool drops_all; /* it has a rule that drops all packets */
		bool lets_in;   /* it has a rule that lets some in */
	} * v;
	size_t len, cap;
	struct chain_jumps {
		struct chain_jump {
			size_t from, to;
		} * v;
		size_t len, cap;
	} jumps;
	/* One of the chains that the kernel calls is among them.  Else they are a part of
	 * a firewall, all of which counts. */
	bool has_base;
};

/* A chain that the kernel calls: for packets that come in, or for others. */
void chains_add_base(
	struct chains *chains, const char *table, const char *name, bool is_incoming);

/* A rule of a chain.  for_all: it has no condition.  target: the chain of CHAIN_JUMPS. */
void chains_add_rule(struct chains *chains, const char *table, const char *name,
	enum chain_verdict verdict, bool for_all, const char *target);

/* All rules are there: see where packets that come in go. */
void chains_follow(struct chains *chains);

bool chains_is_incoming(const struct chains *chains, const char *table, const char *name);

/* What becomes of the packets that this chain is jumped to with. */
enum chain_verdict chains_verdict(
	const struct chains *chains, const char *table, const char *name);

void chains_clear(struct chains *chains);

#endif
