/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/ascii.h"
#include "base/xalloc.h"
#include "policy/change.h"

/* To remove means both lists. */
static bool
contradict_rules(const struct rule_change *a, const struct rule_change *b)
{
	struct rule wanted = a->rule;

	if (a->op == b->op)
		return false;
	if (!a->is_exact && !b->is_exact)
		wanted.action = b->rule.action;
	return rule_same(&wanted, &b->rule);
}

static bool
is_same_place(const struct address *a, const struct address *b)
{
	if (a->form != b->form || a->family != b->family || a->prefix != b->prefix)
		return false;
	return a->form == ADDRESS_NAME
	               ? ascii_compare(a->stored, b->stored) == 0
	               : memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

static bool
contradict_addresses(const struct address_change *a, const struct address_change *b)
{
	const struct address_change *gone = a->op == CHANGE_REMOVE ? a : b;
	const struct address *x = &a->address, *y = &b->address;

	if (a->op == b->op || !is_same_place(x, y))
		return false;
	if (gone->address.group != 0 && x->group != y->group)
		return false;
	return (gone->address.port == 0 && !gone->has_port) || x->port == y->port;
}

static bool
refuse(const char *text, enum change_op op, struct err *err)
{
	return err_set(err, ERR_USAGE,
		"'%s' is to be %s by an earlier line of this set: a set says one thing "
		"of each",
		text, op == CHANGE_ADD ? "added" : "removed");
}

static bool
check(const struct change_set *into, const struct change_set *from, struct err *err)
{
	char text[ADDRESS_FORMAT_MAX];

	for (size_t i = 0; i < from->rules.len; i++)
		for (size_t j = 0; j < into->rules.len; j++)
			if (contradict_rules(&into->rules.v[j], &from->rules.v[i]))
				return refuse(from->rules.v[i].rule.value,
					into->rules.v[j].op, err);
	for (size_t i = 0; i < from->addresses.len; i++)
		for (size_t j = 0; j < into->addresses.len; j++)
			if (contradict_addresses(
				    &into->addresses.v[j], &from->addresses.v[i])) {
				address_format(&from->addresses.v[i].address, text);
				return refuse(text, into->addresses.v[j].op, err);
			}
	return true;
}

bool
change_set_merge(struct change_set *into, const struct change_set *from, struct err *err)
{
	if (!check(into, from, err))
		return false;
	for (size_t i = 0; i < from->rules.len; i++)
		*LIST_ADD(&into->rules) = from->rules.v[i];
	for (size_t i = 0; i < from->addresses.len; i++)
		*LIST_ADD(&into->addresses) = from->addresses.v[i];
	return true;
}
