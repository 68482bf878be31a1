/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_URI_H
#define SHIELDADM_POLICY_URI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Who is named in a From, To or Contact header (RFC 3261, 20.10): what secfilter
 * looks at, and where a phone is reached.
 */
struct part {
	const char *s; /* no NUL at its end; borrowed from the text */
	size_t len;
};

struct party {
	struct part name; /* the display name, without the quotes around it */
	struct part user; /* without a password; the number of a tel: URI */
	struct part host; /* without the brackets of IPv6; empty in a tel: URI */
	unsigned port;    /* 0: none is named */
};

/*
 * Parse "Alice" <sip:alice@example.com:5060;transport=tcp>, or the URI alone.  ERR_USAGE
 * for any other text: in the article's route, Kamailio answers 500 to such a From or To,
 * and ignores such a Contact.
 */
bool party_parse(struct party *party, const char *text, struct err *err) MUST;

/* The host and port of a party whose host is an IP address, an IPv4-mapped one as the
 * IPv4 address: false when the host is a name. */
bool party_source(
	const struct party *party, int *family, unsigned char bytes[16], unsigned *port);

#endif
