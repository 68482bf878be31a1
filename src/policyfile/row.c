/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policyfile/row.h"

#include <string.h>
#include <sys/socket.h>

#include "base/ascii.h"
#include "policyfile/document.h"

enum family { V4, V6, NAME };

#define GROUP_LEN 8
#define PORT_LEN 2

static unsigned char *
put_number(unsigned char *at, size_t len, unsigned long number)
{
	for (size_t i = len; i-- > 0; number >>= 8)
		at[i] = (unsigned char)number;
	return at + len;
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
static unsigned char *
put_text(unsigned char *at, const char *text)
{
	size_t len = strlen(text) + 1;

	memcpy(at, text, len);
	return at + len;
}

static unsigned char *
put_lower(unsigned char *at, const char *text)
{
	do
		*at++ = (unsigned char)ascii_lower(*text);
	while (*text++ != '\0');
	return at;
}

static const unsigned char *
get_text(const unsigned char *at, char *text)
{
	size_t len = strlen((const char *)at) + 1;

	memcpy(text, at, len);
	return at + len;
}

/* The place of the kind comes first. */
static unsigned char *
put_kind(unsigned char *at, int kind)
{
	size_t place = 0;

	while (document_order[place] != kind)
		place++;
	*at++ = (unsigned char)place;
	return at;
}

size_t
document_rule_record(unsigned char record[DOCUMENT_RECORD_MAX], const struct rule *rule)
{
	unsigned char *at = put_kind(record, (int)rule->kind);

	*at++ = rule->action == RULE_BLOCK ? 0 : 1;
	at = put_lower(at, rule->value);
	at = put_text(at, rule->value);
	return (size_t)(at - record);
}

size_t
document_address_record(
	unsigned char record[DOCUMENT_RECORD_MAX], const struct address *a)
{
	unsigned char *at = put_kind(record, DOCUMENT_ADDR);

	at = put_number(at, GROUP_LEN, a->group);
	if (a->form == ADDRESS_NAME) {
		*at++ = NAME;
		at = put_lower(at, a->text);
		at = put_number(at, PORT_LEN, a->port);
	} else {
		size_t len = address_bits(a->family) / 8;
		*at++ = a->family == AF_INET6 ? V6 : V4;
		memcpy(at, a->bytes, len);
		at += len;
		*at++ = (unsigned char)a->prefix;
		at = put_number(at, PORT_LEN, a->port);
	}
	at = put_text(at, a->tag);
	return (size_t)(at - record);
}

static void
read_rule(struct document_row *row, const unsigned char *at)
{
	struct rule *rule = &row->rule;

	*rule = (struct rule){ .kind = (enum rule_kind)row->kind };
	rule->action = *at++ == 0 ? RULE_BLOCK : RULE_ALLOW;
	at = get_text(at, rule->value);
	get_text(at, rule->value);
}

static const unsigned char *
read_name(struct address *a, const unsigned char *at, unsigned long *port)
{
	a->form = ADDRESS_NAME;
	a->family = AF_UNSPEC;
	a->prefix = 32;
	at = get_text(at, a->text);
	return get_number(at, PORT_LEN, port);
}

static const unsigned char *
read_ip(struct address *a, const unsigned char *at, bool is_ipv6, unsigned long *port)
{
	size_t len = is_ipv6 ? 16 : 4;

	a->family = is_ipv6 ? AF_INET6 : AF_INET;
	memset(a->bytes, 0, sizeof(a->bytes));
	memcpy(a->bytes, at, len);
	at += len;
	a->prefix = *at++;
	a->form = a->prefix == 8 * len ? ADDRESS_HOST : ADDRESS_NETWORK;
	address_format_ip(a->family, a->bytes, a->text);
	return get_number(at, PORT_LEN, port);
}

static void
read_address(struct address *a, const unsigned char *at)
{
	unsigned long port;
	int family;

	a->id = 0;
	at = get_number(at, GROUP_LEN, &a->group);
	family = *at++;
	at = family == NAME ? read_name(a, at, &port)
	                    : read_ip(a, at, family == V6, &port);
	a->port = (unsigned)port;
	get_text(at, a->tag);
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
