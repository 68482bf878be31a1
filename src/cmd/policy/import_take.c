/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import: what one line says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/ascii.h"
#include "base/xalloc.h"
#include "print/escape.h"
#include "cmd/policy/import.h"
#include "cmd/values.h"
#include "db/stored.h"
#include "policy/address_parse.h"
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
on_known(const struct address_row *row, void *ctx)
{
	struct address a;
	struct err ignored;

	if (address_from_row(&a, row, &ignored))
		pack_add(ctx, &a, 0);
	return true;
}

static void
read_known(struct import *im)
{
	struct err ignored;

	if (im->has_known)
		return;
	im->has_known = true;
	if (app_db(im->app, false, &ignored) &&
		db_address_each(im->app->db, on_known, &im->known, &ignored))
		pack_sort(&im->known);
}

/* The place of the row among those of the table; PACK_NONE when it is not there.  ip is
 * what the table holds, or what Kamailio makes of that, as addr list writes it. */
static size_t
find_known(struct import *im, char *const *fields, const char *ip)
{
	struct address_row row = { .ip = ip,
		.group = atoll(fields[FEED_GROUP]),
		.mask = atoll(fields[FEED_MASK]),
		.port = atoll(fields[FEED_PORT]) };
	struct address a = { .group = (unsigned long)row.group,
		.port = (unsigned)row.port };
	struct err ignored;

	if (address_from_row(&a, &row, &ignored) &&
		pack_find(&im->known, &a) != PACK_NONE)
		return pack_find(&im->known, &a);
	if (!address_parse_ip(ip, &a.family, a.bytes))
		return PACK_NONE;
	a.prefix = (unsigned)row.mask;
	a.form = a.prefix == address_bits(a.family) ? ADDRESS_HOST : ADDRESS_NETWORK;
	return pack_find(&im->known, &a);
}

/* Whether the very row is stored, with whatever tag, which it keeps: a list of what is
 * there can be given back. */
static bool
take_known(struct import *im, char *const *fields, uint32_t line)
{
	struct address a;
	char *ip;
	size_t at;

	if (fields[FEED_GROUP] == NULL || fields[FEED_MASK] == NULL ||
		fields[FEED_PORT] == NULL)
		return false;
	read_known(im);
	ip = escape_undo(fields[FEED_STORED]);
	at = find_known(im, fields, fields[FEED_STORED]);
	if (at == PACK_NONE)
		at = find_known(im, fields, ip);
	free(ip);
	if (at == PACK_NONE)
		return false;
	pack_get(&im->known, at, &a);
	pack_add(&im->pack, &a, line);
	return true;
}

/* What is a name to Kamailio may look like an address, and must not become one. */
static bool
check_stored(const char *stored, struct err *err)
{
	struct address_row row = { .ip = stored, .group = 1, .mask = 0, .port = 0 };
	struct address a;
	struct err ignored;

	return !address_from_row(&a, &row, &ignored) || a.form != ADDRESS_NAME ||
	       (address_parse(&a, stored, &ignored) && a.form == ADDRESS_NAME) ||
	       err_set(err, ERR_USAGE,
		       "'%s' is a name to Kamailio, and no source matches it", stored);
}

static bool
take_address(struct import *im, char *const *fields, uint32_t line, struct err *err)
{
	struct address_terms terms = im->terms;
	struct address_list list = { 0 };
	const char *stored = fields[FEED_STORED];
	bool ok;

	if (stored != NULL && take_known(im, fields, line))
		return true;
	ok = (stored == NULL || check_stored(stored, err)) &&
	     address_line_add(&list, im->app, fields, &terms, false, err);
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

/* Of the row, or of all.  A row that says neither, or the contrary, is not guessed at.
 * Lists of addresses come from others, who have other words in such a column. */
static bool
action_of(struct import *im, const struct feed_row *row, enum rule_action *action,
	struct err *err)
{
	const char *column = row->fields[FEED_TYPE] != NULL ? row->fields[FEED_TYPE] : "";

	*action = im->action;
	if (rule_action_parse(action, column))
		return !im->has_action || *action == im->action ||
		       err_set(err, ERR_USAGE,
			       "its action is %s, and --action says the contrary",
			       column);
	if (column[0] != '\0' && im->kind != RULE_IP)
		return err_set(err, ERR_USAGE,
			"its action '%.32s' is neither block nor allow", column);
	im->lacks_action = im->lacks_action || !im->has_action;
	return true;
}

/* Whether the very row is stored: a list of what is there can be given back. */
static bool
take_stored(struct import *im, enum rule_action action, const char *value)
{
	const struct rule_list *stored = stored_of(im);
	char *undone = escape_undo(value);
	size_t i = 0;

	while (i < stored->len &&
		(stored->v[i].kind != im->kind || stored->v[i].action != action ||
			(strcmp(stored->v[i].value, value) != 0 &&
				strcmp(stored->v[i].value, undone) != 0)))
		i++;
	free(undone);
	if (i == stored->len)
		return false;
	change_add_rule(&im->set, CHANGE_ADD, &stored->v[i]);
	return true;
}

static bool
take_rule(struct import *im, const struct feed_row *row, struct err *err)
{
	const char *value = row->fields[FEED_VALUE];
	char *text =
		im->kind == RULE_IP ? feed_address_text(row->fields) : xstrdup(value);
	enum rule_action action;
	struct rule rule;
	bool ok = action_of(im, row, &action, err) &&
	          rule_parse(&rule, im->kind, action, text, im->app->force, err) &&
	          (im->kind != RULE_UA || !row->is_line || im->app->force ||
			  agent_check_line(text, err));

	/* As CSV writes control characters; else it would be stored so. */
	bool is_known = strstr(value, "\\x") != NULL && take_stored(im, action, value);

	if (ok && !is_known)
		change_add_rule(&im->set, CHANGE_ADD, &rule);
	free(text);
	return ok || is_known || take_stored(im, action, value);
}

void
import_take(struct import *im, const struct feed_row *row)
{
	const char *kind = im->is_addr ? "addr" : rule_kind_name(im->kind);
	uint32_t line = (uint32_t)row->number;
	struct err err;

	if (cmd_check_kind(row->fields, kind, &err) &&
		(im->is_addr ? take_address(im, row->fields, line, &err)
			     : take_rule(im, row, &err)))
		im->lines++;
	else
		import_fault(im, line, row->fields[FEED_VALUE], err.text);
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
	pack_clear(&im->known);
	change_set_clear(&im->set);
}
