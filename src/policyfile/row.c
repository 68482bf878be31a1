/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policyfile/row.h"

#include <string.h>
#include <sys/socket.h>

#include "base/ascii.h"
#include "base/intern.h"
#include "policyfile/document.h"

enum family { V4, V6, NAME };

#define GROUP_LEN 8
#define PORT_LEN 4

static void
put_byte(struct str *record, int byte)
{
	str_add(record, &(char){ (char)byte }, 1);
}

static void
put_number(struct str *record, size_t len, unsigned long number)
{
	while (len-- > 0)
		put_byte(record, (int)(number >> (8 * len) & 0xff));
}

static const unsigned char *
get_number(const unsigned char *at, size_t len, unsigned long *number)
{
	*number = 0;
	while (len-- > 0)
		*number = *number << 8 | *at++;
	return at;
}

/* With the NUL at its end. */
static void
put_text(struct str *record, const char *text)
{
	str_add(record, text, strlen(text) + 1);
}

static void
put_lower(struct str *record, const char *text)
{
	do
		put_byte(record, ascii_lower(*text));
	while (*text++ != '\0');
}

static const unsigned char *
get_text(const unsigned char *at, const char **text)
{
	*text = intern((const char *)at);
	return at + strlen(*text) + 1;
}

/* The place of the kind comes first. */
static void
begin(struct str *record, int kind)
{
	int place = 0;

	while (document_order[place] != kind)
		place++;
	record->len = 0;
	put_byte(record, place);
}

void
document_rule_record(struct str *record, const struct rule *rule)
{
	begin(record, (int)rule->kind);
	put_byte(record, rule->action == RULE_BLOCK ? 0 : 1);
	put_lower(record, rule->value);
	put_text(record, rule->value);
}

void
document_address_record(struct str *record, const struct address *a)
{
	begin(record, DOCUMENT_ADDR);
	put_number(record, GROUP_LEN, a->group);
	if (a->form == ADDRESS_NAME) {
		put_byte(record, NAME);
		put_lower(record, a->stored);
		put_number(record, PORT_LEN, a->port);
		put_text(record, a->stored);
	} else {
		put_byte(record, a->family == AF_INET6 ? V6 : V4);
		str_add(record, a->bytes, address_bits(a->family) / 8);
		put_byte(record, (int)a->prefix);
		put_number(record, PORT_LEN, a->port);
	}
	put_text(record, a->tag);
}

static void
read_rule(struct document_row *row, const unsigned char *at)
{
	struct rule *rule = &row->rule;

	*rule = (struct rule){ .kind = (enum rule_kind)row->kind };
	rule->action = *at++ == 0 ? RULE_BLOCK : RULE_ALLOW;
	at += strlen((const char *)at) + 1; /* in small letters */
	get_text(at, &rule->value);
}

static const unsigned char *
read_name(struct address *a, const unsigned char *at, unsigned long *port)
{
	a->form = ADDRESS_NAME;
	a->family = AF_UNSPEC;
	a->prefix = 32;
	at += strlen((const char *)at) + 1; /* in small letters */
	at = get_number(at, PORT_LEN, port);
	return get_text(at, &a->stored);
}

static const unsigned char *
read_ip(struct address *a, const unsigned char *at, bool is_ipv6, unsigned long *port)
{
	size_t len = is_ipv6 ? 16 : 4;

	a->family = is_ipv6 ? AF_INET6 : AF_INET;
	memcpy(a->bytes, at, len);
	at += len;
	a->prefix = *at++;
	a->form = a->prefix == 8 * len ? ADDRESS_HOST : ADDRESS_NETWORK;
	address_format_ip(a->family, a->bytes, a->ip);
	return get_number(at, PORT_LEN, port);
}

static void
read_address(struct address *a, const unsigned char *at)
{
	unsigned long port;
	int family;

	*a = (struct address){ .id = 0 };
	at = get_number(at, GROUP_LEN, &a->group);
	family = *at++;
	at = family == NAME ? read_name(a, at, &port)
	                    : read_ip(a, at, family == V6, &port);
	a->port = (unsigned)port;
	get_text(at, &a->tag);
}

void
document_row_read(struct document_row *row, const unsigned char *record)
{
	row->kind = document_order[record[0]];
	if (row->kind == DOCUMENT_ADDR)
		read_address(&row->address, record + 1);
	else
		read_rule(row, record + 1);
}

bool
document_row_same(const struct document_row *a, const struct document_row *b)
{
	if (a->kind != b->kind)
		return false;
	return a->kind == DOCUMENT_ADDR ? address_same(&a->address, &b->address)
	                                : rule_same(&a->rule, &b->rule);
}
