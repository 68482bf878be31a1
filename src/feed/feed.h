/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_FEED_H
#define SHIELDADM_FEED_FEED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Lists of addresses that others publish; pure.  Three forms are told apart by
 * themselves:
 *
 *	plain	an address a line, or several with blanks between them; what follows
 *		them is left out
 *	CSV	separated by ',', ';' or tabs, with quotes or without; the column is the
 *		one whose heading is ip, address, ipaddress, ip_address or "ip address",
 *		or else the first that holds an address; without a heading, a line of
 *		nothing but addresses is a list of them
 *	JSON	an array of texts, or an object with one of these names and a text or an
 *		array of texts, or an array of such objects: APIBAN's answer is one
 *
 * Empty lines and those that begin with '#' or ';' are left out.  Whether a text is an
 * address is for the caller to say, but where a column has to be found.
 */
struct feed_item {
	char *text;
	size_t number; /* of its line, or of the text among those of JSON; from 1 */
};

struct feed {
	struct feed_item *v;
	size_t len, cap;
	bool is_json;
	bool says_nothing; /* by APIBAN's way to say that there is nothing new */
};

/* Take apart what a list holds.  ERR_USAGE for broken JSON, and for what is no text at
 * all.  The caller clears feed, also after an error. */
bool feed_parse(struct feed *feed, const char *text, size_t len, struct err *err) MUST;
void feed_clear(struct feed *feed);

#endif
