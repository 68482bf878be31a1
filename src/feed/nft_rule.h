/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_NFT_RULE_H
#define SHIELDADM_FEED_NFT_RULE_H

#include "feed/chains.h"
#include "feed/rows.h"

/*
 * What a rule of nftables says of sources, be it text or JSON; pure.  Private to
 * src/feed.
 */
struct nft_rule {
	const char *table, *chain; /* the table with its family */
	struct nft_source_list {
		struct nft_source {
			char *text; /* "@name", or an address */
			bool is_negated;
		} * v;
		size_t len, cap;
	} sources;
	struct nft_name_list {
		char **v;
		size_t len, cap;
	} others;         /* sets that it names in another place */
	bool is_narrower; /* it holds for some packets of the source only */
	bool has_address; /* anywhere */
	enum chain_verdict verdict;
	char *target; /* of CHAIN_JUMPS */
};

void nft_rule_source(struct nft_rule *rule, const char *text, bool is_negated);

/* Whatever else a rule consists of. */
void nft_rule_other(struct nft_rule *rule, const char *text);

/* False for a word that is not a verdict. */
bool nft_rule_verdict(struct nft_rule *rule, const char *word);

/* The verdict of this rule, or of the chain that it jumps to. */
enum chain_verdict nft_rule_end(const struct chains *chains, const struct nft_rule *rule);

/* The first look at the rule. */
void nft_rule_look(struct chains *chains, const struct nft_rule *rule);

/* All chains are known: what the rule says of sets, and which addresses it lets in. */
void nft_rule_take(
	const struct chains *chains, const struct nft_rule *rule, struct feed_rows *rows);

void nft_rule_clear(struct nft_rule *rule);

/* A chain whose hook this is. */
void nft_hook(
	struct chains *chains, const char *table, const char *chain, const char *hook);

/* An element of a map, which may let its source in. */
void nft_map_element(const char *address, const char *verdict, struct feed_rows *rows);

#endif
