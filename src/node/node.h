/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_NODE_NODE_H
#define SHIELDADM_NODE_NODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "policy/address.h"
#include "policy/memory.h"
#include "policy/rule.h"

/*
 * One running Kamailio, 5.5 to 6.1: what it holds, and how to change that.  The
 * names of its RPC methods and the shapes of their replies are known here alone.
 *
 * A node has one or more ways in.  A call goes over the first that carries it; one
 * that changes something is sent once at the most, so when its answer is lost the
 * caller has to look what became of it.  Errors are ERR_NODE, where nothing else is said.
 * A struct node belongs to one thread at a time.
 */
struct node;

/* So many are talked to at the same time, and so many files one of them takes at the
 * most: a connection for each way, and what libcurl needs besides. */
#define NODES_AT_ONCE 256
#define NODE_FILES_MAX 8

#define NODE_WAYS_MAX 4

struct node_config {
	const char *name;
	/* URLs as in rpc.h, the preferred first; NULL after the last. */
	const char *ways[NODE_WAYS_MAX];
	const char *sip;      /* "udp:10.0.0.5:5060"; NULL: ask the node */
	unsigned max_subnets; /* as its kamailio.cfg sets it; 0: not known */
	/* For each call; less for one that is tried over another way because the node
	 * kept silent on the first. */
	unsigned timeout_ms;

	/* Called, when not NULL, with what people should know while it takes long. */
	void (*talk)(const char *node, const char *text);

	/* Called, when not NULL, before each call that is sent, from the thread that
	 * sends it; params is JSON. */
	void (*trace)(const char *node, const char *way, const char *method,
		const char *params);
};

/* Make ready; nothing is connected yet.  ERR_USAGE for an invalid way.  config stays
 * borrowed. */
bool node_open(
	struct node **node, const struct node_config *config, struct err *err) MUST;
void node_close(struct node *node);

/* Where it takes SIP requests over UDP: "udp:127.0.0.1:5060", from the
 * configuration or from the node.  The caller frees it. */
bool node_sip(struct node *node, char **sip, struct err *err) MUST;

/* Add its own addresses to list, those it listens on and those it is reached at, each
 * with its name as the tag.  Without an answer these are what the configuration
 * tells. */
void node_own_addresses(struct node *node, struct address_list *list);

/*
 * Add to list what the node holds of this kind.  about is the size of the reply
 * to expect, in bytes: a way that cannot carry it is not asked.  *is_readable is
 * false when no way can tell: on 5.6 secfilter.print is empty over JSON-RPC, and
 * over BINRPC a long one is cut without a word.  ERR_ABSENT when it has no such lists.
 */
bool node_rule_list(struct node *node, enum rule_kind kind, size_t about,
	struct rule_list *list, bool *is_readable, struct err *err) MUST;

/* How large the reply of node_rule_list() is about, for these rules of one kind. */
size_t node_rule_list_size(const struct rule_list *rules, enum rule_kind kind);

/* How large a reply of node_rule_list() its ways carry, as far as it is known: by its
 * version, which is asked.  *is_text: it answers in text, up to 5.6. */
bool node_rule_list_max(
	struct node *node, size_t *max, bool *is_text, struct err *err) MUST;

/* How much memory all its lists take; *is_known is false when it does not tell. */
bool node_rule_memory(struct node *node, struct rule_memory *memory, bool *is_known,
	struct err *err) MUST;

/* Add an entry to the node's memory.  Not for destinations: secfilter.add_dst
 * takes numbers and loses their leading zeros (5.5 to 6.1). */
bool node_rule_add(struct node *node, const struct rule *rule, struct err *err) MUST;

/* Whether node_rule_del() works there: 6.1 does, 6.0 and before do not. */
bool node_rule_can_del(struct node *node, bool *can, struct err *err) MUST;

/*
 * Take an entry out of the node's memory, and with it every other one of its list
 * that begins with the same bytes (secfilter 6.1).  ERR_ABSENT when there is none.
 * Not for destinations.
 */
bool node_rule_del(struct node *node, const struct rule *rule, struct err *err) MUST;

/*
 * Make it read the table again.  Its lists are empty for a moment, and stay so
 * when the table cannot be read: read them back.  Waits while it refuses with
 * "ongoing reload".
 */
bool node_rule_reload(struct node *node, struct err *err) MUST;

/*
 * Add to list all addresses the node holds.  *hosts_readable is false when the
 * hosts are too many for every way; networks and names are there then.
 * ERR_ABSENT when it does not load the address table at all.
 */
bool node_address_list(struct node *node, struct address_list *list, bool *hosts_readable,
	struct err *err) MUST;

/* How many networks it holds; *is_readable is false when they are too many for every
 * way.  ERR_ABSENT as above. */
bool node_network_count(
	struct node *node, size_t *n, bool *is_readable, struct err *err) MUST;

/*
 * Make it read the table again; what it had stays when that fails.  Waits while it
 * refuses with "ongoing reload".  Never sent to a node without the address backend,
 * which it would kill (5.6.3).
 */
bool node_address_reload(struct node *node, struct err *err) MUST;

#endif
