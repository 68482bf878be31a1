/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SIP_PROBE_H
#define SHIELDADM_SIP_PROBE_H

#include <stdbool.h>

#include "base/err.h"

/*
 * One real SIP request over UDP, and its result.
 */
struct sip_probe {
	const char *target;       /* "udp:10.0.0.5:5060", "udp:[2001:db8::1]:5060" */
	const char *from_address; /* of this machine; NULL: the system's choice */
	const char *method;       /* any but ACK and CANCEL, which get no answer */
	const char *user_agent;   /* "": none is sent */
	/* The values of these headers; NULL: the probe's own. */
	const char *from, *to, *contact;
	unsigned from_port;  /* 0: the system's choice */
	unsigned timeout_ms; /* without an answer until then it was dropped */
};

struct sip_result {
	bool answered;
	int status; /* of the reply; 0 without a reply */
	char reason[64];
	unsigned ms; /* until the reply came */
};

/*
 * Send the request, send it again after half a second as RFC 3261 says for UDP, and wait.
 * An INVITE is acknowledged or cancelled, so no phone rings for long. True also without
 * an answer. ERR_USAGE for an invalid target or address, ERR_ABSENT when the target does
 * not have an address of from_address's family, ERR_NODE when nobody listens there.
 */
bool sip_probe(
	const struct sip_probe *probe, struct sip_result *result, struct err *err) MUST;

#endif
