/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "db/stored.h"

#include <stdlib.h>

#include "base/xalloc.h"

struct reading {
	struct rule_list *rules;
	struct address_list *addresses;
	struct bad_rows *bad;
};

void
bad_rows_add(struct bad_rows *bad, const char *table, long long id, const struct err *why)
{
	struct bad_row *row = LIST_ADD(bad);

	row->table = table;
	row->id = id;
	row->reason = xstrdup(why->text);
}

static bool
on_rule(const struct rule_row *row, void *ctx)
{
	struct reading *r = ctx;
	struct rule rule;
	struct err why;

	if (rule_from_row(&rule, row, &why))
		rule_list_add(r->rules, &rule);
	else
		bad_rows_add(r->bad, "secfilter", row->id, &why);
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
		bad_rows_add(r->bad, "address", row->id, &why);
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
	for (size_t i = 0; i < bad->len; i++)
		free(bad->v[i].reason);
	free(bad->v);
	*bad = (struct bad_rows){ 0 };
}
