/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/nft_rule.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "feed/sets.h"
#include "feed/words.h"

void
nft_rule_source(struct nft_rule *rule, const char *text, bool is_negated)
{
	struct nft_source *source = LIST_ADD(&rule->sources);

	*source = (struct nft_source){ .text = xstrdup(text), .is_negated = is_negated };
	rule->has_address = rule->has_address || text[0] != '@';
}

void
nft_rule_other(struct nft_rule *rule, const char *text)
{
	rule->is_narrower = true;
	rule->has_address = rule->has_address || words_is_address(text);
	if (text[0] == '@')
		*LIST_ADD(&rule->others) = xstrdup(text + 1);
}

bool
nft_rule_verdict(struct nft_rule *rule, const char *word)
{
	static const struct {
		const char *word;
		enum chain_verdict verdict;
	} verdicts[] = { { "drop", CHAIN_DROPS }, { "reject", CHAIN_DROPS },
		{ "accept", CHAIN_LETS_IN }, { "return", CHAIN_LETS_IN },
		{ "jump", CHAIN_JUMPS }, { "goto", CHAIN_JUMPS } };

	for (size_t i = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++)
		if (strcmp(verdicts[i].word, word) == 0) {
			rule->verdict = verdicts[i].verdict;
			return true;
		}
	return false;
}

enum chain_verdict
nft_rule_end(const struct chains *chains, const struct nft_rule *rule)
{
	if (rule->verdict != CHAIN_JUMPS)
		return rule->verdict;
	return rule->target != NULL ? chains_verdict(chains, rule->table, rule->target)
	                            : CHAIN_NONE;
}

void
nft_rule_look(struct chains *chains, const struct nft_rule *rule)
{
	if (rule->verdict == CHAIN_JUMPS && rule->target == NULL)
		return;
	chains_add_rule(chains, rule->table, rule->chain, rule->verdict,
		rule->sources.len == 0 && !rule->is_narrower, rule->target);
}

/* A drop of all others lets the source in. */
static enum feed_use
use_of(const struct chains *chains, const struct nft_rule *rule, bool is_negated)
{
	enum chain_verdict end = nft_rule_end(chains, rule);

	if (end == (is_negated ? CHAIN_DROPS : CHAIN_LETS_IN))
		return FEED_LETS_IN;
	if (end != CHAIN_DROPS || is_negated ||
		!chains_is_incoming(chains, rule->table, rule->chain))
		return FEED_USED;
	return rule->is_narrower || rule->sources.len > 1 ? FEED_DROPS_SOME : FEED_DROPS;
}

static void
use_set(struct feed_rows *rows, const struct nft_rule *rule, const char *name,
	enum feed_use use)
{
	char *full = xasprintf("%s %s", rule->table, name);

	feed_sets_use(rows, full, use);
	free(full);
}

static void
let_in(const char *address, struct feed_rows *rows)
{
	struct feed_row *row;

	feed_rows_leave_out(rows, "a rule lets it in, and only sets are read");
	row = &rows->v[rows->len - 1].row;
	row->is_let_in = true;
	row->fields[FEED_VALUE] = xstrdup(address);
}

void
nft_rule_take(
	const struct chains *chains, const struct nft_rule *rule, struct feed_rows *rows)
{
	bool lets_in = false;

	feed_sets_leave(rows);
	for (size_t i = 0; i < rule->sources.len; i++) {
		const struct nft_source *source = &rule->sources.v[i];
		enum feed_use use = use_of(chains, rule, source->is_negated);
		if (source->text[0] == '@') {
			use_set(rows, rule, source->text + 1, use);
		} else if (use == FEED_LETS_IN && !source->is_negated) {
			lets_in = true;
			let_in(source->text, rows);
		}
	}
	for (size_t i = 0; i < rule->others.len; i++)
		use_set(rows, rule, rule->others.v[i], FEED_USED);
	if (rule->has_address && !lets_in)
		feed_rows_refuse(rows, "it holds an address, but is not a set of "
				       "nftables: only sets are read");
}

void
nft_rule_clear(struct nft_rule *rule)
{
	for (size_t i = 0; i < rule->sources.len; i++)
		free(rule->sources.v[i].text);
	for (size_t i = 0; i < rule->others.len; i++)
		free(rule->others.v[i]);
	free(rule->sources.v);
	free(rule->others.v);
	free(rule->target);
	*rule = (struct nft_rule){ .table = NULL };
}

void
nft_hook(struct chains *chains, const char *table, const char *chain, const char *hook)
{
	bool is_incoming = strcmp(hook, "input") == 0 ||
	                   strcmp(hook, "prerouting") == 0 ||
	                   strcmp(hook, "ingress") == 0;

	chains_add_base(chains, table, chain, is_incoming);
}

void
nft_map_element(const char *address, const char *verdict, struct feed_rows *rows)
{
	if (strcmp(verdict, "accept") == 0 || strcmp(verdict, "return") == 0)
		let_in(address, rows);
	else
		feed_rows_refuse(rows, "'%s' stands with more than an address", address);
}
