/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/intern.h"
#include "base/utf8.h"
#include "base/xalloc.h"

/* A blocked destination is told by its action; its type is always 0. */
#define ACTION_DST 2

static const char *const names[LIST_KINDS] = { LIST_NAMES };

static const struct {
	const char *title;
	bool is_text;
} kinds[RULE_KINDS] = {
	[RULE_UA] = { "user agent", true },
	[RULE_COUNTRY] = { "country", false },
	[RULE_DOMAIN] = { "domain", false },
	[RULE_IP] = { "IP prefix", false },
	[RULE_USER] = { "user", true },
	[RULE_DST] = { "destination", false },
};

const char *
list_name(int kind)
{
	return names[kind];
}

int
list_kind(const char *name, size_t len)
{
	for (int kind = 0; kind < LIST_KINDS; kind++)
		if (strlen(names[kind]) == len && strncmp(names[kind], name, len) == 0)
			return kind;
	return -1;
}

const char *
rule_kind_name(enum rule_kind kind)
{
	return names[kind];
}

const char *
rule_kind_title(enum rule_kind kind)
{
	return kinds[kind].title;
}

bool
rule_kind_is_text(enum rule_kind kind)
{
	return kinds[kind].is_text;
}

const char *
rule_action_name(enum rule_action action)
{
	return action == RULE_ALLOW ? "allow" : "block";
}

bool
rule_action_parse(enum rule_action *action, const char *text)
{
	bool is_allow = ascii_compare(text, rule_action_name(RULE_ALLOW)) == 0;

	if (!is_allow && ascii_compare(text, rule_action_name(RULE_BLOCK)) != 0)
		return false;
	*action = is_allow ? RULE_ALLOW : RULE_BLOCK;
	return true;
}

struct rule_row
rule_row(const struct rule *rule)
{
	bool is_dst = rule->kind == RULE_DST;

	return (struct rule_row){ .id = rule->id,
		.action = is_dst ? ACTION_DST : (long long)rule->action,
		.type = is_dst ? 0 : (long long)rule->kind,
		.data = rule->value };
}

static bool
check_numbers(const struct rule_row *row, struct err *err)
{
	if (row->action == RULE_NULL || row->type == RULE_NULL)
		return err_set(err, ERR_DB,
			"its column '%s' is NULL: with MySQL a reload reads a random "
			"number there, stops at this row and loses all that come after "
			"it",
			row->action == RULE_NULL ? "action" : "type");
	if (row->action < 0 || row->action > ACTION_DST)
		return err_set(err, ERR_DB,
			"action %lld does not exist: a reload stops at this row and "
			"loses all that come after it",
			row->action);
	return (row->type >= 0 && row->type <= RULE_USER) ||
	       err_set(err, ERR_DB,
		       "type %lld does not exist: a reload stops at this row and loses "
		       "all that come after it",
		       row->type);
}

bool
rule_from_row(struct rule *rule, const struct rule_row *row, struct err *err)
{
	bool is_dst = row->action == ACTION_DST && row->type == 0;

	if (!check_numbers(row, err))
		return false;
	if (row->data == NULL)
		return err_set(err, ERR_DB,
			"its column 'data' is NULL: a reload kills a node with SQLite, "
			"and "
			"matches everything with MySQL");
	*rule = (struct rule){ .id = row->id,
		.kind = is_dst ? RULE_DST : (enum rule_kind)row->type,
		.has_odd_action = row->action == ACTION_DST && !is_dst,
		.action = row->action == RULE_ALLOW ? RULE_ALLOW : RULE_BLOCK,
		.value = intern(row->data) };
	return true;
}

int
rule_compare(const void *a, const void *b)
{
	const struct rule *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->action != y->action)
		return x->action < y->action ? -1 : 1;
	return ascii_compare(x->value, y->value);
}

bool
rule_same(const struct rule *a, const struct rule *b)
{
	return rule_compare(a, b) == 0;
}

bool
rule_is_text(const struct rule *rule)
{
	return utf8_is_valid(rule->value);
}

void
rule_list_add(struct rule_list *list, const struct rule *rule)
{
	*LIST_ADD(list) = *rule;
}

void
rule_list_sort(struct rule_list *list)
{
	if (list->len > 0)
		qsort(list->v, list->len, sizeof(*list->v), rule_compare);
}

bool
rule_list_has(const struct rule_list *sorted, const struct rule *rule)
{
	return sorted->len > 0 && bsearch(rule, sorted->v, sorted->len,
					  sizeof(*sorted->v), rule_compare) != NULL;
}

void
rule_list_clear(struct rule_list *list)
{
	free(list->v);
	*list = (struct rule_list){ 0 };
}
