/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "base/xalloc.h"
#include "node/call.h"

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
			"it does not listen on UDP, as far as it tells: set 'sip' in "
			"[node %s]",
			config->name);
	}
	cJSON_Delete(reply);
	return ok;
}
