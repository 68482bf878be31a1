/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_KAMAILIO_IP_H
#define SHIELDADM_POLICY_KAMAILIO_IP_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Read an IP address as Kamailio reads the column ip_addr: core/resolve.c, str2ipbuf()
 * and str2ip6buf(), called by permissions/address.c, strtoipX(); the same from 5.5
 * to 6.1.
 *
 * Numbers are counted modulo 256 and 65536, and may be empty: "127.2.1.300" is
 * 127.2.1.44, "10..1.1" is 10.0.1.1. IPv6 may stand in brackets, and has no dotted end.
 * False for another text, which Kamailio takes for a domain name: "127.2.5.0/24", "
 * 127.2.4.1".
 */
bool address_parse_as_kamailio(
	const char *text, int *family, unsigned char bytes[16]) MUST;

#endif
