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
 * One running Kamailio: what it holds, and how to change that. Only this room knows the
 * names of RPC methods and the shapes of their replies. Versions differ as quirks.c says.
 *
 * A node has one or more ways, which are URLs. A call goes over the first way that
 * carries it. A call that changes something is sent at most once: when its answer is
 * lost, the caller has to find out whether it was done. Errors are ERR_NODE unless stated
 * otherwise. A struct node belongs to one thread at a time.
 */
struct node;

/* How many nodes are asked at the same time, and how many files one needs at most: a
 * connection for each way, and those of libcurl. */
#define NODES_AT_ONCE 256
#define NODE_FILES_MAX 8

#define NODE_WAYS_MAX 4

struct node_config {
	const char *name;
	/* URLs as in rpc.h, the preferred first; NULL after the last. */
	const char *ways[NODE_WAYS_MAX];
	/* Of the authority of its certificate, and for HTTP authentication: as in rpc.h.
	 * NULL: not set. */
	const char *ca, *user, *password;
	const char *sip;      /* "udp:10.0.0.5:5060"; NULL: ask the node */
	unsigned max_subnets; /* as its kamailio.cfg sets it; 0: not known */
	/* For each call. Less after the node kept silent on another way. */
	unsigned timeout_ms;

	/* Tells people why something takes long. May be NULL. */
	void (*talk)(const char *node, const char *text);

	/* Called before each call, from the thread that sends it; params is JSON. May be
	 * NULL. */
	void (*trace)(const char *node, const char *way, const char *method,
		const char *params);
};

/* Make ready. Nothing is connected yet. ERR_USAGE for an invalid URL. config stays
 * borrowed. */
bool node_open(
	struct node **node, const struct node_config *config, struct err *err) MUST;
void node_close(struct node *node);

/* Where it takes SIP requests over UDP: "udp:127.0.0.1:5060", from the
 * configuration or from the node.  The caller frees it. */
bool node_sip(struct node *node, char **sip, struct err *err) MUST;

/* Add the node's own addresses to list: the addresses it listens on and those of its
 * URLs. The tag is the node's name. Without an answer only the configuration's are added.
 */
void node_own_addresses(struct node *node, struct address_list *list);

/*
 * Add to list what the node holds of this kind. about is the expected size of the reply
 * in bytes: a way that cannot carry it is not asked. *is_readable is false when no way
 * shows the whole list (see QUIRK_TEXT_LISTS). ERR_ABSENT when secfilter is not loaded.
 */
bool node_rule_list(struct node *node, enum rule_kind kind, size_t about,
	struct rule_list *list, bool *is_readable, struct err *err) MUST;

/* About how large the reply of node_rule_list() is for these rules of one kind. */
size_t node_rule_list_size(const struct rule_list *rules, enum rule_kind kind);

/* The largest reply of node_rule_list() that its ways are known to carry. The node is
 * asked its version. *is_text: it has QUIRK_TEXT_LISTS. */
bool node_rule_list_max(
	struct node *node, size_t *max, bool *is_text, struct err *err) MUST;

/* How much memory all its lists take. *is_known is false when the node does not tell. */
bool node_rule_memory(struct node *node, struct rule_memory *memory, bool *is_known,
	struct err *err) MUST;

/* Add an entry to the node's memory. Not for destinations: secfilter.add_dst loses
 * leading zeros. */
bool node_rule_add(struct node *node, const struct rule *rule, struct err *err) MUST;

/* Whether node_rule_del() works there: QUIRK_ENTRY_DELETE. */
bool node_rule_can_del(struct node *node, bool *can, struct err *err) MUST;

/*
 * Delete an entry from the node's memory, and with it every entry of that list that
 * begins with the same bytes. ERR_ABSENT when there is no such entry. Not for
 * destinations.
 */
bool node_rule_del(struct node *node, const struct rule *rule, struct err *err) MUST;

/*
 * Make the node read the table again. Its lists are empty for a moment, and stay empty
 * when it cannot read the table, so read them back. Waits while the node refuses with
 * "ongoing reload".
 */
bool node_rule_reload(struct node *node, struct err *err) MUST;

/*
 * Add all addresses that the node holds to list. *hosts_readable is false when no way
 * carries so many hosts; networks and names are in list then. ERR_ABSENT when the node
 * does not load the address table.
 */
bool node_address_list(struct node *node, struct address_list *list, bool *hosts_readable,
	struct err *err) MUST;

/* How many networks it holds. *is_readable is false when no way carries so many.
 * ERR_ABSENT as above. */
bool node_network_count(
	struct node *node, size_t *n, bool *is_readable, struct err *err) MUST;

/*
 * Make the node read the table again. It keeps the old addresses when that fails. Waits
 * while the node refuses with "ongoing reload". Never sent to a node without the address
 * backend, because it would kill the node (5.6.3).
 */
bool node_address_reload(struct node *node, struct err *err) MUST;

#endif
