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

/* "and 7 more", for the findings over SHOWN_MAX. */
static void
add_rest(struct findings *list, enum finding_level level, const char *check, size_t n)
{
	if (n <= SHOWN_MAX)
		return;
	findings_add(list, level, check, "and %zu more like these", n - SHOWN_MAX);
	findings_mend(list, "mend these first; then: shieldadm doctor");
}

void
doctor_bad_rows(const struct bad_rows *bad, struct findings *list)
{
	for (size_t i = 0; i < bad->len && i < SHOWN_MAX; i++) {
		const struct bad_row *row = &bad->v[i];
		findings_add(list, FINDING_WRONG, "rows",
			"row %lld of '%s' harms every node that reads it: %s; mending "
			"it: %s",
			row->id, row->table, row->reason, row->effect);
		findings_mend(list, "%s", row->mend);
	}
	add_rest(list, FINDING_WRONG, "rows", bad->len);
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
add_double(
	struct findings *list, const char *table, const struct named_row *rows, size_t n)
{
	struct str rest = { 0 };

	for (size_t i = 0; i < n; i++)
		if (i != (rows[0].last_decides ? n - 1 : 0))
			str_addf(&rest, "%s%lld", rest.len > 0 ? ", " : "", rows[i].id);
	findings_add(list, FINDING_WARNING, "rows",
		"%s stands %zu times in '%s': nodes hold and walk through each",
		rows[0].name, n, table);
	findings_mend(list, "DELETE FROM %s WHERE id IN (%s);", table, str_get(&rest));
	str_clear(&rest);
}

/* Look for duplicates, and clear rows. */
static void
check_doubles(struct named_rows *rows, const char *table, struct findings *list)
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
			add_double(list, table, &rows->v[i], n);
	}
	add_rest(list, FINDING_WARNING, "rows", found);
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
check_double_rules(const struct rule_list *rules, struct findings *list)
{
	struct named_rows named = { 0 };

	for (size_t i = 0; i < rules->len; i++) {
		const struct rule *rule = &rules->v[i];
		*LIST_ADD(&named) = (struct named_row){ rule->id,
			xasprintf("%s %s '%s'", rule_kind_name(rule->kind),
				rule_action_name(rule->action), rule->value),
			false };
	}
	check_doubles(&named, "secfilter", list);
}

/* Add what is odd about a row of the table. */
static void
add_look(struct findings *list, const char *table, long long id, const struct look *look,
	size_t *found)
{
	if (++*found > SHOWN_MAX)
		return;
	findings_add(list, FINDING_WARNING, "rows",
		"row %lld of '%s' %s: %s; mending it: %s", id, table,
		look_word_text(look->word), str_get(&look->what), str_get(&look->effect));
	if (look->mend.len > 0)
		findings_mend(list, "%s", look->mend.s);
	else
		findings_mend(list, "shieldadm db check -o json");
}

static void
check_looks_of_rules(const struct rule_list *rules, struct findings *list)
{
	size_t found = 0;

	for (size_t i = 0; i < rules->len; i++) {
		struct look look;
		if (look_at_rule(&look, &rules->v[i]))
			add_look(list, "secfilter", rules->v[i].id, &look, &found);
		look_clear(&look);
	}
	add_rest(list, FINDING_WARNING, "rows", found);
}

void
doctor_rules(const struct rule_list *rules, struct findings *list)
{
	size_t countries = rules_allowed_countries(rules);
	size_t uas = blocked_uas(rules);

	check_double_rules(rules, list);
	check_looks_of_rules(rules, list);
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
check_double_addresses(const struct address_list *addresses, struct findings *list)
{
	struct named_rows named = { 0 };

	for (size_t i = 0; i < addresses->len; i++) {
		char text[ADDRESS_FORMAT_MAX];
		/* Another finding says what to do about a row of another look: what stays
		 * of doubles must not be one that may be removed. */
		if (addresses->v[i].form != ADDRESS_NAME &&
			addresses->v[i].stored != NULL)
			continue;
		address_format(&addresses->v[i], text);
		*LIST_ADD(&named) = (struct named_row){ addresses->v[i].id,
			xasprintf("%s of group %lu", text, addresses->v[i].group),
			addresses->v[i].form == ADDRESS_HOST };
	}
	check_doubles(&named, "address", list);
}

static void
check_looks_of_addresses(const struct address_list *addresses, struct findings *list)
{
	size_t found = 0;

	for (size_t i = 0; i < addresses->len; i++) {
		const struct address *a = &addresses->v[i];
		struct look look;
		if (look_at_address(&look, a))
			add_look(list, "address", a->id, &look, &found);
		look_clear(&look);
	}
	add_rest(list, FINDING_WARNING, "rows", found);
}

void
doctor_addresses(const struct address_list *addresses, struct findings *list)
{
	check_double_addresses(addresses, list);
	check_looks_of_addresses(addresses, list);
	findings_add(list, FINDING_OK, "addresses", "%zu stored", addresses->len);
}
