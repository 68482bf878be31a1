/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "doctor/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "db/odd_row.h"
#include "policy/sentinel.h"

/* How many findings of a kind are shown one by one. */
#define SHOWN_MAX 20

/* The rows of one table, and where to put what is found. */
struct examined {
	const char *table;
	bool has_ids; /* statements by id concern one row each */
	struct findings *list;
};

static void
mend(const struct examined *e, const char *statement)
{
	findings_mend(e->list, "%s", e->has_ids ? statement : NO_IDS_TEXT);
}

/* "and 7 more", for the findings over SHOWN_MAX. */
static void
add_rest(const struct examined *e, enum finding_level level, size_t n)
{
	if (n <= SHOWN_MAX)
		return;
	findings_add(e->list, level, "rows", "and %zu more like these", n - SHOWN_MAX);
	findings_mend(e->list, "mend these first; then: shieldadm doctor");
}

static void
add_bad_rows(const struct examined *e, const struct bad_rows *bad)
{
	for (size_t i = 0; i < bad->len && i < SHOWN_MAX; i++) {
		const struct bad_row *row = &bad->v[i];
		findings_add(e->list, FINDING_WRONG, "rows",
			"row %lld of '%s' harms every node that reads it: %s; mending "
			"it: %s",
			row->id, row->table, row->reason, row->effect);
		mend(e, row->mend);
	}
	add_rest(e, FINDING_WRONG, bad->len);
}

/* Add what is odd about a row. */
static void
add_odd(const struct examined *e, long long id, const struct odd_row *odd, size_t *found)
{
	if (++*found > SHOWN_MAX)
		return;
	findings_add(e->list, FINDING_WARNING, "rows",
		"row %lld of '%s' %s: %s; mending it: %s", id, e->table,
		odd_text(odd->is), str_get(&odd->what), str_get(&odd->effect));
	mend(e, odd->mend.len > 0 ? odd->mend.s : "shieldadm db check -o json");
}

/* What people call a row, to find duplicates. */
struct named_row {
	long long id;
	char *name;
	bool last_decides; /* Kamailio goes by the last of several, or the first */
};

struct named_rows {
	struct named_row *v;
	size_t len, cap;
};

static int
by_name(const void *a, const void *b)
{
	const struct named_row *x = a, *y = b;
	int order = ascii_compare(x->name, y->name);

	return order != 0 ? order : (x->id > y->id) - (x->id < y->id);
}

static void
add_double(const struct examined *e, const struct named_row *rows, size_t n)
{
	struct str statement = { 0 };
	const char *comma = "";

	str_addf(&statement, "DELETE FROM %s WHERE id IN (", e->table);
	for (size_t i = 0; i < n; i++) {
		if (i == (rows[0].last_decides ? n - 1 : 0))
			continue;
		str_addf(&statement, "%s%lld", comma, rows[i].id);
		comma = ", ";
	}
	str_addf(&statement, ");");
	findings_add(e->list, FINDING_WARNING, "rows",
		"%s stands %zu times in '%s': nodes hold and walk through each",
		rows[0].name, n, e->table);
	mend(e, str_get(&statement));
	str_clear(&statement);
}

/* Look for duplicates, and clear rows. */
static void
check_doubles(const struct examined *e, struct named_rows *rows)
{
	size_t found = 0;

	if (rows->len > 0)
		qsort(rows->v, rows->len, sizeof(*rows->v), by_name);
	for (size_t i = 0, n; i < rows->len; i += n) {
		for (n = 1; i + n < rows->len &&
			    ascii_compare(rows->v[i].name, rows->v[i + n].name) == 0;
			n++)
			;
		if (n > 1 && ++found <= SHOWN_MAX)
			add_double(e, &rows->v[i], n);
	}
	add_rest(e, FINDING_WARNING, found);
	for (size_t i = 0; i < rows->len; i++)
		free(rows->v[i].name);
	free(rows->v);
}

static size_t
blocked_uas(const struct rule_list *rules)
{
	size_t n = 0;

	for (size_t i = 0; i < rules->len; i++)
		n += rules->v[i].kind == RULE_UA && rules->v[i].action == RULE_BLOCK;
	return n;
}

static void
check_double_rules(const struct examined *e, const struct rule_list *rules)
{
	struct named_rows named = { 0 };

	for (size_t i = 0; i < rules->len; i++) {
		const struct rule *rule = &rules->v[i];
		*LIST_ADD(&named) = (struct named_row){ rule->id,
			xasprintf("%s %s '%s'", rule_kind_name(rule->kind),
				rule_action_name(rule->action), rule->value),
			false };
	}
	check_doubles(e, &named);
}

static void
check_odd_rules(const struct examined *e, const struct rule_list *rules)
{
	size_t found = 0;

	for (size_t i = 0; i < rules->len; i++) {
		struct odd_row odd;
		if (odd_rule(&odd, &rules->v[i]))
			add_odd(e, rules->v[i].id, &odd, &found);
		odd_row_clear(&odd);
	}
	add_rest(e, FINDING_WARNING, found);
}

void
doctor_rules(
	const struct rule_list *rules, const struct bad_rows *bad, struct findings *list)
{
	const struct examined e = { "secfilter", rules_have_ids(rules, bad), list };
	size_t countries = rules_allowed_countries(rules);
	size_t uas = blocked_uas(rules);

	add_bad_rows(&e, bad);
	check_double_rules(&e, rules);
	check_odd_rules(&e, rules);
	if (countries > 0)
		findings_add(list, FINDING_OK, "countries", "%zu allowed", countries);
	else {
		findings_add(list, FINDING_WARNING, "countries",
			"no country is allowed: the article's route drops every caller "
			"whose country GeoIP knows, unless 'address' lists the caller");
		findings_mend(list, "shieldadm country allow US");
	}
	if (uas > 0)
		findings_add(list, FINDING_OK, "user agents", "%zu blocked", uas);
	else {
		findings_add(list, FINDING_WARNING, "user agents",
			"no user agent is blocked, not even the well-known scanners");
		findings_mend(list, "shieldadm ua block --scanners");
	}
}

static void
check_double_addresses(const struct examined *e, const struct address_list *addresses)
{
	struct named_rows named = { 0 };

	for (size_t i = 0; i < addresses->len; i++) {
		const struct address *a = &addresses->v[i];
		char text[ADDRESS_FORMAT_MAX];
		/* What stays of doubles must not be a row that another finding may have
		 * removed. */
		if (odd_is_misread(a))
			continue;
		address_format(a, text);
		*LIST_ADD(&named) = (struct named_row){ a->id,
			xasprintf("%s of group %lu", text, a->group),
			a->form == ADDRESS_HOST };
	}
	check_doubles(e, &named);
}

static void
check_odd_addresses(const struct examined *e, const struct address_list *addresses)
{
	size_t found = 0;

	for (size_t i = 0; i < addresses->len; i++) {
		struct odd_row odd;
		if (odd_address(&odd, &addresses->v[i]))
			add_odd(e, addresses->v[i].id, &odd, &found);
		odd_row_clear(&odd);
	}
	add_rest(e, FINDING_WARNING, found);
}

void
doctor_addresses(const struct address_list *addresses, const struct bad_rows *bad,
	struct findings *list)
{
	const struct examined e = { "address", addresses_have_ids(addresses, bad), list };

	add_bad_rows(&e, bad);
	check_double_addresses(&e, addresses);
	check_odd_addresses(&e, addresses);
	findings_add(list, FINDING_OK, "addresses", "%zu stored", addresses->len);
}
