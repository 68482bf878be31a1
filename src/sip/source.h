/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SIP_SOURCE_H
#define SHIELDADM_SIP_SOURCE_H

#include <stdbool.h>

#include "base/err.h"

/*
 * From which addresses of this machine a request could be sent.
 */
#define SIP_SOURCE_MAX 64

/* The one by which the system reaches target, "udp:10.0.0.5:5060"; ERR_USAGE for what is
 * no target, ERR_NODE when there is no way to it.  Nothing is sent. */
bool sip_source(const char *target, char source[SIP_SOURCE_MAX], struct err *err) MUST;

/* Whether the IP address is one of this machine. */
bool sip_is_ours(const char *ip);

#endif
