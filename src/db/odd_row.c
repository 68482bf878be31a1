/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "db/odd_row.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

const char *
odd_text(enum odd odd)
{
	return odd == ODD_NEVER ? "never matches" : "is not what it looks like";
}

void
odd_row_clear(struct odd_row *odd)
{
	str_clear(&odd->what);
	str_clear(&odd->mend);
	str_clear(&odd->effect);
	odd->is = ODD_NOT;
}

struct ids {
	long long *v;
	size_t len, cap;
};

static int
by_number(const void *a, const void *b)
{
	const long long *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* With those of the bad rows of the table; frees them. */
static bool
are_distinct(struct ids *ids, const char *table, const struct bad_rows *bad)
{
	bool ok = true;

	for (size_t i = 0; i < bad->len; i++)
		/* The empty value is among the rules as well. */
		if (strcmp(bad->v[i].table, table) == 0 && !bad->v[i].is_rule_too)
			*LIST_ADD(ids) = bad->v[i].id;
	if (ids->len > 0)
		qsort(ids->v, ids->len, sizeof(*ids->v), by_number);
	for (size_t i = 0; i < ids->len; i++)
		ok = ok && ids->v[i] > 0 && (i == 0 || ids->v[i] != ids->v[i - 1]);
	free(ids->v);
	return ok;
}

bool
rules_have_ids(const struct rule_list *rules, const struct bad_rows *bad)
{
	struct ids ids = { 0 };

	for (size_t i = 0; i < rules->len; i++)
		*LIST_ADD(&ids) = rules->v[i].id;
	return are_distinct(&ids, "secfilter", bad);
}

bool
addresses_have_ids(const struct address_list *addresses, const struct bad_rows *bad)
{
	struct ids ids = { 0 };

	for (size_t i = 0; i < addresses->len; i++)
		*LIST_ADD(&ids) = addresses->v[i].id;
	return are_distinct(&ids, "address", bad);
}
