/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_ADDRESS_PARSE_H
#define SHIELDADM_POLICY_ADDRESS_PARSE_H

#include "policy/address.h"

/*
 * An address from what was typed: 192.0.2.1, 192.0.2.0/24, 2001:db8::1,
 * 2001:db8::/32 or sip.example.com; without a prefix it is a host (/32, /128).
 * Group, port and tag are left 0.  ERR_USAGE for what is none of these: host bits
 * beyond the prefix (the network that was probably meant is named), 1.1.1.300,
 * /33, /0, which Kamailio takes for a single host.
 */
bool address_parse(struct address *address, const char *text, struct err *err) MUST;

/* The same, to look for what stands in the table, host bits or not. */
bool address_parse_stored(
	struct address *address, const char *text, struct err *err) MUST;

/*
 * A source: an IP address, with a port or without: 192.0.2.1:5060,
 * [2001:db8::1]:5060.  *port is 0 when there is none.
 */
bool address_parse_source(const char *text, int *family, unsigned char bytes[16],
	unsigned *port, struct err *err) MUST;

/* ERR_GUARD for a network so wide that it is most likely a slip: it opens the
 * country and flood checks to /7 of IPv4, or /15 of IPv6, at once. */
bool address_check_width(const struct address *address, struct err *err) MUST;

/* A port, 0 to 65535, and a group, 1 to 2147483647: what the columns hold. */
bool address_parse_port(unsigned *port, const char *text, struct err *err) MUST;
bool address_parse_group(unsigned long *group, const char *text, struct err *err) MUST;

/* Set the tag; ERR_USAGE when it does not fit, or is no plain text. */
bool address_set_tag(struct address *address, const char *tag, struct err *err) MUST;

#endif
