/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_ADDRESS_PARSE_H
#define SHIELDADM_POLICY_ADDRESS_PARSE_H

#include "policy/address.h"

/*
 * An address from what was typed: 192.0.2.1, 192.0.2.0/24, 2001:db8::1,
 * 2001:db8::/32 or sip.example.com; without a prefix it is a host (/32, /128).
 * Group, port and tag are left 0.  ERR_USAGE for anything else: 1.1.1.300, /33, host bits
 * beyond the prefix (the error names the probable network), and /0, which Kamailio takes
 * for a single host.
 */
bool address_parse(struct address *address, const char *text, struct err *err) MUST;

/* The same for an address to be looked up in the table: host bits are allowed. */
bool address_parse_stored(
	struct address *address, const char *text, struct err *err) MUST;

/*
 * A source: an IP address, with a port or without: 192.0.2.1:5060,
 * [2001:db8::1]:5060.  *port is 0 without a port.
 */
bool address_parse_source(const char *text, int *family, unsigned char bytes[16],
	unsigned *port, struct err *err) MUST;

/* ERR_GUARD for a network that is so wide that it is probably a mistake: /7 or wider of
 * IPv4, /15 or wider of IPv6.  All of it would skip the country and flood checks. */
bool address_check_width(const struct address *address, struct err *err) MUST;

/* A port, 0 to 65535, and a group, 1 to 2147483647: what the columns hold. */
bool address_parse_port(unsigned *port, const char *text, struct err *err) MUST;
bool address_parse_group(unsigned long *group, const char *text, struct err *err) MUST;

/* Set the tag; ERR_USAGE when it is too long, or not plain text. */
bool address_set_tag(struct address *address, const char *tag, struct err *err) MUST;

/* Read a host name, in any case; name has it in small letters, and no group.  False for
 * another text: "192.0.2.0/24" can be a name to Kamailio, but not one that people give.
 */
bool address_parse_name(struct address *name, const char *text) MUST;

/* Set the bits beyond the prefix to 0. */
void address_clear_host_bits(unsigned char bytes[16], unsigned prefix);

#endif
