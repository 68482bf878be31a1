/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_ADDRESS_H
#define SHIELDADM_POLICY_ADDRESS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Addresses: the rows of Kamailio's table "address" (id, grp, ip_addr, mask,
 * port, tag), which its permissions module keeps as three tables: hosts,
 * networks and names.
 */

/*
 * What we store has at most this many bytes, as the stock table's columns have: ip_addr
 * is a varchar(50), tag a varchar(64). Rows of other people can be longer, for columns
 * are widened (dSIPRouter has tags of 255), and Kamailio has no limit.
 */
#define ADDRESS_TEXT_MAX 50
#define ADDRESS_TAG_MAX 64

/* Enough for any IP address, with the NUL; INET6_ADDRSTRLEN. */
#define ADDRESS_IP_MAX 46

enum address_form { ADDRESS_HOST, ADDRESS_NETWORK, ADDRESS_NAME };

struct address {
	long long id; /* of its row; 0 when it is not stored */
	enum address_form form;
	int family;              /* AF_INET, AF_INET6; AF_UNSPEC for a name */
	unsigned char bytes[16]; /* the address in network order; unused for a name */
	unsigned prefix;         /* 0..32, 0..128; 32 for a name, as the table has it */
	unsigned long group;     /* > 0 */
	unsigned port;           /* 0: any */
	char ip[ADDRESS_IP_MAX]; /* in the canonical form, without the prefix; "" for a
	                            name */
	/* What its row holds, where that is not the canonical form: "127.2.1.300" for
	 * 127.2.1.44; NULL where it is. Always the name of a name. From intern(). */
	const char *stored;
	const char
		*tag; /* "" when there is none, never NULL; from intern() or a literal */
};

struct address_list {
	struct address *v;
	size_t len, cap;
};

/* A number of a row whose column is NULL; no column can hold it. */
#define ADDRESS_NULL LLONG_MIN

/* A row as it stands in the table, valid or not. */
struct address_row {
	long long id;
	long long group, mask, port; /* or ADDRESS_NULL */
	const char *ip, *tag;        /* borrowed; NULL when the column is NULL */
};

/* Enough for address_format(): a name of DNS has up to 253 bytes. */
#define ADDRESS_FORMAT_MAX 320

/* Bits of an address of the family: 32 or 128. */
unsigned address_bits(int family);

/* Read an IPv4 or IPv6 address as people write it; false for another text. */
bool address_parse_ip(const char *text, int *family, unsigned char bytes[16]) MUST;

/* Whether bytes of IPv6 are ::ffff:192.0.2.1, an IPv4-mapped address; and make it the
 * IPv4 address that its requests come from. */
bool address_is_mapped(const unsigned char bytes[16]);
void address_unmap(int *family, unsigned char bytes[16]);

/*
 * The length of the IPv4 address that text begins with, in inet_pton()'s form; 0 without
 * one.  Anything may follow it.  For callers that read millions of addresses: the
 * function always reads 16 bytes of text.
 */
size_t address_scan_ipv4(const char text[16], unsigned char bytes[4]);

/* Write one in the canonical form. */
void address_format_ip(
	int family, const unsigned char bytes[16], char text[ADDRESS_IP_MAX]);

/*
 * Why no request can come from this address: "a multicast address"; NULL when a machine
 * can have it.  RFC 1122, 3.2.1.3, and RFC 4291, 2.5.2 and 2.7.
 */
const char *address_no_source(int family, const unsigned char bytes[16]);

/* What its row has in the column ip_addr. */
const char *address_stored(const struct address *address);

/* Its IP address in the canonical form, or its name. */
const char *address_text(const struct address *address);

/* "1.1.1.0/24", "1.1.1.1/32 port 5060", "sip.example.com": what people call it.  A name
 * that does not fit ends with "...". */
void address_format(const struct address *address, char text[ADDRESS_FORMAT_MAX]);

/* Whether the first prefix bits of both are the same. */
bool address_has_prefix(
	const unsigned char a[16], const unsigned char b[16], unsigned prefix);

/* Whether it is a network whose address has bits beyond its prefix: it acts as the
 * whole network, so a host that was stored with a short mask opens a hole. */
bool address_has_host_bits(const struct address *address);

/* Whether all of inner lies in outer.  A name contains nothing. */
bool address_contains(const struct address *outer, const struct address *inner);

/* The row that stores address.  Its texts are borrowed from address. */
struct address_row address_row(const struct address *address);

/*
 * The address that Kamailio makes of a row, whatever the row looks like.  False, with the
 * reason as err's text, for a row that makes the whole of Kamailio's reload fail: NULL in
 * another column than tag, a group below 1, a mask over 32 or 128 of what is an IP
 * address (permissions/address.c, reload_address_db_table and reload_address_insert, the
 * same from 5.5 to 6.1).  Texts have any length.
 */
bool address_from_row(
	struct address *address, const struct address_row *row, struct err *err) MUST;

/* Whether both stand for the same entry: all but id and tag are equal. */
bool address_same(const struct address *a, const struct address *b);

/* Whether its texts are valid UTF-8: no file of a policy can hold others, nor ask for
 * them. */
bool address_is_text(const struct address *address);

/* Order by group, form, address, prefix and port; for qsort(). */
int address_compare(const void *a, const void *b);

void address_list_add(struct address_list *list, const struct address *address);
void address_list_clear(struct address_list *list);

#endif
