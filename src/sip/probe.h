/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SIP_PROBE_H
#define SHIELDADM_SIP_PROBE_H

#include <stdbool.h>

#include "base/err.h"

/*
 * One real SIP request over UDP, and what came of it.
 */
struct sip_probe {
	const char *target;       /* "udp:10.0.0.5:5060", "udp:[2001:db8::1]:5060" */
	const char *from_address; /* of this machine; NULL: the system's choice */
	const char *method;       /* any but ACK and CANCEL, which get no answer */
	const char *user_agent;   /* "": none is sent */
	/* The values of these headers; NULL: the probe's own. */
	const char *from, *to, *contact;
	unsigned from_port;  /* 0: the system's choice */
	unsigned timeout_ms; /* no answer until then: it was dropped */
};

struct sip_result {
	bool answered;
	int status; /* of the reply; 0 when there was none */
	char reason[64];
	unsigned ms; /* until it came */
};

/*
 * Send it, once more after half a second as RFC 3261 has it for UDP, and wait.  An
 * INVITE is acknowledged or cancelled, so it never rings for long.  True also when
 * no answer came.  ERR_USAGE for a target or an address that cannot be, ERR_ABSENT
 * when the target has no address of from_address's family, ERR_NODE when nobody
 * listens there.
 */
bool sip_probe(
	const struct sip_probe *probe, struct sip_result *result, struct err *err) MUST;

#endif
