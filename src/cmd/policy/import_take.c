/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import: what one line says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/xalloc.h"
#include "cmd/policy/import.h"
#include "db/stored.h"
#include "policy/agent.h"
#include "policy/rule_parse.h"

/* Bytes of an invalid line that are shown. */
#define SHOWN_BYTES 80

void
import_fault(struct import *im, uint32_t line, const char *text, const char *reason)
{
	im->lines++;
	im->invalid++;
	/* One option mends them all. */
	if (strcmp(reason, ADDRESS_LINE_NO_GROUP) == 0 && im->groupless++ > 0)
		return;
	if (im->faults.len < IMPORT_TOLD_MAX)
		*LIST_ADD(&im->faults) = (struct import_fault){ .line = line,
			.text = xstrndup(text, SHOWN_BYTES),
			.reason = xstrdup(reason) };
}

static bool
take_address(struct import *im, char *const *fields, uint32_t line, struct err *err)
{
	struct address_terms terms = im->terms;
	struct address_list list = { 0 };
	bool ok = address_line_add(&list, im->app, fields, &terms, false, err);

	for (size_t i = 0; ok && i < list.len; i++)
		pack_add(&im->pack, &list.v[i], line);
	address_list_clear(&list);
	return ok;
}

/* What the table holds; nothing when it cannot be read, which storing will tell. */
static const struct rule_list *
stored_of(struct import *im)
{
	struct bad_rows bad = { 0 };
	struct err ignored;

	if (!im->has_stored && app_db(im->app, false, &ignored) &&
		!stored_rules(im->app->db, &im->stored, &bad, &ignored))
		rule_list_clear(&im->stored);
	bad_rows_clear(&bad);
	im->has_stored = true;
	return &im->stored;
}

/* Whether the very row is stored: a list of what is there can be given back. */
static bool
take_stored(struct import *im, const char *value)
{
	const struct rule_list *stored = stored_of(im);

	for (size_t i = 0; i < stored->len; i++) {
		const struct rule *rule = &stored->v[i];
		if (rule->kind != im->kind || rule->action != im->action ||
			strcmp(rule->value, value) != 0)
			continue;
		change_add_rule(&im->set, CHANGE_ADD, rule);
		return true;
	}
	return false;
}

static bool
take_rule(struct import *im, const struct feed_row *row, struct err *err)
{
	const char *value = row->fields[FEED_VALUE];
	char *text =
		im->kind == RULE_IP ? feed_address_text(row->fields) : xstrdup(value);
	struct rule rule;
	bool ok = rule_parse(&rule, im->kind, im->action, text, im->app->force, err) &&
	          (im->kind != RULE_UA || !row->is_line || im->app->force ||
			  agent_check_line(text, err));

	if (ok)
		change_add_rule(&im->set, CHANGE_ADD, &rule);
	free(text);
	return ok || take_stored(im, value);
}

void
import_take(struct import *im, const struct feed_row *row)
{
	struct err err;

	if (im->is_addr ? take_address(im, row->fields, (uint32_t)row->number, &err)
			: take_rule(im, row, &err))
		im->lines++;
	else
		import_fault(
			im, (uint32_t)row->number, row->fields[FEED_VALUE], err.text);
}

void
import_clear(struct import *im)
{
	for (size_t i = 0; i < im->faults.len; i++) {
		free(im->faults.v[i].text);
		free(im->faults.v[i].reason);
	}
	free(im->faults.v);
	left_out_clear(&im->left);
	rule_list_clear(&im->stored);
	pack_clear(&im->pack);
	change_set_clear(&im->set);
}
