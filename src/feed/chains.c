/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/chains.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

/* The place of the chain, or chains->len when it is not there. */
static size_t
find(const struct chains *chains, const char *table, const char *name)
{
	char *full = xasprintf("%s %s", table, name);
	size_t i = 0;

	while (i < chains->len && strcmp(chains->v[i].name, full) != 0)
		i++;
	free(full);
	return i;
}

static size_t
get(struct chains *chains, const char *table, const char *name)
{
	size_t i = find(chains, table, name);

	if (i == chains->len)
		LIST_ADD(chains)->name = xasprintf("%s %s", table, name);
	return i;
}

void
chains_add_base(
	struct chains *chains, const char *table, const char *name, bool is_incoming)
{
	size_t i = get(chains, table, name);

	chains->v[i].is_incoming = is_incoming;
	chains->has_base = true;
}

void
chains_add_rule(struct chains *chains, const char *table, const char *name,
	enum chain_verdict verdict, bool for_all, const char *target)
{
	size_t i = get(chains, table, name);

	if (verdict == CHAIN_JUMPS) {
		size_t to = get(chains, table, target);
		*LIST_ADD(&chains->jumps) = (struct chain_jump){ .from = i, .to = to };
	}
	chains->v[i].drops_all =
		chains->v[i].drops_all || (verdict == CHAIN_DROPS && for_all);
	chains->v[i].lets_in = chains->v[i].lets_in || verdict == CHAIN_LETS_IN;
}

void
chains_follow(struct chains *chains)
{
	bool has_changed = true;

	while (has_changed) {
		has_changed = false;
		for (size_t i = 0; i < chains->jumps.len; i++) {
			struct chain *from = &chains->v[chains->jumps.v[i].from];
			struct chain *to = &chains->v[chains->jumps.v[i].to];
			has_changed = has_changed ||
			              (from->is_incoming && !to->is_incoming) ||
			              (to->lets_in && !from->lets_in);
			to->is_incoming = to->is_incoming || from->is_incoming;
			from->lets_in = from->lets_in || to->lets_in;
		}
	}
}

bool
chains_is_incoming(const struct chains *chains, const char *table, const char *name)
{
	size_t i = find(chains, table, name);

	return !chains->has_base || (i < chains->len && chains->v[i].is_incoming);
}

enum chain_verdict
chains_verdict(const struct chains *chains, const char *table, const char *name)
{
	size_t i = find(chains, table, name);

	if (i == chains->len)
		return CHAIN_NONE;
	return chains->v[i].lets_in     ? CHAIN_LETS_IN
	       : chains->v[i].drops_all ? CHAIN_DROPS
	                                : CHAIN_NONE;
}

void
chains_clear(struct chains *chains)
{
	for (size_t i = 0; i < chains->len; i++)
		free(chains->v[i].name);
	free(chains->v);
	free(chains->jumps.v);
	*chains = (struct chains){ .v = NULL };
}
