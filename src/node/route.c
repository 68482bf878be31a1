/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "node/route.h"

#include <string.h>

#include "node/call.h"
#include "policy/address_parse.h"

static bool
is_defined(const cJSON *defines, const char *name)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, defines)
	{
		const char *text = cJSON_GetStringValue(item);
		if (text != NULL && strcmp(text, name) == 0)
			return true;
	}
	return false;
}

bool
node_route(
	struct node *node, struct verdict_route *route, bool *is_known, struct err *err)
{
	cJSON *reply;

	enum rpc_end end = node_ask(node, "core.ppdefines", NULL, 0, NULL, &reply, err);

	*route = (struct verdict_route){ true, true, true, true };
	*is_known = end == RPC_ANSWERED;
	if (end == RPC_FAULT || end == RPC_TOO_BIG)
		return true;
	if (end != RPC_ANSWERED)
		return false;
	*route = (struct verdict_route){
		.has_secfilter = is_defined(reply, "WITH_SECFILTER"),
		.has_geoip2 = is_defined(reply, "WITH_GEOIP2"),
		.has_antiflood = is_defined(reply, "WITH_ANTIFLOOD"),
		.has_usrlocdb = is_defined(reply, "WITH_USRLOCDB"),
	};
	cJSON_Delete(reply);
	return true;
}

/* {"socket": {...}} objects: an array of them, or over BINRPC one object in which the
 * name repeats. */
static void
add_sockets(struct address_list *list, const cJSON *sockets)
{
	const char *ip = node_text(sockets, "ipaddress");
	struct address address;
	struct err ignored;
	const cJSON *member;

	if (ip == NULL) /* before 5.6.3 */
		ip = node_text(sockets, "address");
	if (ip != NULL && address_parse_stored(&address, ip, &ignored))
		address_list_add(list, &address);
	cJSON_ArrayForEach(member, sockets)
	{
		if (cJSON_IsObject(member) || cJSON_IsArray(member))
			add_sockets(list, member);
	}
}

bool
node_myself(struct node *node, struct address_list *list, struct err *err)
{
	cJSON *reply;

	if (node_ask(node, "core.sockets_list", NULL, 0, NULL, &reply, err) !=
		RPC_ANSWERED)
		return err_wrap(err, "core.sockets_list");
	add_sockets(list, reply);
	cJSON_Delete(reply);
	return true;
}
