/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_SOURCE_H
#define SHIELDADM_KAMLOG_SOURCE_H

#include "kamlog/reason.h"
#include "policy/address.h"

/* Parse an address into 4 or 16 bytes.  Returns the number of bytes, 0 when the text
 * is not an address.  An IPv4 address in IPv6 form (::ffff:192.0.2.1) has 4. */
size_t source_parse(struct kamlog_text text, unsigned char bytes[16]);

/* Print such an address as text. */
void source_format(
	const unsigned char *bytes, size_t len, char text[ADDRESS_TEXT_MAX + 1]);

#endif
