/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intern.h"

#define FIELDS_MAX 8

static const char addr_kind[] = "addr", ban_kind[] = "ban";

const char *
record_kind(const struct record *record)
{
	switch (record->form) {
	case RECORD_RULE:
		return rule_kind_name(record->rule.kind);
	case RECORD_ADDRESS:
		return addr_kind;
	case RECORD_BAN:
		break;
	}
	return ban_kind;
}

static void
add_field(struct str *text, const char *field)
{
	static const char special[] = "\t\n\\", letters[] = "tn\\";

	str_add(text, "\t", 1);
	for (;;) {
		size_t plain = strcspn(field, special);
		str_add(text, field, plain);
		field += plain;
		if (*field == '\0')
			return;
		str_add(text, "\\", 1);
		str_add(text, &letters[strchr(special, *field) - special], 1);
		field++;
	}
}

static void
begin(struct str *text, enum change_op op, const char *kind)
{
	str_add(text, op == CHANGE_ADD ? "+" : "-", 1);
	add_field(text, kind);
}

void
record_add_rule(struct str *text, enum change_op op, const struct rule *rule)
{
	begin(text, op, rule_kind_name(rule->kind));
	add_field(text, rule_action_name(rule->action));
	add_field(text, rule->value);
	str_add(text, "\n", 1);
}

static void
add_number(struct str *text, unsigned long number)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%lu", number);
	add_field(text, digits);
}

static bool
is_like(const struct record_before *before, enum change_op op, const struct address *a)
{
	return before->is_there && before->op == op && before->group == a->group &&
	       before->prefix == a->prefix && before->port == a->port &&
	       strcmp(before->tag, a->tag) == 0;
}

static void
remember(struct record_before *before, enum change_op op, const struct address *a)
{
	before->is_there = true;
	before->op = op;
	before->group = a->group;
	before->prefix = a->prefix;
	before->port = a->port;
	before->tag = a->tag;
}

void
record_add_address(struct str *text, struct record_before *before, enum change_op op,
	const struct address *address)
{
	if (is_like(before, op, address)) {
		str_add(text, "=", 1);
		str_addf(text, "%s", address_stored(address));
		str_add(text, "\n", 1);
		return;
	}
	remember(before, op, address);
	begin(text, op, addr_kind);
	add_number(text, address->group);
	add_field(text, address_stored(address));
	add_number(text, address->prefix);
	add_number(text, address->port);
	add_field(text, address->tag);
	str_add(text, "\n", 1);
}

void
record_add_ban(struct str *text, enum change_op op, const char *key, long long until,
	const char *reason, const char *who)
{
	begin(text, op, ban_kind);
	add_field(text, key);
	add_number(text, (unsigned long)until);
	add_field(text, reason);
	add_field(text, who);
	str_add(text, "\n", 1);
}

/* Turn the escapes of a field back, in its place. */
static void
unescape(char *field)
{
	char *to = field;

	for (const char *from = field; *from != '\0'; from++) {
		char c = *from;
		if (c == '\\' && from[1] != '\0') {
			from++;
			c = *from == 't' ? '\t' : *from == 'n' ? '\n' : *from;
		}
		*to++ = c;
	}
	*to = '\0';
}

/* The fields of a line; more than there may be count as one more. */
static size_t
split(char *line, char *fields[FIELDS_MAX])
{
	size_t n = 0;

	for (char *at = line; at != NULL && n < FIELDS_MAX; n++) {
		fields[n] = strsep(&at, "\t");
		unescape(fields[n]);
	}
	return n;
}

static bool
take_rule(struct record *record, char *const *fields, size_t n)
{
	int kind = 0;

	while (kind < RULE_KINDS &&
		strcmp(rule_kind_name((enum rule_kind)kind), fields[1]) != 0)
		kind++;
	if (kind == RULE_KINDS || n != 4)
		return false;
	record->form = RECORD_RULE;
	record->rule = (struct rule){ .kind = (enum rule_kind)kind };
	record->rule.action = strcmp(fields[2], rule_action_name(RULE_ALLOW)) == 0
	                              ? RULE_ALLOW
	                              : RULE_BLOCK;
	record->rule.value = intern(fields[3]);
	return strcmp(fields[2], rule_action_name(record->rule.action)) == 0;
}

static bool
take_address(struct record *record, char *const *fields, size_t n)
{
	struct address_row row;
	struct err err;

	if (n != 7)
		return false;
	record->form = RECORD_ADDRESS;
	row = (struct address_row){ .group = atoll(fields[2]),
		.ip = fields[3],
		.mask = atoll(fields[4]),
		.port = atoll(fields[5]),
		.tag = fields[6] };
	return address_from_row(&record->address, &row, &err);
}

/* The address is that of the record before, with the IP address that follows the "=". */
static bool
take_like_before(struct record *record, const char *ip)
{
	struct address_row row;
	struct err err;

	if (record->form != RECORD_ADDRESS || record->address.group == 0)
		return false;
	row = address_row(&record->address);
	row.ip = ip;
	return address_from_row(&record->address, &row, &err);
}

static bool
take_ban(struct record *record, char *const *fields, size_t n)
{
	if (n != 6)
		return false;
	record->form = RECORD_BAN;
	record->key = fields[2];
	record->until = atoll(fields[3]);
	record->reason = fields[4];
	record->who = fields[5];
	return true;
}

static bool
take(struct record *record, char *const *fields, size_t n)
{
	if (n < 4 || (strcmp(fields[0], "+") != 0 && strcmp(fields[0], "-") != 0))
		return false;
	record->op = fields[0][0] == '+' ? CHANGE_ADD : CHANGE_REMOVE;
	if (strcmp(fields[1], addr_kind) == 0)
		return take_address(record, fields, n);
	if (strcmp(fields[1], ban_kind) == 0)
		return take_ban(record, fields, n);
	return take_rule(record, fields, n);
}

bool
record_next(struct record *record, char **text, struct err *err)
{
	char *fields[FIELDS_MAX] = { NULL }, *line;
	size_t n;

	err->code = 0;
	if (**text == '\0')
		return false;
	line = strsep(text, "\n");
	/* The last line ends with a newline as well; if not, the end is where it ends. */
	if (*text == NULL)
		*text = line + strlen(line);
	if (line[0] == '=')
		return take_like_before(record, line + 1) ||
		       err_set(err, ERR_DB,
			       "the history has a row that this shieldadm does not "
			       "understand: '%s'",
			       line);
	n = split(line, fields);
	return take(record, fields, n) ||
	       err_set(err, ERR_DB,
		       "the history has a row that this shieldadm does not understand: "
		       "'%s %s'",
		       fields[0], n > 1 ? fields[1] : "");
}
