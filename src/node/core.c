/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intern.h"
#include "base/xalloc.h"
#include "node/call.h"
#include "policy/address_parse.h"

/*
 * What the core tells of a node.
 */
/* The first socket for UDP among {"socket": {...}} objects: an array of them, or
 * over BINRPC one object in which the name repeats. */
static const cJSON *
find_udp(const cJSON *sockets)
{
	const cJSON *member, *found = NULL;

	cJSON_ArrayForEach(member, sockets)
	{
		const char *proto = node_text(member, "proto");
		if (found == NULL && proto != NULL && strcmp(proto, "udp") == 0)
			found = member;
		else if (found == NULL && cJSON_IsObject(member))
			found = find_udp(member);
	}
	return found;
}

bool
node_sip(struct node *node, char **sip, struct err *err)
{
	const struct node_config *config = node_config(node);
	const char *address, *port;
	const cJSON *udp;
	cJSON *reply;
	bool ok = false;

	if (config->sip != NULL) {
		*sip = xstrdup(config->sip);
		return true;
	}
	if (node_ask(node, "core.sockets_list", NULL, 0, NULL, &reply, err) !=
		RPC_ANSWERED)
		return err_wrap(err, "core.sockets_list");
	udp = find_udp(reply);
	address = node_text(udp, "address");
	port = node_text(udp, "port");
	if (address != NULL && port != NULL) {
		bool is_v6 = strchr(address, ':') != NULL;
		*sip = xasprintf(is_v6 && address[0] != '[' ? "udp:[%s]:%s" : "udp:%s:%s",
			address, port);
		ok = true;
	} else {
		err_set(err, ERR_NODE,
			"it does not report a UDP socket: set 'sip' in [node %s]",
			config->name);
	}
	cJSON_Delete(reply);
	return ok;
}

static void
add_own(struct address_list *list, const char *node, const char *text)
{
	struct address a = { .form = ADDRESS_HOST, .tag = intern(node) };
	unsigned port;
	struct err err;

	if (!address_parse_source(text, &a.family, a.bytes, &port, &err))
		return;
	a.prefix = address_bits(a.family);
	address_format_ip(a.family, a.bytes, a.ip);
	address_list_add(list, &a);
}

/* All sockets among {"socket": {...}} objects, as for find_udp(). */
static void
add_sockets(struct address_list *list, const char *node, const cJSON *sockets)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, sockets)
	{
		const char *address = node_text(member, "address");
		const char *ip = node_text(member, "ipaddress");
		if (address != NULL)
			add_own(list, node, address);
		if (ip != NULL)
			add_own(list, node, ip);
		if (address == NULL && cJSON_IsObject(member))
			add_sockets(list, node, member);
	}
}

/* The host of "http://10.0.0.5:5060/RPC". */
static void
add_way(struct address_list *list, const char *node, const char *url)
{
	const char *host = strstr(url, "://");
	char *text;

	if (host == NULL)
		return;
	text = xstrndup(host + 3, strcspn(host + 3, "/"));
	add_own(list, node, text);
	free(text);
}

void
node_own_addresses(struct node *node, struct address_list *list)
{
	const struct node_config *config = node_config(node);
	struct err err;
	cJSON *reply;

	for (size_t i = 0; i < NODE_WAYS_MAX && config->ways[i] != NULL; i++)
		add_way(list, config->name, config->ways[i]);
	if (config->sip != NULL && strchr(config->sip, ':') != NULL)
		add_own(list, config->name, strchr(config->sip, ':') + 1);
	if (node_ask(node, "core.sockets_list", NULL, 0, NULL, &reply, &err) !=
		RPC_ANSWERED)
		return;
	add_sockets(list, config->name, reply);
	cJSON_Delete(reply);
}
