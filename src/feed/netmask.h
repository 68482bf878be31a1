/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_NETMASK_H
#define SHIELDADM_FEED_NETMASK_H

#include <stdbool.h>

#include "base/err.h"

/*
 * ERR_USAGE when address is a plain IPv4 address, next is a dotted netmask, and so one
 * network is meant: 10.9.0.0 255.255.0.0.  Each word ends at a blank, a separator, a
 * quote or a '#'.  Masks wider than /4 count as addresses.
 */
bool feed_check_netmask(const char *address, const char *next, struct err *err) MUST;

#endif
