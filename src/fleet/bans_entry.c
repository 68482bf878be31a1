/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/bans_entry.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "node/htable.h"

void
bans_entry_init(struct bans_entry *first, size_t n_nodes)
{
	*first = (struct bans_entry){ .left = HTABLE_NO_TIME,
		.on = xcalloc(n_nodes / 8 + 1, 1) };
}

bool
bans_entry_is_on(const struct bans_entry *entry, size_t node)
{
	return (entry->on[node / 8] >> (node % 8) & 1) != 0;
}

size_t
bans_entry_nodes(const struct bans_entry *entry, size_t n_nodes)
{
	size_t n = 0;

	for (size_t i = 0; i < n_nodes; i++)
		n += bans_entry_is_on(entry, i);
	return n;
}

static void
set_on(struct bans_entry *entry, size_t node)
{
	entry->on[node / 8] |= (unsigned char)(1u << (node % 8));
}

void
bans_entry_lift(struct bans_entry *first, size_t node)
{
	for (struct bans_entry *e = first; e != NULL; e = e->next)
		e->on[node / 8] &= (unsigned char)~(1u << (node % 8));
}

const struct bans_entry *
bans_entry_of(const struct bans_entry *first, size_t node)
{
	for (const struct bans_entry *e = first; e != NULL; e = e->next)
		if (bans_entry_is_on(e, node))
			return e;
	return NULL;
}

static bool
is_near(long long a, long long b)
{
	if (a == HTABLE_NO_TIME || b == HTABLE_NO_TIME)
		return a == b;
	return a - b <= BANS_SLACK_S && b - a <= BANS_SLACK_S;
}

/* The entry with this value, or one that has none yet, or a new one.  left is looked at
 * where it is not NULL. */
static struct bans_entry *
find(struct bans_entry *first, size_t n_nodes, char *value_take, const long long *left)
{
	struct bans_entry *e = first, *last = first;

	for (; e != NULL; last = e, e = e->next)
		if ((e->value == NULL || strcmp(e->value, value_take) == 0) &&
			(left == NULL || !e->has_left || is_near(e->left, *left)))
			break;
	if (e == NULL) {
		e = last->next = xcalloc(1, sizeof(*e));
		bans_entry_init(e, n_nodes);
	}
	if (e->value == NULL)
		e->value = value_take;
	else
		free(value_take);
	return e;
}

void
bans_entry_put(struct bans_entry *first, size_t n_nodes, size_t node, char *value_take)
{
	set_on(find(first, n_nodes, value_take, NULL), node);
}

void
bans_entry_tell(struct bans_entry *first, size_t n_nodes, size_t node, char *value_take,
	long long left)
{
	struct bans_entry *e;

	bans_entry_lift(first, node);
	e = find(first, n_nodes, value_take, &left);
	set_on(e, node);
	if (!e->has_left)
		e->left = left;
	e->has_left = true;
}

void
bans_entry_clear(struct bans_entry *first)
{
	struct bans_entry *next;

	for (struct bans_entry *e = first->next; e != NULL; e = next) {
		next = e->next;
		free(e->value);
		free(e->on);
		free(e);
	}
	free(first->value);
	free(first->on);
}
