/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "db/stored.h"

#include <stdlib.h>

#include "base/xalloc.h"

struct reading {
	struct rule_list *rules;
	struct address_list *addresses;
	struct bad_rows *bad;
};

static void
add_bad_rule(struct bad_rows *bad, const struct rule_row *row, const char *reason)
{
	const char *effect = row->action == RULE_ALLOW
	                             ? "cuts off all that no other row allows"
	                             : "lets in all that no other row blocks";
	bool has_value = row->data != NULL && row->data[0] != '\0';

	*LIST_ADD(bad) = (struct bad_row){ .table = "secfilter",
		.id = row->id,
		.is_rule_too = row->data != NULL && row->data[0] == '\0',
		.reason = xstrdup(reason),
		.mend = xasprintf("DELETE FROM secfilter WHERE id = %lld;", row->id),
		.effect = has_value ? "nothing changes for callers" : effect };
}

/* No node has loaded such a row: it fails the whole reload. */
void
bad_rows_add_address(
	struct bad_rows *bad, const struct address_row *row, const struct err *why)
{
	*LIST_ADD(bad) = (struct bad_row){ .table = "address",
		.id = row->id,
		.reason = xasprintf("%s: the whole reload of addresses fails", why->text),
		.mend = xasprintf("DELETE FROM address WHERE id = %lld;", row->id),
		.effect = "it lets nobody in today; if it is meant, add it again with a "
			  "valid group and mask" };
}

static bool
on_rule(const struct rule_row *row, void *ctx)
{
	struct reading *r = ctx;
	struct rule rule;
	struct err why;

	if (!rule_from_row(&rule, row, &why)) {
		add_bad_rule(r->bad, row, why.text);
		return true;
	}
	rule_list_add(r->rules, &rule);
	if (rule.value[0] == '\0')
		add_bad_rule(r->bad, row, "the empty value matches everything");
	return true;
}

static bool
on_address(const struct address_row *row, void *ctx)
{
	struct reading *r = ctx;
	struct address address;
	struct err why;

	if (address_from_row(&address, row, &why))
		address_list_add(r->addresses, &address);
	else
		bad_rows_add_address(r->bad, row, &why);
	return true;
}

bool
stored_rules(
	struct db *db, struct rule_list *rules, struct bad_rows *bad, struct err *err)
{
	struct reading r = { .rules = rules, .bad = bad };

	return db_rule_each(db, on_rule, &r, err);
}

bool
stored_addresses(struct db *db, struct address_list *addresses, struct bad_rows *bad,
	struct err *err)
{
	struct reading r = { .addresses = addresses, .bad = bad };

	return db_address_each(db, on_address, &r, err);
}

bool
stored_check_reload(const struct bad_rows *bad, struct err *err)
{
	if (bad->len == 0)
		return true;
	return err_set(err, ERR_GUARD,
		"row %lld of the table '%s' would harm every node that reloads: %s; mend "
		"or delete it first (shieldadm db check shows all such rows)",
		bad->v[0].id, bad->v[0].table, bad->v[0].reason);
}

void
bad_rows_clear(struct bad_rows *bad)
{
	for (size_t i = 0; i < bad->len; i++) {
		free(bad->v[i].reason);
		free(bad->v[i].mend);
	}
	free(bad->v);
	*bad = (struct bad_rows){ 0 };
}
