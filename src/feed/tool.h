/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_TOOL_H
#define SHIELDADM_FEED_TOOL_H

#include "feed/chains.h"
#include "feed/rows.h"

/*
 * What tools of firewalls print, line by line; pure.  Private to src/feed.
 *
 *	ipset save, ipset list; nft list set, nft list ruleset; iptables -S,
 *	iptables-save; fail2ban-client status JAIL
 */
enum feed_tool_kind { FEED_NO_TOOL, FEED_IPSET, FEED_NFT, FEED_IPTABLES, FEED_FAIL2BAN };

struct feed_tool {
	enum feed_tool_kind kind;
	bool is_inside;    /* nft: the elements of a set go on; ipset: the members do */
	bool is_addresses; /* nft: what is inside is of addresses */
	bool is_chain;     /* nft: the block is a chain */
	bool is_set;       /* nft: it is a set */
	struct chains chains; /* of nft and iptables */
	char *table;          /* with its family, where it has one */
	char *block;          /* nft: the chain; ipset list: the set */
};

/* Which tool has printed a text that begins so. */
enum feed_tool_kind feed_tool_of(const char *text);

/* Add what the tool has printed to rows, which bear the numbers of their lines. */
void feed_tool_read(
	enum feed_tool_kind kind, const char *text, size_t len, struct feed_rows *rows);

/* Words of a line, in place; double quotes hold one together.  Returns how many. */
#define FEED_TOOL_WORDS_MAX 64
int feed_tool_words(char *line, char *words[FEED_TOOL_WORDS_MAX]);

/* The lines of single tools.  Where a tool prints rules, each line is looked at once
 * before any is read: the chains must be known. */
void feed_ipset_line(struct feed_tool *tool, char *line, struct feed_rows *rows);
void feed_nft_look(struct feed_tool *tool, char *line);
void feed_nft_line(struct feed_tool *tool, char *line, struct feed_rows *rows);
void feed_iptables_look(struct feed_tool *tool, char *line);
void feed_iptables_line(struct feed_tool *tool, char *line, struct feed_rows *rows);

/* Remember the name of a table or of a block. */
void feed_tool_name(char **kept, const char *name, size_t len);

#endif
