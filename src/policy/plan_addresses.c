/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "policy/change.h"

#define NOTES_MAX 10

static void
outcome(struct plan *plan, const struct address *address, enum change_result result)
{
	/* Copied first: address may be one of the list that grows. */
	const struct address_outcome o = { .result = result, .address = *address };

	*LIST_ADD(&plan->addresses) = o;
}

static const struct address *
find(const struct plan *plan, const struct address_list *stored, const struct address *a)
{
	for (size_t i = 0; i < stored->len; i++)
		if (address_same(&stored->v[i], a))
			return &stored->v[i];
	for (size_t i = 0; i < plan->addresses.len; i++)
		if (plan->addresses.v[i].result == CHANGE_ADDED &&
			address_same(&plan->addresses.v[i].address, a))
			return &plan->addresses.v[i].address;
	return NULL;
}

static void
note_overlap(struct plan *plan, const struct address *a, const struct address *b)
{
	char x[ADDRESS_FORMAT_MAX], y[ADDRESS_FORMAT_MAX];

	if (plan->notes.len >= NOTES_MAX)
		return;
	address_format(a, x);
	address_format(b, y);
	if (address_contains(b, a) && address_contains(a, b))
		PLAN_NOTE(plan,
			"%s stands in group %lu%s too: requests find one of the two", x,
			b->group, b->port != a->port ? " with another port" : "");
	else if (address_contains(b, a))
		PLAN_NOTE(plan, "%s lies in %s of group %lu, which stands already", x, y,
			b->group);
	else if (address_contains(a, b))
		PLAN_NOTE(plan, "%s covers %s of group %lu, which stands already", x, y,
			b->group);
}

static void
plan_add(struct plan *plan, const struct address *a, const struct address_list *stored)
{
	const struct address *there = find(plan, stored, a);
	char text[ADDRESS_FORMAT_MAX];

	if (there != NULL) {
		address_format(a, text);
		if (strcmp(there->tag, a->tag) != 0 && plan->notes.len < NOTES_MAX)
			PLAN_NOTE(plan,
				"%s stands with the tag '%s'; to change it, remove the "
				"row first",
				text, there->tag);
		outcome(plan, there, CHANGE_PRESENT);
		return;
	}
	outcome(plan, a, CHANGE_ADDED);
	for (size_t i = 0; i < stored->len; i++)
		note_overlap(plan, a, &stored->v[i]);
}

/* Whether an earlier address of the same set takes this row out already. */
static bool
is_going(const struct plan *plan, const struct address *row)
{
	for (size_t i = 0; i < plan->addresses.len; i++)
		if (plan->addresses.v[i].result == CHANGE_REMOVED &&
			plan->addresses.v[i].address.id == row->id)
			return true;
	return false;
}

static bool
is_same_place(const struct address *row, const struct address *meant)
{
	if (row->form != meant->form || row->family != meant->family ||
		row->prefix != meant->prefix)
		return false;
	return row->form == ADDRESS_NAME
	               ? ascii_compare(row->stored, meant->stored) == 0
	               : memcmp(row->bytes, meant->bytes, sizeof(row->bytes)) == 0;
}

/* "127.2.5.0/24" names a network, and a row that has this text in ip_addr, which is a
 * name to Kamailio. */
static bool
has_text(const struct address *row, const char *text)
{
	return row->stored != NULL && text != NULL && strcmp(row->stored, text) == 0;
}

/* Whether the row is one that is to be removed. */
static bool
is_meant(const struct address *row, const struct address_change *change)
{
	const struct address *meant = &change->address;

	if (meant->id != 0 && row->id != meant->id)
		return false;
	if (meant->group != 0 && row->group != meant->group)
		return false;
	if ((meant->port != 0 || change->has_port) && row->port != meant->port)
		return false;
	return is_same_place(row, meant) || has_text(row, meant->stored);
}

static bool
ambiguous(const struct address_change *change, const struct address_list *stored,
	struct err *err)
{
	struct str rows = { 0 };
	char text[ADDRESS_FORMAT_MAX];

	for (size_t i = 0; i < stored->len; i++) {
		if (!is_meant(&stored->v[i], change))
			continue;
		address_format(&stored->v[i], text);
		str_addf(&rows, "%s%s in group %lu", rows.len > 0 ? ", " : "", text,
			stored->v[i].group);
	}
	err_set(err, ERR_USAGE,
		"several rows are meant: %s; name the group, --port or --id",
		str_get(&rows));
	str_clear(&rows);
	return false;
}

/* A row of the same address: in another group, with another mask or port. */
static void
find_meant(struct plan *plan, const struct address *wanted,
	const struct address_list *stored)
{
	char text[ADDRESS_FORMAT_MAX];

	if (plan->meant != NULL)
		return;
	for (size_t i = 0; i < stored->len && plan->meant == NULL; i++) {
		const struct address *row = &stored->v[i];
		if (ascii_compare(address_text(row), address_text(wanted)) != 0)
			continue;
		address_format(row, text);
		plan->meant =
			xasprintf(": did you mean %s of group %lu?", text, row->group);
	}
	if (plan->meant == NULL)
		plan->meant = xstrdup("");
}

static bool
plan_remove(struct plan *plan, const struct address_change *change,
	const struct address_list *stored, struct err *err)
{
	const struct address *found = NULL;

	for (size_t i = 0; i < stored->len; i++) {
		if (!is_meant(&stored->v[i], change))
			continue;
		/* A row that stands twice goes twice; two different rows are a question.
		 */
		if (found != NULL && !address_same(found, &stored->v[i]))
			return ambiguous(change, stored, err);
		found = &stored->v[i];
		if (!is_going(plan, found))
			outcome(plan, found, CHANGE_REMOVED);
	}
	if (found != NULL)
		return true;
	find_meant(plan, &change->address, stored);
	outcome(plan, &change->address, CHANGE_ABSENT);
	return true;
}

bool
plan_addresses(struct plan *plan, const struct change_set *set,
	const struct address_list *stored, struct err *err)
{
	for (size_t i = 0; i < set->addresses.len; i++) {
		const struct address_change *change = &set->addresses.v[i];
		if (change->op == CHANGE_ADD)
			plan_add(plan, &change->address, stored);
		else if (!plan_remove(plan, change, stored, err))
			return false;
	}
	return true;
}
