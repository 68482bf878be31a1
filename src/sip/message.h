/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SIP_MESSAGE_H
#define SHIELDADM_SIP_MESSAGE_H

#include <stdbool.h>

#include "base/str.h"

/*
 * The text of a SIP request and of its reply (RFC 3261).  Pure.
 */
struct sip_request {
	const char *method; /* "OPTIONS", "REGISTER", "INVITE"; "ACK", "CANCEL", "BYE" */
	const char *host;   /* asked: an address, in brackets when it is IPv6 */
	const char *local;  /* host:port it is sent from */
	const char *user_agent; /* "": none is sent */
	const char *id;         /* random; in the branch, the tag and the Call-ID */
	const char *to_tag;     /* "": none */
	/* The headers' values, instead of the probe's own; NULL: those. */
	const char *from, *to, *contact;
};

/* Add the request. The Contact is not an IP address, because the article's route drops
 * such requests. */
void sip_request_format(struct str *text, const struct sip_request *request);

struct sip_reply {
	int status;
	char reason[64];
	char to_tag[128];
};

/* Read a reply. False when it does not answer the request with this id. */
bool sip_reply_parse(struct sip_reply *reply, const char *text, const char *id);

#endif
