/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/ban_network.h"

#include <string.h>
#include <sys/socket.h>

#include "policy/address_parse.h"
#include "policy/range.h"

#define HOST_BITS_MAX 8 /* of BAN_NETWORK_MAX */

bool
ban_network_is_one(const char *text)
{
	const char *slash = strchr(text, '/');
	char ip[ADDRESS_TEXT_MAX + 1];
	unsigned char bytes[16];
	int family;

	if (slash == NULL || (size_t)(slash - text) >= sizeof(ip))
		return range_is_one(text);
	memcpy(ip, text, (size_t)(slash - text));
	ip[slash - text] = '\0';
	return address_parse_ip(ip, &family, bytes) &&
	       strcmp(slash, family == AF_INET6 ? "/128" : "/32") != 0;
}

/* Networks are aligned, so only the last byte counts. */
static void
add_hosts(struct address_list *list, const struct address *network)
{
	unsigned n = 1u << (address_bits(network->family) - network->prefix);
	struct address host = { .form = ADDRESS_HOST, .family = network->family };

	host.prefix = address_bits(host.family);
	memcpy(host.bytes, network->bytes, sizeof(host.bytes));
	for (unsigned i = 0; i < n; i++) {
		unsigned last = address_bits(host.family) / 8 - 1;
		host.bytes[last] = (unsigned char)(network->bytes[last] + i);
		address_list_add(list, &host);
	}
}

static bool
add_blocks(struct address_list *list, const struct address_list *blocks, const char *text,
	struct err *err)
{
	size_t before = list->len;

	for (size_t i = 0; i < blocks->len; i++) {
		const struct address *block = &blocks->v[i];
		unsigned bits = address_bits(block->family);
		if (bits - block->prefix <= HOST_BITS_MAX)
			add_hosts(list, block);
		if (bits - block->prefix > HOST_BITS_MAX ||
			list->len - before > BAN_NETWORK_MAX)
			return err_set(err, ERR_USAGE,
				"'%s' is a network of more than %d addresses", text,
				BAN_NETWORK_MAX);
	}
	return true;
}

bool
ban_network_parse(struct address_list *list, const char *text, struct err *err)
{
	struct address_list blocks = { 0 };
	bool is_range = range_is_one(text), ok;
	struct address network;

	ok = is_range ? range_parse(&blocks, text, err)
	              : address_parse(&network, text, err);
	if (ok && !is_range)
		address_list_add(&blocks, &network);
	ok = ok && add_blocks(list, &blocks, text, err);
	address_list_clear(&blocks);
	return ok;
}
