/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "node/route.h"

#include <stdio.h>
#include <string.h>

#include "node/abilities.h"
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

/* The checks that "shieldadm config" has left out: SHIELDADM_WITHOUT_UA, ... */
static unsigned
left_out(const cJSON *defines)
{
	static const struct {
		const char *name;
		unsigned checks;
	} parts[] = {
		{ "SQLI", 1u << VERDICT_SQLI },
		{ "COUNTRY", 1u << VERDICT_COUNTRY },
		{ "UA", 1u << VERDICT_UA },
		{ "LISTS", 1u << VERDICT_LISTS },
		{ "FLOOD", 1u << VERDICT_BAN | 1u << VERDICT_FLOOD },
		{ "LOGINS", 1u << VERDICT_LOGINS },
		{ "CONTACT", 1u << VERDICT_CONTACT },
		{ "METHOD", 1u << VERDICT_METHOD },
		{ "OPTIONS", 1u << VERDICT_OPTIONS },
	};
	unsigned checks = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		char name[48];
		snprintf(name, sizeof(name), "SHIELDADM_WITHOUT_%s", parts[i].name);
		if (is_defined(defines, name))
			checks |= parts[i].checks;
	}
	return checks;
}

static void
read_hardened(struct verdict_route *route, const cJSON *defines)
{
	route->is_hardened = true;
	route->left_out = left_out(defines);
	route->has_usrlocdb =
		route->has_usrlocdb && is_defined(defines, "SHIELDADM_LOCATION");
	route->drops_unknown_country =
		is_defined(defines, "SHIELDADM_DROP_UNKNOWN_COUNTRY");
	route->drops_no_ua = is_defined(defines, "SHIELDADM_DROP_NO_UA");
	route->passes_lost_lists = is_defined(defines, "SHIELDADM_PASS_LOST_LISTS");
	route->wants_contact_name = is_defined(defines, "SHIELDADM_CONTACT_NAME");
}

/* By its defines; *is_known is false when it does not tell them. */
static bool
read_defines(
	struct node *node, struct verdict_route *route, bool *is_known, struct err *err)
{
	cJSON *reply;

	enum rpc_end end = node_ask(node, "core.ppdefines", NULL, 0, NULL, &reply, err);

	*route = (struct verdict_route){ .has_secfilter = true,
		.has_geoip2 = true,
		.has_antiflood = true,
		.has_usrlocdb = true };
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
	if (is_defined(reply, "WITH_SHIELDADM"))
		read_hardened(route, reply);
	cJSON_Delete(reply);
	return true;
}

bool
node_route(
	struct node *node, struct verdict_route *route, bool *is_known, struct err *err)
{
	return read_defines(node, route, is_known, err) &&
	       (!route->has_secfilter ||
		       (node_has(node, QUIRK_SQLI_24, &route->looks_for_24, err) &&
			       node_has(node, QUIRK_SQLI_NAME,
				       &route->forbids_quotes_in_names, err)));
}

bool
node_has_seen_sentinel(struct node *node, bool *has_seen, struct err *err)
{
	cJSON *reply;
	enum rpc_end end = node_ask(node, "pv.shvGet", node_params("shield_seen", NULL),
		0, NULL, &reply, err);

	*has_seen = false;
	if (end == RPC_FAULT) /* a variable that nobody has set yet */
		return true;
	if (end != RPC_ANSWERED)
		return false;
	*has_seen = node_number(reply, "value", 0) == 1;
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
