/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_SOURCE_H
#define SHIELDADM_KAMLOG_SOURCE_H

#include "kamlog/reason.h"
#include "policy/address.h"

/* The address of a text, in 4 or 16 bytes: how many, or 0 when it is none.  An IPv4
 * address that is written as one of IPv6 (::ffff:192.0.2.1) has 4. */
size_t source_parse(struct kamlog_text text, unsigned char bytes[16]);

/* Such an address as text. */
void source_format(
	const unsigned char *bytes, size_t len, char text[ADDRESS_TEXT_MAX + 1]);

#endif
