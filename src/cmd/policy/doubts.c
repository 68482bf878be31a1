/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/policy/doubts.h"

#include <string.h>

#include "db/db.h"

static void
resolve_rule(struct document *document, struct document_doubt *d,
	const struct rule_list *stored)
{
	if (rule_list_has(stored, &d->rule))
		rule_list_add(&document->rules, &d->rule);
	else if (d->fault.text == NULL)
		rule_list_add(&document->rules, &d->instead);
	else
		document_blame(document, d);
}

/* The doubtful addresses; those that the table has are seen. */
static bool
on_address(const struct address_row *row, void *ctx)
{
	struct pack *doubtful = ctx;
	struct address a;
	struct err ignored;
	size_t at;

	if (!address_from_row(&a, row, &ignored))
		return true;
	at = pack_find(doubtful, &a);
	if (at != PACK_NONE && strcmp(pack_tag_of(doubtful, at), a.tag) == 0)
		pack_see(doubtful, at, true);
	return true;
}

static void
resolve_address(
	struct document *document, struct document_doubt *d, struct pack *doubtful)
{
	size_t at = pack_find(doubtful, &d->address);

	if (pack_is_seen(doubtful, at) &&
		strcmp(pack_tag_of(doubtful, at), d->address.tag) == 0)
		pack_add(&document->addresses, &d->address, (uint32_t)d->fault.line);
	else
		document_blame(document, d);
}

static bool
resolve_addresses(struct app *app, struct document *document, struct err *err)
{
	struct pack doubtful = { 0 };
	bool ok = true;

	for (size_t i = 0; i < document->doubts.len; i++)
		if (document->doubts.v[i].is_address)
			pack_add(&doubtful, &document->doubts.v[i].address, 0);
	if (pack_count(&doubtful) > 0) {
		pack_sort(&doubtful);
		ok = db_address_each(app->db, on_address, &doubtful, err);
	}
	for (size_t i = 0; ok && i < document->doubts.len; i++)
		if (document->doubts.v[i].is_address)
			resolve_address(document, &document->doubts.v[i], &doubtful);
	pack_clear(&doubtful);
	return ok;
}

bool
cmd_resolve_doubts(struct app *app, struct document *document, unsigned kinds,
	const struct rule_list *stored, struct err *err)
{
	for (size_t i = 0; i < document->doubts.len; i++) {
		struct document_doubt *d = &document->doubts.v[i];
		if (!d->is_address && (kinds & 1u << d->rule.kind) != 0)
			resolve_rule(document, d, stored);
	}
	return (kinds & 1u << DOCUMENT_ADDR) == 0 ||
	       resolve_addresses(app, document, err);
}
