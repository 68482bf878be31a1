/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_NFT_WORDS_H
#define SHIELDADM_FEED_NFT_WORDS_H

#include "feed/nft_rule.h"

/* Lines of a chain, as nft prints them; in place.  Private to src/feed. */

/* The hook of the chain; false: the line does not tell it. */
bool nft_words_hook(
	struct chains *chains, const char *table, const char *chain, const char *line);

/* The names stay borrowed.  The caller clears the rule. */
void nft_words_rule(
	struct nft_rule *rule, const char *table, const char *chain, char *line);

#endif
