/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/ban_guard.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static int
compare_hosts(const void *a, const void *b)
{
	const struct address *x = a, *y = b;

	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	return memcmp(x->bytes, y->bytes, sizeof(x->bytes));
}

void
ban_guard_init(struct ban_guard *guard, struct address_list *stored_take,
	struct address_list *own_take)
{
	*guard = (struct ban_guard){ .own = *own_take };
	*own_take = (struct address_list){ 0 };
	for (size_t i = 0; i < stored_take->len; i++) {
		const struct address *a = &stored_take->v[i];
		if (a->form == ADDRESS_HOST)
			address_list_add(&guard->hosts, a);
		else if (a->form == ADDRESS_NETWORK)
			address_list_add(&guard->networks, a);
	}
	address_list_clear(stored_take);
	if (guard->hosts.len > 0)
		qsort(guard->hosts.v, guard->hosts.len, sizeof(*guard->hosts.v),
			compare_hosts);
}

static bool
is_loopback(const struct address *a)
{
	static const unsigned char one[16] = { [15] = 1 };

	return a->family == AF_INET ? a->bytes[0] == 127
	                            : memcmp(a->bytes, one, sizeof(one)) == 0;
}

/* The first of the list that the address lies in, or NULL. */
static const struct address *
find(const struct address_list *list, const struct address *a)
{
	for (size_t i = 0; i < list->len; i++)
		if (address_contains(&list->v[i], a))
			return &list->v[i];
	return NULL;
}

static bool
refuse_row(const struct ban *ban, const struct address *row, struct err *err)
{
	char text[ADDRESS_FORMAT_MAX];

	address_format(row, text);
	return err_set(err, ERR_GUARD,
		"%s is let in by %s in the table 'address' (row %lld, group %lu%s%s): "
		"with the article's route a ban of it has no effect; take it out there, "
		"or ban it all the same with --force",
		ban->key, text, row->id, row->group, row->tag[0] != '\0' ? ", " : "",
		row->tag);
}

bool
ban_guard_check(const struct ban_guard *guard, const struct ban *ban, struct err *err)
{
	struct address a = { .form = ADDRESS_HOST,
		.family = ban->family,
		.prefix = address_bits(ban->family) };
	const struct address *row;

	if (ban->family == AF_UNSPEC)
		return true;
	memcpy(a.bytes, ban->bytes, sizeof(a.bytes));
	row = find(&guard->own, &a);
	if (row != NULL)
		return err_set(err, ERR_GUARD,
			"%s is an address of the node '%s' itself; --force bans it all "
			"the same",
			ban->key, row->tag);
	if (is_loopback(&a))
		return err_set(err, ERR_GUARD,
			"%s is a machine's address for itself (loopback); --force bans "
			"it all the same",
			ban->key);
	row = find(&guard->networks, &a);
	if (row == NULL && guard->hosts.len > 0)
		row = bsearch(&a, guard->hosts.v, guard->hosts.len,
			sizeof(*guard->hosts.v), compare_hosts);
	return row == NULL || refuse_row(ban, row, err);
}

void
ban_guard_clear(struct ban_guard *guard)
{
	address_list_clear(&guard->own);
	address_list_clear(&guard->hosts);
	address_list_clear(&guard->networks);
}
