/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/intern.h"
#include "node/call.h"
#include "node/quirks.h"

/*
 * The module permissions: its tables of hosts, networks and names.
 */

/* An IP address of a dump is in inet_ntop()'s form, which need not be one that the node
 * reads in a row: "::ffff:127.0.0.1".  Without a mask it is a host. */
static bool
read_ip(struct address *a, const char *ip, unsigned mask)
{
	unsigned bits;

	if (!address_parse_ip(ip, &a->family, a->bytes))
		return false;
	bits = address_bits(a->family);
	a->prefix = mask == 0 || mask > bits ? bits : mask;
	a->form = a->prefix == bits ? ADDRESS_HOST : ADDRESS_NETWORK;
	address_format_ip(a->family, a->bytes, a->ip);
	return true;
}

/* What a node says of a host or a name without a tag (permissions/hash.c, 5.5 to 6.1);
 * a tag that is this very text cannot be told from it. */
static const char no_tag[] = "NULL";

static void
add_item(struct address_list *list, double group, const cJSON *item)
{
	const char *ip = node_text(item, "ip"), *name = node_text(item, "domain_name");
	const char *tag = node_text(item, "tag");
	struct address a = { .form = ADDRESS_NAME,
		.prefix = 32,
		.group = (unsigned long)group,
		.port = (unsigned)(long long)node_number(item, "port", 0),
		.stored = name != NULL ? intern(name) : NULL,
		.tag = tag != NULL && strcmp(tag, no_tag) != 0 ? intern(tag) : "" };

	if (ip != NULL) {
		a.stored = NULL;
		if (!read_ip(&a, ip, (unsigned)node_number(item, "mask", 0)))
			return;
	} else if (name == NULL) {
		return;
	}
	address_list_add(list, &a);
}

/*
 * A dump is an array of {"group": 1, "item": {...}}, or one such object when there
 * is one (BINRPC); domainDump is one object in which the names repeat.  So: a group
 * counts for the item that comes next.
 */
static void
parse_dump(struct address_list *list, const cJSON *dump)
{
	const cJSON *member;
	double group = 0;

	cJSON_ArrayForEach(member, dump)
	{
		if (cJSON_IsArray(dump))
			parse_dump(list, member);
		else if (strcmp(member->string, "group") == 0)
			group = member->valuedouble;
		else if (strcmp(member->string, "item") == 0)
			add_item(list, group, member);
	}
}

/* Only a node that has not loaded the table refuses a dump. */
static bool
not_loaded(struct err *err)
{
	if (fault_is(err, FAULT_NO_METHOD))
		return err_set(err, ERR_ABSENT, "its permissions module is not loaded");
	return err_set(err, ERR_ABSENT,
		"its permissions module does not load the address table (%s), and a "
		"reload would kill it: set modparam(\"permissions\", \"load_backends\", "
		"1)",
		err->text);
}

static bool
dump(struct node *node, const char *method, struct address_list *list, bool *is_readable,
	struct err *err)
{
	cJSON *reply;
	enum rpc_end end = node_ask(node, method, NULL, 0, NULL, &reply, err);

	*is_readable = end == RPC_ANSWERED;
	if (end == RPC_TOO_BIG)
		return true;
	if (end == RPC_FAULT)
		return not_loaded(err);
	if (end != RPC_ANSWERED)
		return err_wrap(err, "%s", method);
	parse_dump(list, reply);
	cJSON_Delete(reply);
	return true;
}

bool
node_address_list(struct node *node, struct address_list *list, bool *hosts_readable,
	struct err *err)
{
	bool networks, names;

	if (!dump(node, "permissions.domainDump", list, &names, err) ||
		!dump(node, "permissions.subnetDump", list, &networks, err) ||
		!dump(node, "permissions.addressDump", list, hosts_readable, err))
		return false;
	if (!networks || !names)
		return err_set(err, ERR_NODE,
			"it has more networks or names than any way carries: add an "
			"http:// way, or raise ctl's binrpc_max_body_size");
	return true;
}

bool
node_network_count(struct node *node, size_t *n, bool *is_readable, struct err *err)
{
	struct address_list networks = { 0 };
	bool ok = dump(node, "permissions.subnetDump", &networks, is_readable, err);

	*n = networks.len;
	address_list_clear(&networks);
	return ok;
}

bool
node_address_reload(struct node *node, struct err *err)
{
	cJSON *reply;
	enum rpc_end end =
		node_ask(node, "permissions.domainDump", NULL, 0, NULL, &reply, err);

	if (end == RPC_ANSWERED)
		cJSON_Delete(reply);
	if (end == RPC_FAULT)
		return not_loaded(err);
	if (end != RPC_ANSWERED && end != RPC_TOO_BIG)
		return false;
	return node_tell_reload(node, "permissions.addressReload", err);
}
