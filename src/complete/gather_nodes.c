/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/parallel.h"
#include "base/str.h"
#include "complete/gather.h"
#include "node/htable.h"
#include "node/raw.h"
#include "node/way.h"

/* A dump takes memory that the node needs for calls: a larger table is not read for
 * completion. */
#define ENTRIES_MAX 2000

static void
put_entries(const struct gather *gather, struct node *node, const char *table,
	const char *name)
{
	struct node_entry_list entries = { 0 };
	struct err ignored;
	long long n;
	bool readable;

	if (!node_htable_count(node, table, &n, &ignored) || n == 0 || n > ENTRIES_MAX)
		return;
	if (node_htable_list(node, table,
		    (size_t)n * (HTABLE_ENTRY_BYTES + HTABLE_SLOT_BYTES), &entries,
		    &readable, &ignored))
		for (size_t i = 0; i < entries.len; i++) {
			struct str help = { 0 };
			str_addf(&help, "%s, %s", name, entries.v[i].value);
			gather->put(gather->ctx, entries.v[i].key, str_get(&help));
			str_clear(&help);
		}
	node_entry_list_clear(&entries);
}

static bool
put_method(const char *method, void *ctx)
{
	const struct gather *gather = ctx;

	gather->put(gather->ctx, method, "");
	return true;
}

struct asking {
	const struct gather *gather;
	const struct node_config *nodes;
};

static void
ask_node(void *ctx, size_t i)
{
	const struct asking *asking = ctx;
	struct gather gather = *asking->gather;
	const struct settings *settings = gather.settings;
	struct node_config config = asking->nodes[i];
	struct node *node;
	struct err ignored;

	node_avoid_sockets(&config);
	if (!node_open(&node, &config, &ignored))
		return;
	if ((gather.kinds & 1U << VALUE_BAN) != 0)
		put_entries(&gather, node, settings->ban_table, config.name);
	if ((gather.kinds & 1U << VALUE_AUTH) != 0)
		put_entries(&gather, node, settings->auth_table, config.name);
	if ((gather.kinds & 1U << VALUE_METHOD) != 0)
		(void)!node_raw_methods(node, put_method, &gather, &ignored);
	node_close(node);
}

void
gather_from_nodes(const struct gather *gather)
{
	struct asking asking = { .gather = gather };
	size_t n;

	if (gather->source->nodes(gather->opened, &asking.nodes, &n))
		parallel_each(n, NODES_AT_ONCE, ask_node, &asking);
}
