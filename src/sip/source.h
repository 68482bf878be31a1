/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SIP_SOURCE_H
#define SHIELDADM_SIP_SOURCE_H

#include <stdbool.h>

#include "base/err.h"

/*
 * The addresses of this machine that a request can be sent from.
 */
#define SIP_SOURCE_MAX 64

/* The address that the system uses to reach target, "udp:10.0.0.5:5060". ERR_USAGE for an
 * invalid target, ERR_NODE when it cannot be reached. Nothing is sent. */
bool sip_source(const char *target, char source[SIP_SOURCE_MAX], struct err *err) MUST;

/* Whether the IP address is one of this machine. */
bool sip_is_ours(const char *ip);

#endif
